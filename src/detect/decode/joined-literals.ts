import { isWordByte } from './key-character.ts';
import type { FindRegions, Region } from './region.ts';
import { isQuote, joinLiterals, literalAt, literalBefore, mayBeKey, skipLetters, type Literal } from './string-literal.ts';

/** Most literals that are joined. */
const MAX_LITERALS = 24;
/** What may stand between the closing quote and the place where a joint was seen. */
const IS_JOINING = Uint8Array.from({ length: 256 }, (_, byte) => (' \t\r\n+.&<>|_\\'.includes(String.fromCharCode(byte)) ? 1 : 0));
/** Between two literals: `+` (most languages), `++` (Haskell), `.` (PHP, Perl), `..` (Lua), `&` (Basic), `<>` (Elixir), `<<` (Ruby), `||` (SQL), nothing (shells, C, Python), a blank (C) or a line end (C, Python); then letters of the second one, as in `@"` and `b"`. */
const JOINT = /^(?:\s{0,8}(?:\+{1,2}|\.\.?|&|<>|<<|\|\|)(?:\s{0,8}_)?\s{0,64}|[ \t]{1,8}|[ \t]{0,8}\\?\r?\n[ \t]{0,64})[bfruBFRUL@$]{0,2}$/;
const MAX_JOINT = 80;
const JOINT_STARTS: readonly Buffer[] = ['+', ' .', '".', "'.", '" &', '<>', '<<', '||', '""', "''", '" "', '"\t"', '"\n', "'\n", '"\\\n', '" \\\n', '"\r\n'].map((text) => Buffer.from(text));

/** Two quotes side by side that are no joint: an empty literal, or a quote that is written twice. */
function isEmptyOrEscaped(bytes: Buffer, closing: number): boolean {
  return bytes[closing + 1] === bytes[closing] && !(isWordByte(bytes[closing - 1]) && isWordByte(bytes[closing + 2]));
}

/** True where the quote at `closing` may end a part of a key that goes on. */
function mayEndPart(bytes: Buffer, closing: number): boolean {
  return mayBeKey(bytes[closing - 1]) && !isEmptyOrEscaped(bytes, closing);
}

/** Index of the opening quote after a joint that begins behind the closing quote `closing`, or -1. */
function jointAfter(bytes: Buffer, closing: number): number {
  const limit = Math.min(bytes.length, closing + MAX_JOINT);
  let at = closing + 1;
  while (at < limit && IS_JOINING[bytes[at] as number] === 1) at += 1;
  if (at === closing + 1 && bytes[at] === bytes[closing]) return isEmptyOrEscaped(bytes, closing) ? -1 : at;
  at = Math.min(limit, skipLetters(bytes, at));
  return isQuote(bytes[at]) && JOINT.test(bytes.toString('latin1', closing + 1, at)) ? at : -1;
}

/** Index of the closing quote that the joint holding `at` follows, or -1. */
function closingBefore(bytes: Buffer, at: number): number {
  for (let before = at; before >= 0 && before >= at - 12; before--) {
    if (isQuote(bytes[before])) return before;
    if (IS_JOINING[bytes[before] as number] === 0) return -1;
  }
  return -1;
}

function join(bytes: Buffer, first: Literal, opening: number): Region | null {
  const literals = [first];
  for (let next = opening; next >= 0 && literals.length < MAX_LITERALS; ) {
    const literal = literalAt(bytes, next);
    if (literal === null) break;
    literals.push(literal);
    next = jointAfter(bytes, literal.end);
  }
  return joinLiterals(bytes, literals);
}

/**
 * String literals that a program joins: `"AKIA" + "…"`. Each sequence is read from each of its joints on, so that
 * what is found does not depend on where one began to look.
 */
export const findJoinedLiterals: FindRegions = function* find(bytes, { from, to }) {
  const seen = new Set<number>();
  for (const trigger of JOINT_STARTS) {
    for (let at = bytes.indexOf(trigger, from); at >= 0 && at < to; at = bytes.indexOf(trigger, at + 1)) {
      const closing = closingBefore(bytes, at);
      if (closing < 0 || seen.has(closing)) continue;
      seen.add(closing);
      if (!mayEndPart(bytes, closing)) continue;
      const first = literalBefore(bytes, closing);
      const opening = first === null ? -1 : jointAfter(bytes, closing);
      const region = first === null || opening < 0 || !mayBeKey(bytes[opening + 1]) ? null : join(bytes, first, opening);
      if (region !== null) yield region;
    }
  }
};
