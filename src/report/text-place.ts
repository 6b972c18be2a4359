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

/** A subject that is cut further than this tells nothing. */
const MIN_SUBJECT = 20;

/**
 * The commit that brought a key in, on one line.
 * @param columns how long the line may be; only the subject is cut
 */
export function commitText(location: Location, columns: number): string | undefined {
  const { commit } = location;
  if (commit === undefined) return undefined;
  const head = `${commit.oid.slice(0, SHORT_OID)} ${printable(commit.date.slice(0, 10))} ${printable(commit.author)}: `;
  const room = Math.max(MIN_SUBJECT, Math.min(MAX_SUBJECT, columns - head.length));
  const subject = [...printable(commit.subject)];
  return `${head}${subject.length > room ? `${subject.slice(0, room - 1).join('')}…` : subject.join('')}`;
}
