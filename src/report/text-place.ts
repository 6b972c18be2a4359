import { printable } from '#core/escape.ts';
import type { Location } from '#core/finding.ts';
import type { Origin } from '#core/origin.ts';

const SHORT_OID = 9;
const MAX_SUBJECT = 60;

const PLACELESS: Partial<Record<Origin['kind'], string>> = {
  refs: 'name of a branch or tag',
  names: 'file name',
  message: 'commit message',
};

/** A clickable place: `path:line:column`, or words for what has no path. */
export function placeText(location: Location): string {
  const { origin, path, start } = location;
  if (origin.kind === 'commit') return `message or author of commit ${origin.oid.slice(0, SHORT_OID)}`;
  if (origin.kind === 'tag') return `message of tag ${origin.oid.slice(0, SHORT_OID)}`;
  const name = path === '' ? (PLACELESS[origin.kind] ?? blobText(origin)) : printable(path);
  return `${name}:${start.line}:${start.column}`;
}

function blobText(origin: Origin): string {
  return origin.kind === 'blob' ? `object ${origin.oid.slice(0, SHORT_OID)}` : 'input';
}

/** The commit that brought a key in, on one line. */
export function commitText(location: Location): string | undefined {
  const { commit } = location;
  if (commit === undefined) return undefined;
  const subject = printable(commit.subject);
  const short = subject.length > MAX_SUBJECT ? `${subject.slice(0, MAX_SUBJECT)}…` : subject;
  return `${commit.oid.slice(0, SHORT_OID)} ${commit.date.slice(0, 10)} ${printable(commit.author)}: ${short}`;
}
