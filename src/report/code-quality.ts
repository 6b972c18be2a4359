import { createHash } from 'node:crypto';
import type { Finding, Location } from '#core/finding.ts';
import { SKIP_REASONS, type SkipEntry } from '#core/ledger.ts';
import { openFindings, type Report } from '#core/report.ts';
import type { Severity } from '#core/severity.ts';
import { fileNameOf } from './file-name.ts';
import { jsonText } from './json-text.ts';
import { plainText } from './sarif-text.ts';
import { countOf } from './units.ts';

/** GitLab's scale, worst first: blocker, critical, major, minor, info. */
const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor', info: 'info' };
/** A key in very many places is one matter, not very many. */
const MAX_PLACES = 20;

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}

function issueAt(finding: Finding, place: Location, path: string): Issue {
  return {
    description: plainText(`${finding.title} (${finding.preview}), id ${finding.id}: rotate it, deleting the line does not make it invalid`),
    check_name: finding.ruleId,
    fingerprint: digest(finding.ruleId, finding.fingerprint, path),
    severity: SEVERITY_NAMES[finding.severity],
    location: { path, lines: { begin: place.start.line } },
  };
}

/** One issue a file: the same key twice in one file is told once, and its fingerprint does not change when lines move. */
function issuesOf(finding: Finding): Issue[] {
  const first = new Map<string, Location>();
  for (const place of finding.locations) if (!first.has(fileNameOf(place))) first.set(fileNameOf(place), place);
  return [...first].slice(0, MAX_PLACES).map(([path, place]) => issueAt(finding, place, path));
}

/** The format knows no "not everything was read", so that is an issue, too. */
function holeIssue({ reason, count, examples }: SkipEntry): Issue {
  const origin = examples[0]?.origin;
  const path = origin === undefined ? '.git' : fileNameOf({ origin, path: 'path' in origin ? (origin.path ?? '') : '' });
  const description = `not everything could be read: ${countOf(count, 'document')}, ${SKIP_REASONS[reason].text}`;
  return { description, check_name: 'stanch-incomplete', fingerprint: digest('incomplete', reason), severity: 'major', location: { path, lines: { begin: 1 } } };
}

/** The report for GitLab's `artifacts: reports: codequality`: a list of issues. */
export function codeQualityReport(report: Report): string {
  const holes = report.ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  return `${jsonText([...openFindings(report).flatMap(issuesOf), ...holes.map(holeIssue)], 2)}\n`;
}
