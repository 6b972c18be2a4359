import type { Openness } from '#detect/scanner.ts';

/** What a scan writes of each document, by entry; `closed` and `budget` are how far it was opened, where not to its end. */
export const MARK = { none: 0, scanned: 1, binary: 2, tooBig: 4, closed: 8, budget: 16 } as const;

/** The mark of a document that was scanned. */
export function markOf({ isBinary, openness }: { readonly isBinary: boolean; readonly openness: Openness }): number {
  return MARK.scanned | (isBinary ? MARK.binary : 0) | (openness === 'whole' ? 0 : MARK[openness]);
}

/** How far a document was opened, by its mark. */
export function opennessOf(mark: number): Openness {
  if ((mark & MARK.budget) !== 0) return 'budget';
  return (mark & MARK.closed) === 0 ? 'whole' : 'closed';
}
