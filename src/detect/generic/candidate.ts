/** How a name and its value hang together. */
export const OPERATORS = ['equals', 'colon', 'arrow', 'compare', 'comma', 'call', 'space', 'element', 'pair', 'fallback', 'userinfo'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Where the assignment stands, as far as the line tells. */
export const SETTINGS = ['line', 'code', 'string', 'query', 'flag', 'element', 'url'] as const;
export type Setting = (typeof SETTINGS)[number];

/** A name that was given a value. All offsets count from the start of the window. */
export interface AssignedCandidate {
  /** The whole name expression: `config.db.password`, `DB_PASSWORD`, `setPassword`. */
  readonly name: string;
  readonly nameStart: number;
  readonly operator: Operator;
  /** The quote around the value; empty where it stands bare. */
  readonly quote: '' | '"' | "'" | '`';
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly setting: Setting;
  /** The value is the argument of a call, or a fallback, inside the assigned expression. */
  readonly isWrapped: boolean;
  /** The value goes on behind the longest that is looked at. */
  readonly isCut: boolean;
  /** Up to `CONTEXT` characters of the line before the name, and up to `TAIL` after the value. */
  readonly before: string;
  readonly after: string;
}

/** What a name may hold; longer ones are no names. */
export const MAX_NAME = 64;
/** Characters of a line before the name that are looked at. */
export const CONTEXT = 80;
/** Characters of a line after the value that are looked at. */
export const TAIL = 24;
/** From the end of the name to the start of the value. */
export const MAX_GAP = 120;
/** A longer value is cut. */
export const MAX_VALUE = 200;

/**
 * How far before and behind an anchor hit the detector looks, in bytes. Wide enough that every hit inside one name
 * sees all that belongs to it: the name on either side, the line before it, and the value with its tail.
 */
export const REACH: { readonly behind: number; readonly ahead: number } = { behind: MAX_NAME + CONTEXT + 2, ahead: MAX_NAME + MAX_GAP + MAX_VALUE + TAIL + 2 };
