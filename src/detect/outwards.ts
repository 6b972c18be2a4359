import type { Region } from './decode/region.ts';
import { isUnopened } from './decode/work-budget.ts';
import type { RawMatch } from './raw-match.ts';

/** Characters that a unit of encoded text may take beyond its first. */
const UNIT = 4;

/** How places in a decoded text become places in the document that holds it. */
export interface WayOut {
  readonly toOuter: (inner: number) => number;
  /** Offset in the document of the bytes that the region was found in. */
  readonly base: number;
}

/** One match with its place outside. */
function placed(match: RawMatch, region: Region, { toOuter, base }: WayOut): RawMatch {
  const place = (inner: number): number => base + Math.min(region.end, toOuter(inner));
  const endOf = (inner: number, start: number): number => Math.max(start + 1, Math.min(base + region.end, place(inner) + UNIT));
  const [start, outerStart] = [place(match.start), place(match.outerStart)];
  return { ...match, start, end: endOf(match.end, start), outerStart, outerEnd: endOf(match.outerEnd, outerStart), encoding: [region.encoding, ...match.encoding] };
}

/** Matches that overlap, in order of place. */
function* overlapping(matches: readonly RawMatch[]): Iterable<RawMatch[]> {
  let group: RawMatch[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const match of [...matches].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (group.length > 0 && match.start >= end) {
      yield group;
      group = [];
    }
    group.push(match);
    end = group.length === 1 ? match.end : Math.max(end, match.end);
  }
  if (group.length > 0) yield group;
}

/** Moved on, and not beyond `end`. */
function pushed(match: RawMatch, by: number, end: number): RawMatch {
  if (by === 0) return match;
  const start = Math.min(match.start + by, end - 1);
  return { ...match, start, end: Math.max(start + 1, Math.min(match.end + by, end)) };
}

/**
 * Gives matches in a decoded text their places in the encoded form. Units of that are coarser than bytes, and packed text
 * has no place for each byte at all; but two keys that do not overlap inside must not outside either, or one of them
 * would be taken for a part of the other and be lost.
 */
export function outwards(matches: readonly RawMatch[], region: Region, way: WayOut): RawMatch[] {
  if (matches.length < 2) return matches.map((match) => placed(match, region, way));
  const result = matches.filter(isUnopened).map((match) => placed(match, region, way));
  const limit = way.base + region.end;
  let last: RawMatch[] = [];
  for (const inner of overlapping(matches.filter((match) => !isUnopened(match)))) {
    const group = inner.map((match) => placed(match, region, way));
    const first = Math.min(...group.map(({ start }) => start));
    const start = last.reduce((most, before) => Math.max(most, before.start + 1), first);
    result.push(...last.map((match) => ({ ...match, end: Math.max(match.start + 1, Math.min(match.end, start)) })));
    last = group.map((match) => pushed(match, start - first, limit));
  }
  return [...result, ...last];
}
