import { textReport } from '#report/text.ts';
import { countOf } from '#report/units.ts';
import type { RunResult } from './result.ts';

/** A log is read by people: more findings than this stand in the SARIF file. */
const MAX_FINDINGS = 50;

/** The report as it stands in the log of the run. */
export function logText({ report, open }: RunResult): string {
  const shown = report.findings.filter(({ suppression }) => suppression === undefined).slice(0, MAX_FINDINGS);
  const left = open.length - shown.length;
  const accepted = report.findings.filter(({ suppression }) => suppression !== undefined);
  const text = textReport({ ...report, findings: [...shown, ...accepted] }, { color: false, columns: 100, quiet: false, showAll: false, forAction: true });
  return left > 0 ? `${text}\n  and ${countOf(left, 'more finding')}, see the SARIF file\n` : text;
}
