import { GROUP_FOLD, groupAt, HASH_MULTIPLIER, HASH_SHIFT, hashOf, HEAD_SHIFT, type AnchorTable } from './anchor-table.ts';
import { passesGate } from './passes-gate.ts';

/** Called for each place where an anchor stands and its gate is open, in rising order of the group that gave it away. */
export type OnHit = (anchor: number, at: number) => void;

/** Lower case for ASCII letters, everything else as it is. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const SHORT = 3;

/** True when the anchor `[from, to)` of `names` stands at `at`. */
function standsAt(bytes: Uint8Array, at: number, { names, from, to }: { readonly names: Uint8Array; readonly from: number; readonly to: number }): boolean {
  for (let index = from; index < to; index++) {
    if (FOLD[bytes[at + index - from] as number] !== names[index]) return false;
  }
  return true;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A search for anchors that start in a range of some bytes; `isText` as they are read. */
export type FindAnchors = (bytes: Uint8Array, range: Range & { readonly isText: boolean }, onHit: OnHit) => void;

/** Candidates of one pass; a pass over this many bytes cannot find more. */
const PASS = 1 << 15;
const queue = new Int32Array(PASS);

/**
 * Finds every anchor that starts in `[from, to)` of `bytes`; it may end after `to`. Reads each byte of the
 * range once; the cost hardly depends on the number of anchors.
 */
export function findAnchors(table: AnchorTable, bytes: Uint8Array, range: Range, onHit: OnHit): void {
  const end = Math.min(bytes.length, range.to + table.longest) - 2;
  for (let from = range.from; from < end; from += PASS) {
    const count = collectCandidates(table, bytes, { from, to: Math.min(end, from + PASS) });
    // Hits may scan other documents in turn (decoded text), so the queue is emptied before any is told.
    const candidates = queue.slice(0, count);
    for (const at of candidates) verify(table, bytes, at, { range, onHit });
  }
}

/**
 * Fills the queue with the places whose group is in the bitset: the full one at even distances from `from`,
 * the sparse one of three-byte anchors at odd ones. Without a branch: each place is written and kept or not.
 */
function collectCandidates({ bits, shortBits }: AnchorTable, bytes: Uint8Array, { from, to }: Range): number {
  let count = 0;
  let group = (((bytes[from] ?? 0) << 8) | ((bytes[from + 1] ?? 0) << 16) | GROUP_FOLD) >>> 0;
  for (let at = from; at < to; at += 2) {
    group = (group >>> 8) | (((bytes[at + 2] as number) | 0x20) << 16);
    const even = Math.imul(group, HASH_MULTIPLIER) >>> HASH_SHIFT;
    queue[count] = at;
    count += ((bits[even >> 3] as number) >> (even & 7)) & 1;
    group = (group >>> 8) | (((bytes[at + 3] as number) | 0x20) << 16);
    const odd = Math.imul(group, HASH_MULTIPLIER) >>> HASH_SHIFT;
    queue[count] = ~(at + 1);
    count += ((shortBits[odd >> 3] as number) >> (odd & 7)) & 1;
  }
  return count;
}

/** Compares the anchors of a candidate's chain; a candidate at an odd place is written as its complement. */
function verify(table: AnchorTable, bytes: Uint8Array, candidate: number, { range, onHit }: { readonly range: Range; readonly onHit: OnHit }): void {
  const { names, starts, nextEntry, entryAnchor, entryOffset } = table;
  const isEven = candidate >= 0;
  const at = isEven ? candidate : ~candidate;
  const hash = hashOf(groupAt(bytes, at));
  for (let entry = table.heads[hash >> HEAD_SHIFT] as number; entry !== 0; entry = nextEntry[entry] as number) {
    const number = entryAnchor[entry] as number;
    const from = starts[number] as number;
    const start = at - (entryOffset[entry] as number);
    // Nearly all end here, and in a hook this runs for the first time: what follows costs calls.
    if (FOLD[bytes[start] as number] !== names[from]) continue;
    const to = starts[number + 1] as number;
    const length = to - from;
    // At odd places only the three-byte anchors are new: the longer ones show at an even place, too.
    if (!isEven && length > SHORT) continue;
    if (start < range.from || start >= range.to || start + length > bytes.length) continue;
    if (standsAt(bytes, start, { names, from, to }) && passesGate(table.gates, { anchor: number, length }, { bytes, at: start })) onHit(number, start);
  }
}
