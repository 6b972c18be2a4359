/** Half-open range of byte offsets `[start, end)` in a document. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place a person can find: line and column count from 1; columns are UTF-16 units as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** True when the spans share at least one byte. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
