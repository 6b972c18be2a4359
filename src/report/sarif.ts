import { createHash } from 'node:crypto';
import { printable } from '#core/escape.ts';
import type { Finding, Location } from '#core/finding.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import type { Report, RuleInfo } from '#core/report.ts';
import type { Severity } from '#core/severity.ts';
import { uriOf } from './sarif-uri.ts';

/* SARIF 2.1.0 (OASIS), with what GitHub code scanning asks for beyond it: help texts, security-severity, line hashes. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const INFORMATION = 'https://github.com/stanch-dev/stanch';
/** Scores as GitHub bins them: over 9 critical, 7 high, 4 medium, less low. */
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '0.5' };
const LEVELS: Readonly<Record<Severity, string>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };
const PRECISION = { high: 'very-high', medium: 'medium', low: 'low' } as const;
/** What GitHub shows of a text. */
const MAX_TEXT = 1_000;
const MAX_RELATED = 100;

type Json = Readonly<Record<string, unknown>>;

function ruleObject(rule: RuleInfo): Json {
  const help = `${rule.help} Closing this alert, or deleting the line, does not make the key invalid.`;
  return {
    id: rule.id,
    shortDescription: { text: printable(rule.title).slice(0, MAX_TEXT) },
    fullDescription: { text: printable(`${rule.title}: a key of this kind stands in the repository.`).slice(0, MAX_TEXT) },
    help: { text: printable(help).slice(0, MAX_TEXT), markdown: printable(help).slice(0, MAX_TEXT) },
    ...(rule.references[0] === undefined ? {} : { helpUri: rule.references[0] }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ['security', 'secret'], precision: 'high', 'security-severity': SCORES[rule.severity] },
  };
}

function physicalLocation(location: Location): Json {
  const { start, end } = location;
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: Math.max(end.column, start.line === end.line ? start.column + 1 : 1) };
  return { artifactLocation: { uri: uriOf(location) }, region };
}

/** The same for the same key under the same rule in the same file, wherever it moves in it. */
function lineHash(finding: Finding, location: Location): string {
  return `${createHash('sha256').update(`${finding.ruleId}\0${finding.fingerprint}\0${location.path}`).digest('hex').slice(0, 16)}:1`;
}

function messageOf(finding: Finding): string {
  const commit = finding.locations[0]?.commit;
  const history = commit === undefined ? '' : ` It came in with commit ${commit.oid.slice(0, 9)} and stays in the history: rotate it.`;
  return `${printable(finding.title)} (${finding.preview}), id ${finding.id}.${history}`;
}

function resultObject(finding: Finding, ruleIndex: number): Json {
  const [first, ...others] = finding.locations;
  const related = others.slice(0, MAX_RELATED).map((location, index) => ({ id: index + 1, physicalLocation: physicalLocation(location) }));
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding) },
    locations: first === undefined ? [] : [{ physicalLocation: physicalLocation(first) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    partialFingerprints: first === undefined ? {} : { primaryLocationLineHash: lineHash(finding, first), 'stanch/v1': finding.fingerprint },
    ...(finding.suppression === undefined
      ? {}
      : { suppressions: [{ kind: finding.suppression.by === 'inline' ? 'inSource' : 'external', justification: printable(finding.suppression.reason) }] }),
    properties: { confidence: finding.confidence, precision: PRECISION[finding.confidence], 'security-severity': SCORES[finding.severity] },
  };
}

function notifications(report: Report): Json[] {
  return report.ledger.skipped.map((entry) => ({
    level: SKIP_REASONS[entry.reason].complete ? 'note' : 'error',
    descriptor: { id: entry.reason },
    message: { text: `${entry.count} documents not scanned: ${SKIP_REASONS[entry.reason].text}` },
  }));
}

/** The report as SARIF 2.1.0, fit for upload to code scanning. No snippet, no name of a person. */
export function sarifReport(report: Report): string {
  const indexes = new Map(report.rules.map((rule, index) => [rule.id, index]));
  const run = {
    tool: { driver: { name: 'stanch', semanticVersion: report.tool.version, informationUri: INFORMATION, rules: report.rules.map(ruleObject) } },
    automationDetails: { id: 'stanch/' },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: report.ledger.complete, toolExecutionNotifications: notifications(report) }],
    results: report.findings.map((finding) => resultObject(finding, indexes.get(finding.ruleId) ?? 0)),
    properties: { scope: printable(report.scope), ledger: { ...report.ledger, skipped: report.ledger.skipped.map(({ reason, count, bytes }) => ({ reason, count, bytes })) } },
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
