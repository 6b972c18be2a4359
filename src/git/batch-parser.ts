import { IncompleteError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** A run of bytes of one object. Objects of up to 1 MiB come whole; greater ones in pieces that follow each other. */
export interface ObjectPiece {
  readonly kind: 'piece';
  readonly oid: Oid;
  readonly type: ObjectType;
  /** Size of the whole object in bytes. */
  readonly size: number;
  /** Offset of `bytes[0]` in the object. */
  readonly offset: number;
  /** Valid until the next item is asked for; copy to keep. */
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** An object that git could not give. After pieces of the same object: the rest of it. */
export interface ObjectFault {
  readonly kind: 'fault';
  readonly oid: Oid;
  readonly fault: 'missing' | 'corrupt';
  /** Bytes of it that were given before. */
  readonly given: number;
}

export type ObjectItem = ObjectPiece | ObjectFault;

/** Greatest piece in bytes. */
export const PIECE_BYTES: number = 1 << 20;

/** Longest header line: 64 digits, a type, a size. */
const MAX_HEADER = 128;
const NEWLINE = 10;

interface Open {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly size: number;
  offset: number;
}

/**
 * Reads the output of `git cat-file --batch`, however it is cut:
 * `<oid> SP <type> SP <size> LF <bytes> LF` or `<name> SP missing LF` for each object (gitformat: git-cat-file(1), BATCH OUTPUT).
 */
export class BatchParser {
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of `#rest` may stand in pieces until they are needed in one. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #needed = 1;
  #open: Open | undefined;

  /** Takes the next bytes and gives what they complete. */
  *push(bytes: Buffer): Generator<ObjectItem, void, undefined> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#rest.length + this.#waitingBytes < this.#needed) return;
    const [only] = this.#waiting;
    this.#rest = this.#rest.length === 0 && this.#waiting.length === 1 && only !== undefined ? only : Buffer.concat([this.#rest, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let item = this.#next(); item !== undefined; item = this.#next()) if (item !== 'header') yield item;
  }

  /** True when the output ended between two objects. */
  get isBetween(): boolean {
    return this.#open === undefined && this.#rest.length + this.#waitingBytes === 0;
  }

  /** The object whose bytes have not all come. */
  get open(): { readonly oid: Oid; readonly offset: number } | undefined {
    return this.#open;
  }

  #next(): ObjectItem | 'header' | undefined {
    return this.#open === undefined ? this.#header() : this.#body(this.#open);
  }

  #header(): ObjectFault | 'header' | undefined {
    const end = this.#rest.indexOf(NEWLINE);
    if (end < 0) {
      if (this.#rest.length > MAX_HEADER) throw new IncompleteError('an answer of git cat-file has no header');
      this.#needed = this.#rest.length + 1;
      return undefined;
    }
    const [oid = '', type = '', size = ''] = this.#rest.toString('latin1', 0, end).split(' ');
    this.#rest = this.#rest.subarray(end + 1);
    if (type === 'missing') return { kind: 'fault', oid, fault: 'missing', given: 0 };
    if (!isType(type) || !/^\d+$/.test(size)) throw new IncompleteError('an answer of git cat-file has an unknown header');
    this.#open = { oid, type, size: Number(size), offset: 0 };
    return 'header';
  }

  #body(open: Open): ObjectPiece | undefined {
    const left = open.size - open.offset;
    const wanted = Math.min(left, PIECE_BYTES);
    const last = wanted === left;
    // The last piece waits for the line end that follows it.
    this.#needed = wanted + (last ? 1 : 0);
    if (this.#rest.length < this.#needed) return undefined;
    const bytes = this.#rest.subarray(0, wanted);
    if (last && this.#rest[wanted] !== NEWLINE) throw new IncompleteError('an answer of git cat-file does not end where its header says');
    this.#rest = this.#rest.subarray(this.#needed);
    this.#needed = 1;
    const piece: ObjectPiece = { kind: 'piece', oid: open.oid, type: open.type, size: open.size, offset: open.offset, bytes, last };
    open.offset += wanted;
    if (last) this.#open = undefined;
    return piece;
  }
}

function isType(word: string): word is ObjectType {
  return word === 'blob' || word === 'tree' || word === 'commit' || word === 'tag';
}
