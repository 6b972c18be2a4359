import { ImportBook, type AcceptedPlace, type Imported } from './imported.ts';

/** A finding of gitleaks: `commit:file:rule:line`, or without the commit where it stands in any. */
const WITH_COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64}):(.+):([^:]+):(\d{1,9})$/;
const WITHOUT = /^(.+):([^:]+):(\d{1,9})$/;
/** More lines than anybody accepts by hand. */
const MAX_LINES = 50_000;

/** The place that a fingerprint of gitleaks names. */
export function placeOfFingerprint(text: string, subject: string): AcceptedPlace | undefined {
  const long = WITH_COMMIT.exec(text);
  const [commit, path, rule, line] = long === null ? [undefined, ...(WITHOUT.exec(text)?.slice(1) ?? [])] : long.slice(1);
  if (path === undefined || rule === undefined || line === undefined) return undefined;
  return { subject, path: path.replaceAll('\\', '/').replace(/^\.\//, ''), line: Number(line), ...(commit === undefined ? {} : { commit }), reason: `accepted in .gitleaksignore as ${rule}` };
}

/** `.gitleaksignore`: a fingerprint a line, `#` begins a comment. */
export function importGitleaksIgnore(text: string): Imported {
  const book = new ImportBook();
  const lines = text.split(/\r?\n/);
  for (const [index, raw] of lines.slice(0, MAX_LINES).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = placeOfFingerprint(line, `line ${index + 1}`);
    if (place === undefined) book.note('left-out', `line ${index + 1}`, 'it is no fingerprint of gitleaks (commit:file:rule:line)');
    else book.accepted.push(place);
  }
  if (lines.length > MAX_LINES) book.note('left-out', `lines from ${MAX_LINES + 1} on`, `more than ${MAX_LINES} lines`);
  return book.close();
}
