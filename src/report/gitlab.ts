import { createHash } from 'node:crypto';
import { SKIP_REASONS } from '#core/ledger.ts';
import type { Finding, Location } from '#core/finding.ts';
import { openFindings, type Report, type RuleInfo } from '#core/report.ts';
import type { Severity } from '#core/severity.ts';
import { fileNameOf } from './file-name.ts';
import { jsonText } from './json-text.ts';
import { markdownText, plainText } from './sarif-text.ts';
import type { Style } from './style.ts';
import { countOf } from './units.ts';

/* GitLab's secret detection report, in the fields of its schema 15.2.1. No source text, no name of a person. */
const VERSION = '15.2.1';
const HOME = 'https://github.com/stanch-dev/stanch';
/** What GitLab's own analyzer writes where no commit is known; the field must be there. */
const NO_COMMIT = '0000000';
const MAX_NAME = 255;
const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };

type Json = Readonly<Record<string, unknown>>;

/** `YYYY-MM-DDTHH:MM:SS` in UTC; the schema takes no zone. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}

/** A UUID that is the same for the same finding in the same file, in every run (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.slice(16, 17), 16) % 4] ?? '8';
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** Own rules come from the repository; a link may lead to a page, and do nothing else. */
function linksOf(rule: RuleInfo | undefined): Json[] {
  return (rule?.references ?? []).filter((url) => /^https:\/\/[\w.-]+(?:[/?#][\w\-.~:/?#@!$&'()*+,;=%]*)?$/.test(url)).map((url) => ({ url }));
}

function descriptionOf({ title, preview, id, locations, facts }: Finding): string {
  const more = locations.length > 1 ? ` It stands in ${countOf(locations.length, 'place')}.` : '';
  const doubt = facts['unlikely'] === undefined ? '' : ' Its own check does not hold: it may be no key.';
  return `${markdownText(`${title} (${preview}), id ${id}.`)}${more}${doubt} It stays in the history when the line is deleted: rotate it.`;
}

function locationOf(place: Location): Json {
  const { origin, start, end, commit } = place;
  const sha = commit?.oid ?? (origin.kind === 'commit' ? origin.oid : NO_COMMIT);
  return { file: fileNameOf(place), start_line: start.line, end_line: end.line, commit: { sha } };
}

function vulnerability(finding: Finding, rule: RuleInfo | undefined): Json {
  const [place] = finding.locations;
  return {
    id: uuidOf(`${finding.ruleId}\0${finding.fingerprint}\0${place === undefined ? '' : fileNameOf(place)}`),
    name: plainText(finding.title).slice(0, MAX_NAME),
    description: descriptionOf(finding),
    severity: SEVERITY_NAMES[finding.severity],
    solution: markdownText(rule?.help ?? 'Make a new key, put it where the old one was used, and shut the old one off.'),
    identifiers: [{ type: 'stanch_rule', name: `stanch rule ${finding.ruleId}`, value: finding.ruleId }],
    links: linksOf(rule),
    location: place === undefined ? { file: '.git', commit: { sha: NO_COMMIT } } : locationOf(place),
  };
}

function messagesOf({ ledger, notices }: Report): Json[] {
  const holes = ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  return [
    ...holes.map(({ reason, count }) => ({ level: 'fatal', value: `${countOf(count, 'document')} not scanned: ${SKIP_REASONS[reason].text}` })),
    ...notices.map(({ level, message }) => ({ level: level === 'warning' ? 'warn' : 'info', value: plainText(message) })),
  ];
}

/** The report for GitLab's `artifacts: reports: secret_detection`. Accepted findings are left out: GitLab knows no such mark. */
export function gitlabReport(report: Report, { now = 0 }: Style): string {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const scanner = { id: 'stanch', name: 'stanch', url: HOME, version: report.tool.version, vendor: { name: 'stanch' } };
  const end = timeText(now);
  const scan = { analyzer: scanner, scanner, type: 'secret_detection', start_time: end, end_time: end, status: report.ledger.complete ? 'success' : 'failure', messages: messagesOf(report) };
  return `${jsonText({ version: VERSION, scan, vulnerabilities: openFindings(report).map((finding) => vulnerability(finding, rules.get(finding.ruleId))) }, 2)}\n`;
}
