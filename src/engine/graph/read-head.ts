import { TYPE } from '#git/pack/object-type.ts';

/** What a commit or tag names, as raw ids one after the other: a commit's tree and then its parents, a tag's object. */
export interface ObjectHead {
  readonly oids: Buffer;
  /** Commit time in seconds; 0 for tags, and where the line does not hold. */
  readonly time: number;
}

const LINK = /(?:tree|parent|object) ([0-9a-f]+)\n/y;
const TIME = /\ncommitter [^\n]*> ?(\d{1,15})/;
/** Longest head that is looked at; a commit of more parents is left to git. */
const MAX_HEAD = 1 << 16;

/**
 * Reads the ids at the head of a raw commit or tag (git's Documentation/user-manual, "object types").
 * @returns undefined when the head is not as git writes it
 */
export function readHead(bytes: Buffer, type: number, hashBytes: number): ObjectHead | undefined {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, MAX_HEAD));
  const ids: string[] = [];
  LINK.lastIndex = 0;
  for (let match = LINK.exec(text); match !== null; match = LINK.exec(text)) {
    if (match[1]?.length !== 2 * hashBytes) return undefined;
    ids.push(match[1]);
  }
  const isWhole = type === TYPE.commit ? text.startsWith('tree ') && text.startsWith('author ', headLength(ids, hashBytes)) : text.startsWith('object ') && ids.length === 1;
  if (!isWhole) return undefined;
  return { oids: Buffer.from(ids.join(''), 'hex'), time: type === TYPE.commit ? Number(TIME.exec(text)?.[1] ?? 0) : 0 };
}

/** One line `tree <id>`, the others `parent <id>`. */
function headLength(ids: readonly string[], hashBytes: number): number {
  return 'tree \n'.length + 2 * hashBytes + (ids.length - 1) * ('parent \n'.length + 2 * hashBytes);
}
