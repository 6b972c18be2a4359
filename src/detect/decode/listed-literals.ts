import { isKeyCode } from './key-character.ts';
import type { FindRegions } from './region.ts';
import { joinLiterals, lettersBefore, literalAt, literalBefore, skipLetters, type Literal } from './string-literal.ts';

/*
 * Lists of literals that a program joins with nothing between: `["a", "b"].join("")`, `"".join(["a", "b"])`,
 * `concat!("a", "b")`, `implode('', ['a', 'b'])`, `strings.Join([]string{"a", "b"}, "")`, `"a".concat("b")`. The fast
 * engine knows where they may stand (assembly/listed.ts): what is taken here on more than one line must hold together there.
 */

/** Some keys are written letter by letter. */
const MAX_LISTED = 64;
/** Fewer characters are no key. */
const MIN_JOINED = 12;
/** Between a word and a bracket that ends its line. */
const MAX_OPENING = 36;
/** Blanks between two parts. */
const BLANKS = 64;
const COMMA = 0x2c;
const DOT = 0x2e;
const MINUS = 0x2d;
const NEWLINE = 10;
/** Words by which lists are joined: with what stands between the parts, or with nothing. */
const WORDS: readonly (readonly [Buffer, 'join' | 'implode' | 'concat'])[] = [
  ...['join', 'Join', 'JOIN'].map((word) => [Buffer.from(word), 'join'] as const),
  [Buffer.from('implode'), 'implode'],
  ...['concat', 'Concat', 'CONCAT', 'paste0'].map((word) => [Buffer.from(word), 'concat'] as const),
];
/** What stands between the word and the first literal: brackets and the type of a list, the end of a field's name, or a blank. */
const OPENING = /^!?(?:["']?[ \t]{0,4}:)?[ \t]{0,4}(?:[([{][ \t]{0,4}(?:(?:\[\]|new[ \t])?[Ss]tring[ \t]?(?:\[\])?[ \t]?|new[ \t]?\[\][ \t]?)?){0,4}(?:\r?\n[ \t]{0,64})?/;
/** Brackets before a list that stands behind a separator: `'', [`. */
const INNER_OPENING = /^[ \t]{0,4},[ \t]{0,4}(?:[([{][ \t]{0,4}|new[ \t]?(?:[Ss]tring)?[ \t]?\[\][ \t]?){1,3}(?:\r?\n[ \t]{0,64})?/;
const OPENING_WIDTH = 200;
/** What is called on a list, with nothing between its parts: `.join("")`, `.join` (Ruby), `.joined()` (Swift), `.concat()`, `-join ''` (PowerShell). */
const CALLED = /^(?:\.(?:join(?:ToString)?[ \t]?\(?[ \t]?(?:""|''|``)|join(?![\w(]|[ \t]\()|joined\(\)|concat\(\))|-join[ \t]?(?:""|''))/;
const CALLED_WIDTH = 32;
/** Behind the last literal of a list in a call: its end, and what then stands, if anything: what to put between its parts. */
const CLOSED = /^[ \t]?(,?)([ \t]{0,64}(?:\r?\n[ \t]{0,64})?)(?:[\])}][ \t]?,[ \t]?(""|''|``)|\]?\))/;

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

/** Index of the first byte of the blanks that end at `at`. */
function blanksBefore(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - BLANKS && isBlank(bytes[start - 1])) start -= 1;
  return start;
}

/** The same with one line end among them. */
function spaceBefore(bytes: Buffer, at: number): number {
  const start = blanksBefore(bytes, at);
  if (bytes[start - 1] !== NEWLINE) return start;
  return blanksBefore(bytes, bytes[start - 2] === 13 ? start - 2 : start - 1);
}

function blanksAfter(bytes: Buffer, at: number): number {
  let end = at;
  while (end < at + BLANKS && isBlank(bytes[end])) end += 1;
  return end;
}

function spaceAfter(bytes: Buffer, at: number): number {
  const end = blanksAfter(bytes, at);
  const line = bytes[end] === 13 ? end + 1 : end;
  return bytes[line] === NEWLINE ? blanksAfter(bytes, line + 1) : end;
}

/** True where a line may end behind a literal and its comma: when it stands on it alone and may be part of a key, or is empty. Only such lines hold together. */
function mayEndLine(bytes: Buffer, literal: Literal): boolean {
  if (literal.end === literal.start) return true;
  for (let at = literal.start; at < literal.end; at++) if (!isKeyCode(bytes[at])) return false;
  const start = blanksBefore(bytes, lettersBefore(bytes, literal.start - 1));
  return start === 0 || bytes[start - 1] === NEWLINE;
}

/** Literals with commas between, from `at` on. */
function listFrom(bytes: Buffer, at: number): readonly Literal[] {
  const literals: Literal[] = [];
  for (let next = at; literals.length < MAX_LISTED; ) {
    const literal = literalAt(bytes, skipLetters(bytes, next));
    if (literal === null) break;
    literals.push(literal);
    const comma = blanksAfter(bytes, literal.end + 1);
    if (bytes[comma] !== COMMA) break;
    next = mayEndLine(bytes, literal) ? spaceAfter(bytes, comma + 1) : blanksAfter(bytes, comma + 1);
  }
  return literals;
}

/** Literals with commas between, the last of which closes at `closing`; in order. */
function listBefore(bytes: Buffer, closing: number): readonly Literal[] {
  const literals: Literal[] = [];
  let literal = literalBefore(bytes, closing);
  while (literal !== null && literals.length < MAX_LISTED) {
    literals.push(literal);
    const start = lettersBefore(bytes, literal.start - 1);
    const comma = spaceBefore(bytes, start) - 1;
    if (bytes[comma] !== COMMA) break;
    const before = literalBefore(bytes, blanksBefore(bytes, comma) - 1);
    const isBroken = bytes.subarray(comma, start).includes(NEWLINE);
    literal = before !== null && isBroken && !mayEndLine(bytes, before) ? null : before;
  }
  return literals.reverse();
}

/** The list that a word behind it joins: `["a", "b"].join("")`. */
function joinedBehind(bytes: Buffer, at: number): readonly Literal[] {
  const sign = bytes[at - 1];
  if ((sign !== DOT && sign !== MINUS) || !CALLED.test(bytes.toString('latin1', at - 1, at + CALLED_WIDTH))) return [];
  let end = blanksBefore(bytes, at - 1);
  for (let brackets = 0; brackets < 2 && isClosing(bytes[end - 1]); brackets++) end = blanksBefore(bytes, end - 1);
  if (end === blanksBefore(bytes, at - 1) && sign === DOT) return [];
  const last = spaceBefore(bytes, end);
  if (bytes[last - 1] !== COMMA) return listBefore(bytes, last - 1);
  const closing = blanksBefore(bytes, last - 1) - 1;
  const literal = literalBefore(bytes, closing);
  const isBroken = bytes.subarray(last, end).includes(NEWLINE);
  return literal === null || (isBroken && !mayEndLine(bytes, literal)) ? [] : listBefore(bytes, closing);
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x29 || byte === 0x5d || byte === 0x7d;
}

/** Index behind an opening, where it has one that may be; its line ends only near the word, which the fast engine sees. */
function openingEnd(bytes: Buffer, opening: RegExp, { at, word }: { readonly at: number; readonly word: number }): number {
  const [text] = opening.exec(bytes.toString('latin1', at, at + OPENING_WIDTH)) ?? [];
  if (text === undefined) return -1;
  const line = text.indexOf('\n');
  return line >= 0 && at + line - word > MAX_OPENING ? -1 : at + text.length;
}

/** The list before the end of a call, where that says, or need not say, that nothing stands between its parts. */
function closedList(bytes: Buffer, literals: readonly Literal[], isImplode: boolean): readonly Literal[] {
  const last = literals.at(-1);
  if (last === undefined) return [];
  const [, comma, space = '', empty] = CLOSED.exec(bytes.toString('latin1', last.end + 1, last.end + 1 + OPENING_WIDTH)) ?? [];
  const isClosed = comma === '' || (comma === ',' && (!space.includes('\n') || mayEndLine(bytes, last)));
  return isClosed && (empty !== undefined || isImplode) ? literals : [];
}

/** What stands as one list in a call with something to stand between the parts, which must be nothing: before the list, or behind it. */
function joinedInCall(bytes: Buffer, literals: readonly Literal[], call: { readonly word: number; readonly isList: boolean; readonly isImplode: boolean }): readonly Literal[] {
  const { word, isList, isImplode } = call;
  const [separator, ...rest] = literals;
  if (separator === undefined || separator.start < separator.end) return isList ? closedList(bytes, literals, isImplode) : [];
  if (rest.length > 0) return rest;
  const inner = openingEnd(bytes, INNER_OPENING, { at: separator.end + 1, word });
  return inner < 0 ? [] : listFrom(bytes, inner);
}

/** The list that a word before it joins: `concat!("a", "b")`, `"".join(["a", "b"])`. */
function joinedAfter(bytes: Buffer, at: number, { length, kind }: { readonly length: number; readonly kind: 'join' | 'implode' | 'concat' }): readonly Literal[] {
  const word = at + length;
  const first = openingEnd(bytes, OPENING, { at: word, word });
  if (first <= word) return [];
  const literals = listFrom(bytes, first);
  const receiver = bytes[at - 1] === DOT ? literalBefore(bytes, at - 2) : null;
  if (kind === 'concat') return receiver === null ? literals : [receiver, ...literals];
  if (receiver !== null) return receiver.start === receiver.end ? literals : [];
  if (bytes[at - 1] === MINUS) return literals;
  const isList = kind === 'implode' || bytes.toString('latin1', word, first).includes('tring');
  return joinedInCall(bytes, literals, { word, isList, isImplode: kind === 'implode' });
}

/** At some joint a character of a key stands on both sides: else each key is whole in one of the literals. */
function maySplitKey(bytes: Buffer, literals: readonly Literal[]): boolean {
  const filled = literals.filter(({ start, end }) => end > start);
  const isLong = filled.reduce((sum, { start, end }) => sum + end - start, 0) >= MIN_JOINED;
  return isLong && filled.some(({ start }, index) => index > 0 && isKeyCode(bytes[start]) && isKeyCode(bytes[(filled[index - 1]?.end ?? 0) - 1]));
}

/** Lists of string literals that a program joins. A region belongs to the range that holds the word that does so. */
export const findListedLiterals: FindRegions = function* find(bytes, { from, to }) {
  for (const [word, kind] of WORDS) {
    for (let at = bytes.indexOf(word, from); at >= 0 && at < to; at = bytes.indexOf(word, at + 1)) {
      for (const literals of [joinedBehind(bytes, at), joinedAfter(bytes, at, { length: word.length, kind })]) {
        const region = maySplitKey(bytes, literals) ? joinLiterals(bytes, literals) : null;
        if (region !== null) yield region;
      }
    }
  }
};
