import type { CommitInfo } from '#core/finding.ts';
import type { Oid } from '#core/origin.ts';
import { splitHeader } from './object-header.ts';

/** A commit as it stands in the object database. */
export interface CommitObject {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  /** `name <mail>` as text. */
  readonly author: string;
  /** ISO 8601 with zone; empty when the line does not hold. */
  readonly date: string;
  readonly message: string;
}

/**
 * Parses a raw commit (gitformat: header lines, an empty line, the message). Odd encodings and broken lines never
 * throw: text that is not UTF-8 is read as the `encoding` header says, or as Latin-1.
 */
export function parseCommit(bytes: Uint8Array): CommitObject {
  const { fields, message } = splitHeader(bytes);
  const { who, date } = parseIdentity(fields.find(([key]) => key === 'author')?.[1] ?? '');
  return {
    tree: fields.find(([key]) => key === 'tree')?.[1] ?? '',
    parents: fields.filter(([key]) => key === 'parent').map(([, value]) => value),
    author: who,
    date,
    message,
  };
}

/** What a report says of a commit. */
export function commitInfo(oid: Oid, bytes: Uint8Array): CommitInfo {
  const { author, date, message } = parseCommit(bytes);
  return { oid, author, date, subject: message.split('\n', 1)[0] ?? '' };
}

/** `name <mail> seconds zone`, as in author, committer and tagger lines. */
export function parseIdentity(line: string): { readonly who: string; readonly date: string } {
  const match = /^(.*?) (-?\d{1,15}) ([+-])(\d\d)(\d\d)$/.exec(line);
  if (match === null) return { who: line, date: '' };
  const [, who = '', seconds = '', sign = '+', hours = '', minutes = ''] = match;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const local = new Date((Number(seconds) + offset * 60) * 1000);
  return { who, date: Number.isNaN(local.getTime()) ? '' : `${local.toISOString().slice(0, 19)}${sign}${hours}:${minutes}` };
}
