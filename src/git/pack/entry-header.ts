import type { FileWindow } from './file-window.ts';
import { TYPE } from './object-type.ts';

/** Longest header of a pack entry: a size of ten bytes and an offset of ten, or an object id. */
const MAX_HEADER = 10 + 32;

/** Head of one pack entry. Format: git's Documentation/gitformat-pack.txt, "Object representation". Reused from entry to entry. */
export interface EntryHeader {
  /** Type number as written, deltas included; `TYPE.broken` when the head is damaged. */
  type: number;
  /** Inflated size: of the object, or of the delta. */
  size: number;
  /** Pack offset of the zlib stream. */
  dataStart: number;
  /** Pack offset of the base of an offset delta; else -1. */
  baseOffset: number;
  /** Index in the window's bytes of the base id of a reference delta; else -1. Valid until the window moves. */
  baseOidAt: number;
}

/** A header to be filled by `readEntryHeader`. */
export function makeEntryHeader(): EntryHeader {
  return { type: TYPE.broken, size: 0, dataStart: 0, baseOffset: -1, baseOidAt: -1 };
}

/** Bytes that have been held, read one by one; beyond the end they are zero. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at] ?? 0;
  cursor.at += 1;
  return byte;
}

/** Type and size: three bits of type and four of size, then seven of size a byte. */
function readTypeAndSize(cursor: Cursor, header: EntryHeader): void {
  let byte = readByte(cursor);
  header.type = (byte >> 4) & 7;
  header.size = byte & 15;
  for (let scale = 16; byte >= 0x80 && scale <= MAX_SCALE; scale *= 128) {
    byte = readByte(cursor);
    header.size += (byte & 0x7f) * scale;
  }
}

/** Distance to the base: seven bits a byte, most significant first, one added for each further byte. */
function readDistance(cursor: Cursor): number {
  let byte = readByte(cursor);
  let distance = byte & 0x7f;
  while (byte >= 0x80 && distance <= MAX_SCALE) {
    byte = readByte(cursor);
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return distance;
}

const MAX_SCALE = 2 ** 46;
const RESERVED_TYPE = 5;

/** Reads the entry at `offset` into `header`; marks it broken when it does not hold together or the file ends. */
export function readEntryHeader(window: FileWindow, offset: number, spec: { readonly hashBytes: number; readonly header: EntryHeader }): void {
  const { header, hashBytes } = spec;
  const held = window.holdSome(offset, MAX_HEADER);
  const cursor: Cursor = { bytes: window.bytes, at: held.at };
  readTypeAndSize(cursor, header);
  header.baseOffset = -1;
  header.baseOidAt = -1;
  if (header.type === TYPE.offsetDelta) header.baseOffset = offset - readDistance(cursor);
  else if (header.type === TYPE.refDelta) {
    header.baseOidAt = cursor.at;
    cursor.at += hashBytes;
  }
  header.dataStart = offset + (cursor.at - held.at);
  if (cursor.at > held.at + held.length || header.type === RESERVED_TYPE) header.type = TYPE.broken;
}
