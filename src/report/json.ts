import { countStandings, type Report } from '#core/report.ts';
import { jsonText } from './json-text.ts';

/** Name and version of the JSON form; the schema is `schema/report.json`. */
export const REPORT_SCHEMA = 'stanch-report/1';

/** The whole report as one JSON document. */
export function jsonReport(report: Report): string {
  return `${jsonText({ schema: REPORT_SCHEMA, ...report }, 2)}\n`;
}

/** One finding a line, then one line with everything else. */
export function jsonlReport(report: Report): string {
  const { findings, ...rest } = report;
  const lines = findings.map((finding) => jsonText({ type: 'finding', ...finding }));
  const summary = { type: 'summary', schema: REPORT_SCHEMA, ...rest, ...countStandings(report) };
  return `${[...lines, jsonText(summary)].join('\n')}\n`;
}
