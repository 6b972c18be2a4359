import type { FindRegions, Region } from './region.ts';

/** Longest single literal, and most literals, that are joined. */
const MAX_LITERAL = 512;
const MAX_LITERALS = 24;
const QUOTE = 1;
const JOINING = 2;
/** Quotes, and the bytes that may stand between the closing quote and the place where a joint was seen. */
const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if ('"\'`'.includes(character)) return QUOTE;
  return ' \t\r\n+.&<>|_\\'.includes(character) ? JOINING : 0;
});
/** Between two literals: `+` (most languages), `++` (Haskell), `.` (PHP, Perl), `..` (Lua), `&` (Basic), `<>` (Elixir), `<<` (Ruby), `||` (SQL), nothing but a blank (C) or a line end (C, Python); then letters of the second one, as in `@"` and `b"`. */
const JOINT = /^(?:\s{0,8}(?:\+{1,2}|\.\.?|&|<>|<<|\|\|)(?:\s{0,8}_)?\s{0,64}|[ \t]{1,8}|[ \t]{0,8}\\?\r?\n[ \t]{0,64})[bfruBFRUL@$]{0,2}$/;
const MAX_LETTERS = 2;
const IS_LETTER = Uint8Array.from({ length: 256 }, (_, byte) => ('bfruBFRUL@$'.includes(String.fromCharCode(byte)) ? 1 : 0));
const MAX_JOINT = 80;
const JOINT_STARTS: readonly Buffer[] = ['+', ' .', '".', "'.", '" &', '<>', '<<', '||', '" "', '"\t"', '"\n', "'\n", '"\\\n', '" \\\n', '"\r\n'].map((text) => Buffer.from(text));

interface Literal {
  readonly start: number;
  readonly end: number;
}

function isQuote(byte: number | undefined): boolean {
  return byte !== undefined && CLASS[byte] === QUOTE;
}

/** The literal whose opening quote stands at `at`. */
function literalAt(bytes: Buffer, at: number): Literal | null {
  const quote = bytes[at];
  if (!isQuote(quote)) return null;
  for (let end = at + 1; end <= at + MAX_LITERAL && end < bytes.length; end++) {
    if (bytes[end] === quote) return { start: at + 1, end };
    if (bytes[end] === 10) return null;
  }
  return null;
}

/** The literal whose closing quote stands at `at`. */
function literalBefore(bytes: Buffer, at: number): Literal | null {
  const quote = bytes[at];
  for (let start = at - 1; start >= 0 && start >= at - MAX_LITERAL; start--) {
    if (bytes[start] === quote) return { start: start + 1, end: at };
    if (bytes[start] === 10) return null;
  }
  return null;
}

/** What a key may hold; at a joint inside a key it stands on both sides. */
const KEY_CHARACTER = /[0-9A-Za-z+/=_.~:@!$*-]/;

/** True for a byte beside a joint that may belong to a key, or of an empty literal. */
function mayBeKey(byte: number | undefined): boolean {
  return byte !== undefined && (CLASS[byte] === QUOTE || KEY_CHARACTER.test(String.fromCharCode(byte)));
}

/** Index of the opening quote after a joint that begins behind the closing quote `closing`, or -1. */
function jointAfter(bytes: Buffer, closing: number): number {
  let at = closing + 1;
  const limit = Math.min(bytes.length, closing + MAX_JOINT);
  while (at < limit && CLASS[bytes[at] as number] === JOINING) at += 1;
  for (let letters = 0; letters < MAX_LETTERS && at < limit && IS_LETTER[bytes[at] as number] === 1; letters++) at += 1;
  return isQuote(bytes[at]) && JOINT.test(bytes.toString('latin1', closing + 1, at)) ? at : -1;
}

/** Index of the closing quote that the joint holding `at` follows, or -1. */
function closingBefore(bytes: Buffer, at: number): number {
  for (let before = at; before >= 0 && before >= at - 12; before--) {
    const kind = CLASS[bytes[before] as number];
    if (kind === QUOTE) return before;
    if (kind !== JOINING) return -1;
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
  const last = literals.at(-1);
  if (literals.length < 2 || last === undefined) return null;
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

/**
 * String literals that a program joins: `"AKIA" + "…"`. Each sequence is read from each of its joints on, so that
 * what is found does not depend on where one began to look. Only keys that speak for themselves count in it.
 */
export const findJoinedLiterals: FindRegions = function* find(bytes, { from, to }) {
  const seen = new Set<number>();
  for (const trigger of JOINT_STARTS) {
    for (let at = bytes.indexOf(trigger, from); at >= 0 && at < to; at = bytes.indexOf(trigger, at + 1)) {
      const closing = closingBefore(bytes, at);
      if (closing < 0 || seen.has(closing)) continue;
      seen.add(closing);
      if (!mayBeKey(bytes[closing - 1])) continue;
      const first = literalBefore(bytes, closing);
      const opening = first === null ? -1 : jointAfter(bytes, closing);
      const region = first === null || opening < 0 || !mayBeKey(bytes[opening + 1]) ? null : join(bytes, first, opening);
      if (region !== null) yield region;
    }
  }
};
