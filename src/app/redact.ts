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

/** Forms by how they begin, longest first: a report may hold thousands of keys, and each of its texts is looked through once. */
type FormIndex = ReadonlyMap<string, readonly string[]>;

function indexForms(forms: ReadonlySet<string>): FormIndex {
  const index = new Map<string, string[]>();
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    const start = form.slice(0, MIN_LENGTH);
    const same = index.get(start);
    if (same === undefined) index.set(start, [form]);
    else same.push(form);
  }
  return index;
}

/** Forms that overlap are blanked out as one. */
function redactText(text: string, index: FormIndex): string {
  let clean = '';
  /** How far the text is copied, and how far it is blanked out. */
  let [copied, blank] = [0, 0];
  for (let at = 0; at + MIN_LENGTH <= text.length; at += 1) {
    const form = index.get(text.slice(at, at + MIN_LENGTH))?.find((each) => text.startsWith(each, at));
    if (form === undefined) continue;
    if (at >= blank) clean += `${text.slice(copied, at)}${MASK}`;
    blank = Math.max(blank, at + form.length);
    copied = blank;
  }
  return clean + text.slice(copied);
}

/** Replaces every raw key (in the clear, URL-encoded, in base64, JSON-escaped) in a text. */
export function makeRedactor(secrets: readonly Secret[]): (text: string) => string {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < MIN_LENGTH || PLAIN_WORDS.test(secret.reveal())) continue;
    for (const form of formsOf(secret.reveal())) forms.add(form);
  }
  const index = indexForms(forms);
  return (text) => redactText(text, index);
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
