import { GROUP_FOLD, HASH_MULTIPLIER, HASH_SHIFT, HEAD_SHIFT, type AnchorTable } from './anchor-table.ts';

/** Called for each place where an anchor stands, in rising order of the group that gave it away. */
export type OnHit = (anchor: number, at: number) => void;

/** Lower case for ASCII letters, everything else as it is. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

function standsAt(bytes: Uint8Array, at: number, anchor: Uint8Array): boolean {
  for (let index = 0; index < anchor.length; index++) {
    if (FOLD[bytes[at + index] as number] !== anchor[index]) return false;
  }
  return true;
}

/**
 * Finds every anchor that starts in `[from, to)` of `bytes`; it may end after `to`. Reads each byte of the
 * range once, at every second position; the cost does not depend on the number of anchors.
 */
export function findAnchors(table: AnchorTable, bytes: Uint8Array, range: { readonly from: number; readonly to: number }, onHit: OnHit): void {
  const { bits } = table;
  const end = Math.min(bytes.length, range.to + table.longest) - 2;
  for (let at = range.from; at < end; at += 2) {
    const group = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | GROUP_FOLD;
    const hash = Math.imul(group, HASH_MULTIPLIER) >>> HASH_SHIFT;
    if (((bits[hash >> 3] as number) & (1 << (hash & 7))) !== 0) verify(table, bytes, { at, hash, ...range }, onHit);
  }
}

interface Candidate {
  readonly at: number;
  readonly hash: number;
  readonly from: number;
  readonly to: number;
}

function verify(table: AnchorTable, bytes: Uint8Array, candidate: Candidate, onHit: OnHit): void {
  for (let entry = table.heads[candidate.hash >> HEAD_SHIFT] as number; entry !== 0; entry = table.nextEntry[entry] as number) {
    const start = candidate.at - (table.entryOffset[entry] as number);
    const index = table.entryAnchor[entry] as number;
    const anchor = table.anchors[index] as Uint8Array;
    if (start < candidate.from || start >= candidate.to || start + anchor.length > bytes.length) continue;
    if (standsAt(bytes, start, anchor)) onHit(index, start);
  }
}
