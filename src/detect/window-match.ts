/** A regex match inside a window; all offsets count from the start of the window. */
export interface WindowMatch {
  readonly start: number;
  readonly end: number;
  /** The key itself: the group `secret`, else the whole match. */
  readonly secretStart: number;
  readonly secretEnd: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the match that an anchor hit stands for, or nothing. `at` is the place of the anchor in the window
 * and `length` its length. A pure function of its arguments: it keeps no state between calls.
 */
export type FindInWindow = (window: string, at: number, length: number) => WindowMatch | null;
