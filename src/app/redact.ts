import type { Finding } from '#core/finding.ts';
import type { Report } from '#core/report.ts';
import type { Secret } from '#core/secret.ts';

const MASK = '****';
/** Shorter keys, and passwords that are plain words, would blank out ordinary words in paths. */
const MIN_LENGTH = 6;
const PLAIN_WORDS = /^[A-Za-z]{1,20}(?:[-_. /][A-Za-z]{1,20}){0,4}$/;

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '');
  return [value, encodeURIComponent(value), base64, JSON.stringify(value).slice(1, -1)];
}

/** Replaces every raw key (in the clear, URL-encoded, in base64, JSON-escaped) in a text. */
export function makeRedactor(secrets: readonly Secret[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < MIN_LENGTH || PLAIN_WORDS.test(secret.reveal())) continue;
    for (const form of formsOf(secret.reveal())) forms.add(form);
  }
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of longestFirst) if (clean.includes(form)) clean = clean.replaceAll(form, MASK);
    return clean;
  };
}

/** A copy of plain data in which no string holds a raw key. */
export function redactData<T>(data: T, redact: (text: string) => string): T {
  if (typeof data === 'string') return redact(data) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => redactData(item, redact)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]: [string, unknown]) => [key, redactData(value, redact)])) as T;
}

function redactFinding(finding: Finding, redact: (text: string) => string): Finding {
  return {
    ...finding,
    facts: redactData(finding.facts, redact),
    locations: redactData(finding.locations, redact),
    ...(finding.pair === undefined ? {} : { pair: redactData(finding.pair, redact) }),
    ...(finding.suppression === undefined ? {} : { suppression: redactData(finding.suppression, redact) }),
  };
}

/**
 * Takes raw keys out of everything in a report that comes from the repository: a key may stand in a file
 * name, an author's name, a commit subject, the name of a branch or a reason too, and those are printed.
 */
export function redactReport(report: Report, secrets: readonly Secret[]): Report {
  if (secrets.length === 0) return report;
  const redact = makeRedactor(secrets);
  return {
    ...report,
    scope: redact(report.scope),
    findings: report.findings.map((finding) => redactFinding(finding, redact)),
    notices: redactData(report.notices, redact),
    ledger: redactData(report.ledger, redact),
  };
}
