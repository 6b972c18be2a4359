/** A set of bytes, as a character class of a pattern that runs on bytes. Immutable. */
export type ByteSet = ReadonlySet<number>;

const BYTES = 256;

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Bytes that `test` holds for. */
function bytesWhere(test: (character: string) => boolean): ByteSet {
  return new Set(range(0, BYTES - 1).filter((byte) => byte < 0x80 && test(String.fromCharCode(byte))));
}

export function union(...sets: readonly ByteSet[]): ByteSet {
  return new Set(sets.flatMap((set) => [...set]));
}

export function complement(set: ByteSet): ByteSet {
  return new Set(range(0, BYTES - 1).filter((byte) => !set.has(byte)));
}

export function byteRange(from: number, to: number): ByteSet {
  return new Set(range(from, to));
}

export function isDisjoint(a: ByteSet, b: ByteSet): boolean {
  return [...a].every((byte) => !b.has(byte));
}

export const ANY: ByteSet = byteRange(0, BYTES - 1);
export const DIGIT: ByteSet = byteRange(0x30, 0x39);
export const LETTER_OR_DIGIT: ByteSet = bytesWhere((character) => /[A-Za-z0-9]/.test(character));
export const WORD: ByteSet = bytesWhere((character) => /\w/.test(character));
export const SPACE: ByteSet = bytesWhere((character) => /[\t\n\v\f\r ]/.test(character));

/** Classes that POSIX and RE2 name within brackets: `[[:alpha:]]`. */
export const POSIX: ReadonlyMap<string, ByteSet> = new Map<string, ByteSet>([
  ['alnum', LETTER_OR_DIGIT],
  ['alpha', bytesWhere((character) => /[A-Za-z]/.test(character))],
  ['ascii', byteRange(0, 0x7f)],
  ['blank', new Set([0x09, 0x20])],
  ['cntrl', union(byteRange(0, 0x1f), new Set([0x7f]))],
  ['digit', DIGIT],
  ['graph', byteRange(0x21, 0x7e)],
  ['lower', byteRange(0x61, 0x7a)],
  ['print', byteRange(0x20, 0x7e)],
  ['punct', bytesWhere((character) => /[!-/:-@[-`{-~]/.test(character))],
  ['space', SPACE],
  ['upper', byteRange(0x41, 0x5a)],
  ['word', WORD],
  ['xdigit', bytesWhere((character) => /[0-9A-Fa-f]/.test(character))],
]);

function otherCase(byte: number): number {
  if (byte >= 0x41 && byte <= 0x5a) return byte + 0x20;
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}

/** The set with the other case of each ASCII letter. */
export function folded(set: ByteSet): ByteSet {
  return new Set([...set].flatMap((byte) => [byte, otherCase(byte)]));
}

/** True when the set holds both cases of each of its letters. */
export function isFolded(set: ByteSet): boolean {
  return [...set].every((byte) => set.has(otherCase(byte)));
}

/** The set without capitals, for a pattern that is compared without case. */
export function withoutCapitals(set: ByteSet): ByteSet {
  return new Set([...set].filter((byte) => byte < 0x41 || byte > 0x5a));
}

const NAMED: readonly (readonly [string, ByteSet])[] = [
  ['\\w', WORD],
  ['\\d', DIGIT],
  ['\\s', SPACE],
];

function escapeByte(byte: number, special: RegExp): string {
  if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
  const character = String.fromCharCode(byte);
  return special.test(character) ? `\\${character}` : character;
}

/** One byte as it stands outside of brackets. */
function printByte(byte: number): string {
  return escapeByte(byte, /[$()*+./?[\]^{|}\\]/);
}

/** Members as they stand between brackets, as ranges where there are three in a row. */
export function printRanges(set: ByteSet): string {
  let text = '';
  const bytes = [...set].sort((a, b) => a - b);
  for (let index = 0; index < bytes.length; ) {
    let end = index;
    while (bytes[end + 1] === (bytes[end] ?? 0) + 1) end += 1;
    const members = bytes.slice(index, end + 1).map((byte) => escapeByte(byte, /[\]\\^-]/));
    text += members.length > 2 ? `${members[0]}-${members.at(-1)}` : members.join('');
    index = end + 1;
  }
  return text;
}

function printMembers(set: ByteSet): string {
  let rest = set;
  let text = '';
  for (const [name, members] of NAMED) {
    if (!isSubset(members, rest)) continue;
    text += name;
    rest = new Set([...rest].filter((byte) => !members.has(byte)));
  }
  return text + printRanges(rest);
}

/** The set as a part of a pattern: a literal, a shorthand or a class, negated where that is shorter. */
export function printSet(set: ByteSet): string {
  const [only] = set;
  if (set.size === 1 && only !== undefined) return printByte(only);
  if (set.size === BYTES) return '[\\s\\S]';
  const named = NAMED.find(([, members]) => members.size === set.size && isSubset(members, set));
  if (named !== undefined) return named[0];
  const rest = complement(set);
  return rest.size < set.size ? `[^${printMembers(rest)}]` : `[${printMembers(set)}]`;
}

function isSubset(inner: ByteSet, outer: ByteSet): boolean {
  return [...inner].every((byte) => outer.has(byte));
}
