/** Lines of the new side of a file that a comment can stand on, both ends included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** `@@ -12,6 +14,9 @@`: the new side begins at 14 and has 9 lines; a count that is absent is one. */
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm;

/** Ranges of a patch as GitHub gives it: its hunks, context included. */
export function linesOfPatch(patch: string): LineRange[] {
  return [...patch.matchAll(HUNK)].flatMap(([, start = '0', count = '1']) => {
    const length = Number(count);
    return length === 0 ? [] : [{ first: Number(start), last: Number(start) + length - 1 }];
  });
}

export function holdsLine(ranges: readonly LineRange[], line: number): boolean {
  return ranges.some(({ first, last }) => first <= line && line <= last);
}
