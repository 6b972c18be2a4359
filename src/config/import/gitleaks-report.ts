import { createHash } from 'node:crypto';
import { ConfigError } from '#core/errors.ts';
import { placeOfFingerprint } from './gitleaks-ignore.ts';
import { ImportBook, type AcceptedPlace, type Imported } from './imported.ts';
import { parseJson } from './parse-json.ts';
import { isTable, numberOf, textOf, type PlainTable } from './plain-data.ts';

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REDACTED = /^(?:REDACTED$|\*|.*\.\.\.$)/;
const MAX_ENTRIES = 50_000;

/** The key as a hash: it is compared with keys that are found here, and goes nowhere. */
function hashOf(entry: PlainTable): string | undefined {
  const secret = textOf(entry, 'Secret');
  return secret === undefined || secret === '' || REDACTED.test(secret) ? undefined : createHash('sha1').update(secret, 'utf8').digest('hex');
}

function placeOf(entry: PlainTable, subject: string): AcceptedPlace | undefined {
  const path = textOf(entry, 'File');
  if (path === undefined || path === '') return placeOfFingerprint(textOf(entry, 'Fingerprint') ?? '', subject);
  const [line, commit, sha1] = [numberOf(entry, 'StartLine'), textOf(entry, 'Commit'), hashOf(entry)];
  return {
    subject,
    path: path.replaceAll('\\', '/').replace(/^\.\//, ''),
    ...(line === undefined ? {} : { line }),
    ...(commit === undefined || !COMMIT.test(commit) ? {} : { commit }),
    ...(sha1 === undefined ? {} : { sha1 }),
    reason: `accepted in a baseline of gitleaks as ${textOf(entry, 'RuleID') ?? 'a finding'}`,
  };
}

/**
 * A JSON report of gitleaks, which it takes as a baseline: a list of findings.
 * @throws ConfigError for what is none
 */
export function importGitleaksReport(text: string, fileName: string): Imported {
  const data = parseJson(text, fileName);
  if (!Array.isArray(data)) throw new ConfigError(`${fileName}: this is no report of gitleaks, which is a list`);
  const book = new ImportBook();
  for (const [index, entry] of data.slice(0, MAX_ENTRIES).entries()) {
    const place = isTable(entry) ? placeOf(entry, `finding ${index + 1}`) : undefined;
    if (place === undefined) book.note('left-out', `finding ${index + 1}`, 'it names no file');
    else book.accepted.push(place);
  }
  if (data.length > MAX_ENTRIES) book.note('left-out', `findings from ${MAX_ENTRIES + 1} on`, `more than ${MAX_ENTRIES} findings`);
  return book.close();
}
