import type { RawMatch } from '#detect/raw-match.ts';

/** A match with the place that decides whether it must be looked for again: its anchor, or its own start when it was encoded. */
export interface HeldMatch {
  readonly at: number;
  /** Number of the anchor; -1 for a match in encoded text. */
  readonly anchor: number;
  readonly match: RawMatch;
}

/** A hit of an anchor whose rules look far. */
export interface FarHit {
  readonly at: number;
  readonly anchor: number;
}

/** What a document's deltas inherit, each list in order of place. `plain` documents are scanned by the reference engine, and nothing is inherited from them. */
export interface DocumentState {
  readonly reading: 'text' | 'bytes' | 'plain';
  readonly held: readonly HeldMatch[];
  readonly far: readonly FarHit[];
}

export const PLAIN_STATE: DocumentState = { reading: 'plain', held: [], far: [] };

/** A stretch that a delta copies: from base offset `from` to target offset `to`. */
export interface Copy {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** True when `at` lies in one of the ranges, which are sorted and apart. */
export function isInside(ranges: readonly Range[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.start ?? Infinity) <= at;
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
