import { SKIP_REASONS, type SkipEntry } from '#core/ledger.ts';
import type { Origin } from '#core/origin.ts';
import { countStandings, type Notice, type Report, type RuleInfo } from '#core/report.ts';
import { jsonText } from './json-text.ts';
import { LEVELS, resultObject, SCORES } from './sarif-result.ts';
import { markdownText, messageText, plainText } from './sarif-text.ts';
import { SOURCE_ROOT, uriOf } from './sarif-uri.ts';
import { countOf } from './units.ts';

/* SARIF 2.1.0 (OASIS), with what GitHub code scanning asks for beyond it: help texts, security-severity, line hashes. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const INFORMATION = 'https://github.com/stanch-dev/stanch';

type Json = Readonly<Record<string, unknown>>;

function ruleObject(rule: RuleInfo): Json {
  const help = `${rule.help} Closing this alert, or deleting the line, does not make the key invalid.`;
  // Own rules come from the repository; a link may lead to a page, and do nothing else.
  const link = rule.references.find((reference) => /^https:\/\/[\w.-]+(?:[/?#][\w\-.~:/?#@!$&'()*+,;=%]*)?$/.test(reference));
  return {
    id: rule.id,
    shortDescription: { text: plainText(rule.title) },
    fullDescription: { text: plainText(`${rule.title}: a key of this kind stands in the repository.`) },
    help: { text: plainText(help), markdown: markdownText(help) },
    ...(link === undefined ? {} : { helpUri: link }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ['security', 'secret'], precision: 'high', 'security-severity': SCORES[rule.severity] },
  };
}

function placeOf(origin: Origin): Json {
  const path = 'path' in origin ? (origin.path ?? '') : '';
  return { physicalLocation: { artifactLocation: uriOf({ origin, path }) } };
}

function skipNotification(entry: SkipEntry): Json {
  const { complete, text } = SKIP_REASONS[entry.reason];
  return {
    level: complete ? 'note' : 'error',
    descriptor: { id: entry.reason },
    message: { text: messageText(`${countOf(entry.count, 'document')} not scanned: ${text}`) },
    locations: entry.examples.map(({ origin }) => placeOf(origin)),
  };
}

function noticeNotification(notice: Notice): Json {
  return { level: notice.level === 'warning' ? 'warning' : 'note', descriptor: { id: plainText(notice.code) }, message: { text: messageText(notice.message) } };
}

/** Which uploads replace each other: those that read the same kind of thing, e.g. `stanch/history/`. */
function categoryOf(scope: string): string {
  return `stanch/${/^[a-z]+(?![^ :,])/.exec(scope)?.[0] ?? 'scan'}/`;
}

/** The report as SARIF 2.1.0, fit for upload to code scanning. No snippet, no name of a person. */
export function sarifReport(report: Report): string {
  const indexes = new Map(report.rules.map((rule, index) => [rule.id, index]));
  const { ledger } = report;
  const run = {
    tool: { driver: { name: 'stanch', semanticVersion: report.tool.version, informationUri: INFORMATION, rules: report.rules.map(ruleObject) } },
    automationDetails: { id: categoryOf(report.scope) },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'The top folder of what was scanned.' } } },
    invocations: [{ executionSuccessful: ledger.complete, toolExecutionNotifications: [...ledger.skipped.map(skipNotification), ...report.notices.map(noticeNotification)] }],
    results: report.findings.map((finding) => resultObject(finding, indexes.get(finding.ruleId))),
    properties: { scope: plainText(report.scope), complete: ledger.complete, findings: countStandings(report), ledger: { ...ledger, skipped: ledger.skipped.map(({ reason, count, bytes }) => ({ reason, count, bytes })) } },
  };
  return `${jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, 2)}\n`;
}
