import type { BoundaryName } from './rule.ts';

/** Bytes, as 256 bits. */
export type ByteSet = Uint8Array;
export const SET_BYTES = 32;

/** What stands before an anchor where one of its rules can match. */
export interface LeftGate {
  /** What may not stand there: the weakest that one of the rules asks for. */
  readonly boundary?: Exclude<BoundaryName, 'none'>;
  /** The start of a word will do, a capital behind a small letter too. */
  readonly startsWord: boolean;
}

/** A run of bytes of one set that every match of a rule holds. */
export interface ValueRun {
  readonly bytes: ByteSet;
  /** Least length. */
  readonly length: number;
  /** It begins at most this far behind the start of the match. */
  readonly within: number;
  /** The match ends at most this far behind its start. */
  readonly cap: number;
  /** True when a digit must be in it. */
  readonly needsDigit: boolean;
}

/** A word for keys that follows the anchor, known by its first three letters. */
export interface KeyWord {
  /** Bytes that may stand between anchor and word, and how many of them. */
  readonly rest: ByteSet;
  readonly span: number;
  /** The two hashes of the trigrams, as sets. */
  readonly first: ByteSet;
  readonly second: ByteSet;
}

/** A byte that must come behind the anchor. */
export interface Until {
  /** Bytes that may stand between the anchor and it. */
  readonly through: ByteSet;
  readonly target: ByteSet;
}

/** Two hashes of three lower-case letters, 0 to 255 each. */
export function hashTrigram(a: number, b: number, c: number): readonly [number, number] {
  return [(a * 31 + b * 7 + c) & 0xff, (a + b * 13 + c * 37) & 0xff];
}

/**
 * What must stand around an anchor for any of its rules to match there: cheaper to ask than a regex is to run.
 * A gate says no only where every rule would.
 */
export interface Gate {
  readonly left?: LeftGate;
  /** Bytes one of which must stand right before the anchor. */
  readonly before?: ByteSet;
  /** Bytes that may stand at the first places behind the anchor. */
  readonly next: readonly ByteSet[];
  readonly run?: ValueRun;
  readonly keyWord?: KeyWord;
  readonly until?: Until;
}

/** Places behind an anchor that a gate looks at. */
export const MAX_NEXT = 10;
