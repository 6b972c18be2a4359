import type { RawMatch } from '#detect/raw-match.ts';

/** A document in the core's memory. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** A match with the place that decides whether it must be looked for again: its anchor, or its own start when it was encoded. */
export interface HeldMatch {
  readonly at: number;
  /** Number of the anchor; -1 for a match in encoded text. */
  readonly anchor: number;
  readonly match: RawMatch;
}

/** Where anchors stand in a document, in order of place: a list in the core's memory, above the document. */
export interface SightingList {
  readonly list: number;
  readonly count: number;
}

/** What a document's deltas inherit, `held` in order of place. `plain` documents are scanned by the reference engine, and nothing is inherited from them. */
export interface DocumentState {
  readonly reading: 'text' | 'bytes' | 'plain';
  readonly held: readonly HeldMatch[];
  readonly sightings: SightingList;
}

export const PLAIN_STATE: DocumentState = { reading: 'plain', held: [], sightings: { list: 0, count: 0 } };

/** Ranges in the core's memory, sorted and apart: start and end, a word each. */
export interface RangeList {
  readonly words: Uint32Array;
  /** Index of the first word. */
  readonly from: number;
  readonly count: number;
}

/** Number of the first range whose end lies at `at` or behind it. */
function firstEndingAt({ words, from, count }: RangeList, at: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[from + 2 * middle + 1] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True when `at` lies in one of the ranges. */
export function isInside(ranges: RangeList, at: number): boolean {
  return touchesAny(ranges, at + 1, at);
}

/** True when one of the ranges ends at `start` or behind it and begins at `end` or before it. */
export function touchesAny(ranges: RangeList, start: number, end: number): boolean {
  const first = firstEndingAt(ranges, start);
  return first < ranges.count && (ranges.words[ranges.from + 2 * first] ?? 0) <= end;
}

/** Index of the first of `held`, which are in order of place, that stands at `at` or behind it. */
export function firstFrom(held: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = held.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((held[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The match `by` bytes further on. */
export function moved(match: RawMatch, by: number): RawMatch {
  if (by === 0) return match;
  return { ...match, start: match.start + by, end: match.end + by, outerStart: match.outerStart + by, outerEnd: match.outerEnd + by };
}
