import { advance, positionOf, type LineMark } from '#core/line-index.ts';
import type { Position } from '#core/span.ts';
import type { DocumentView } from './document-view.ts';
import type { PlacedMatch } from './placed-match.ts';
import type { RawMatch } from './raw-match.ts';

/**
 * Gives matches their lines and columns by one pass over the bytes between them.
 * @param mark where counting stands; it must lie within the view, at or before every match
 */
export function placeMatches(matches: readonly RawMatch[], view: DocumentView, mark: LineMark): PlacedMatch[] {
  const offsets = [...new Set(matches.flatMap((match) => [match.start, match.end]))].sort((a, b) => a - b);
  const positions = new Map<number, Position>();
  let at = mark;
  for (const offset of offsets) {
    at = advance(at, view.bytes, view.base, offset);
    positions.set(offset, positionOf(at));
  }
  const start = positionOf(mark);
  return matches.map((match) => ({ ...match, from: positions.get(match.start) ?? start, to: positions.get(match.end) ?? start }));
}
