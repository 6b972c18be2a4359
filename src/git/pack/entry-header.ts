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

/** Reads the entry at `offset` into `header`; marks it broken when it does not hold together or the file ends. */
export function readEntryHeader(window: FileWindow, offset: number, spec: { readonly hashBytes: number; readonly header: EntryHeader }): void {
  const { header, hashBytes } = spec;
  const held = window.holdSome(offset, MAX_HEADER);
  const { bytes } = window;
  const end = held.at + held.length;
  let at = held.at;
  let byte = bytes[at++] ?? 0;
  header.type = (byte >> 4) & 7;
  header.size = byte & 15;
  for (let scale = 16; byte >= 0x80 && at < end; scale *= 128) {
    byte = bytes[at++] ?? 0;
    header.size += (byte & 0x7f) * scale;
  }
  header.baseOffset = -1;
  header.baseOidAt = -1;
  if (header.type === TYPE.offsetDelta) {
    byte = bytes[at++] ?? 0;
    let distance = byte & 0x7f;
    while (byte >= 0x80 && at < end) {
      byte = bytes[at++] ?? 0;
      distance = (distance + 1) * 128 + (byte & 0x7f);
    }
    header.baseOffset = offset - distance;
  } else if (header.type === TYPE.refDelta) {
    header.baseOidAt = at;
    at += hashBytes;
  }
  header.dataStart = offset + (at - held.at);
  if (at > end || byte >= 0x80 || header.type === 5 || header.size > Number.MAX_SAFE_INTEGER) header.type = TYPE.broken;
}
