import { isKeyCode } from './key-character.ts';
import type { Region } from './region.ts';

/** Longest literal that is joined with others. */
const MAX_LITERAL = 512;

/** What stands between the quotes of a literal of a program. */
export interface Literal {
  readonly start: number;
  readonly end: number;
}

const IS_QUOTE = Uint8Array.from({ length: 256 }, (_, byte) => ('"\'`'.includes(String.fromCharCode(byte)) ? 1 : 0));
/** What may stand before the opening quote of a literal, as in `@"` and `b"`. */
const IS_LETTER = Uint8Array.from({ length: 256 }, (_, byte) => ('bfruBFRUL@$'.includes(String.fromCharCode(byte)) ? 1 : 0));
const MAX_LETTERS = 2;

export function isQuote(byte: number | undefined): boolean {
  return byte !== undefined && IS_QUOTE[byte] === 1;
}

/** Index behind the letters that may stand at `at` before a quote. */
export function skipLetters(bytes: Buffer, at: number): number {
  let end = at;
  while (end < at + MAX_LETTERS && IS_LETTER[bytes[end] ?? 0] === 1) end += 1;
  return end;
}

/** Index of the first of the letters that may stand before the quote at `at`. */
export function lettersBefore(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - MAX_LETTERS && IS_LETTER[bytes[start - 1] ?? 0] === 1) start -= 1;
  return start;
}

/** The literal whose opening quote stands at `at`. */
export function literalAt(bytes: Buffer, at: number): Literal | null {
  const quote = bytes[at];
  if (!isQuote(quote)) return null;
  for (let end = at + 1; end <= at + MAX_LITERAL && end < bytes.length; end++) {
    if (bytes[end] === quote) return { start: at + 1, end };
    if (bytes[end] === 10) return null;
  }
  return null;
}

/** The literal whose closing quote stands at `at`. */
export function literalBefore(bytes: Buffer, at: number): Literal | null {
  const quote = bytes[at];
  if (!isQuote(quote)) return null;
  for (let start = at - 1; start >= 0 && start >= at - MAX_LITERAL; start--) {
    if (bytes[start] === quote) return { start: start + 1, end: at };
    if (bytes[start] === 10) return null;
  }
  return null;
}

/** True for a byte beside a joint that may belong to a key, or of an empty literal. */
export function mayBeKey(byte: number | undefined): boolean {
  return isQuote(byte) || isKeyCode(byte);
}

/** What literals say one after the other. Only keys that speak for themselves count in it. */
export function joinLiterals(bytes: Buffer, literals: readonly Literal[]): Region | null {
  const [first, last] = [literals[0], literals.at(-1)];
  if (literals.length < 2 || first === undefined || last === undefined) return null;
  const decoded = Buffer.concat(literals.map(({ start, end }) => bytes.subarray(start, end)));
  const toOuter = (inner: number): number => {
    let left = inner;
    for (const { start, end } of literals) {
      if (left < end - start) return start + left;
      left -= end - start;
    }
    return last.end;
  };
  return { start: first.start, end: last.end, encoding: 'joined', decoded, toOuter, isText: false };
}
