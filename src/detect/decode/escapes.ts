import type { FindRegions, Region, SearchRange } from './region.ts';

/** Escaped text is looked at in cells of this many bytes of the document, each reaching into the next. */
const CELL = 2 * 1024;
const MIN_LENGTH = 16;
const EQUALS = 0x3d;
/** Named references of HTML (its standard, §13.5) that stand for a sign of ASCII. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    plus: '+', sol: '/', equals: '=', lowbar: '_', UnderBar: '_', period: '.', colon: ':', commat: '@', excl: '!', dollar: '$', ast: '*', midast: '*',
    amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', num: '#', percnt: '%', semi: ';', comma: ',', quest: '?', lpar: '(', rpar: ')', lsqb: '[', lbrack: '[',
    rsqb: ']', rbrack: ']', lcub: '{', lbrace: '{', rcub: '}', rbrace: '}', bsol: '\\', Hat: '^', grave: '`', verbar: '|', vert: '|',
  }),
);
/** What begins an escape. `=` forms are quoted-printable (RFC 2045 §6.7), `&#` HTML, `%` RFC 3986, the others JSON (RFC 8259 §7) and C. */
const TRIGGERS: readonly Buffer[] = ['%', String.raw`\x`, String.raw`\u`, String.raw`\/`, '&#', '=3D', '=\n', '=\r\n'].map((text) => Buffer.from(text));
/** Those of them that stand for a character of a key: only they make a text worth decoding. The fast engine knows them, too (assembly/encoded.ts). */
const NAMED_IN_KEY = /^&(?:plus|sol|equals|lowbar|UnderBar|period|colon|commat|excl|dollar|ast|midast);/;
/** The longest of these with its signs. */
const LONGEST_NAMED = 10;
const AMPERSAND = 0x26;
/** One escape; the alternatives follow `TRIGGERS`. */
const ESCAPE = /%([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{4})\}?|&#x([0-9a-fA-F]{1,5});|&#([0-9]{1,6});|=(3D)|(?<!=)=\r?\n|\\(\/)|&([A-Za-z]{2,8});/g;
const HEX_GROUPS = 4;
const DECIMAL_GROUP = 5;
const QUOTED_GROUP = 6;
const SLASH_GROUP = 7;
const NAMED_GROUP = 8;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/** Bytes that end a stretch of escaped text: space, controls and quotes. */
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) => (byte <= 32 || byte === 127 || '"\'`<>'.includes(String.fromCharCode(byte)) ? 1 : 0));

/** Decoded characters that can be part of a key. What only ends or separates keys needs no decoding. */
const KEY_CHARACTER = /[0-9A-Za-z+/=_.~:@!$*-]/;

function characterOf(match: RegExpExecArray | RegExpMatchArray): string {
  for (let group = 1; group <= HEX_GROUPS; group++) {
    const digits = match[group];
    if (digits !== undefined) return codeToText(Number.parseInt(digits, 16));
  }
  if (match[DECIMAL_GROUP] !== undefined) return codeToText(Number(match[DECIMAL_GROUP]));
  if (match[SLASH_GROUP] !== undefined) return '/';
  const name = match[NAMED_GROUP];
  if (name !== undefined) return NAMED.get(name) ?? match[0];
  return match[QUOTED_GROUP] === undefined ? '' : '=';
}

/** Between letters of a key an escaped slash may be one of its own, as programs write JSON; elsewhere it stands in addresses and regexes. */
function isSlashInKey(before: number | undefined, after: number | undefined): boolean {
  return isBodyByte(before) && isBodyByte(after);
}

/** A letter, a digit or a plus sign. */
function isBodyByte(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2b);
}

/** True for an escape that stands for a character of a key, or for nothing, in the text that it was found in. */
function countsInKey(match: RegExpMatchArray, character: string): boolean {
  if (match[NAMED_GROUP] !== undefined) return character.length === 1 && KEY_CHARACTER.test(character);
  if (match[SLASH_GROUP] === undefined) return character === '' || KEY_CHARACTER.test(character);
  const [text, at] = [match.input ?? '', match.index ?? 0];
  return isSlashInKey(text.charCodeAt(at - 1), text.charCodeAt(at + 2));
}

function codeToText(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** True where the last `=` of a soft line break stands: quoted-printable writes an equals sign before it as `=3D`, so `==` is none. */
function isSoftSign(bytes: Buffer, at: number): boolean {
  return bytes[at] === EQUALS && bytes[at - 1] !== EQUALS;
}

/** A soft line break belongs to the text around it, any other line end does not. */
function isEnd(bytes: Buffer, at: number): boolean {
  if (ENDS[bytes[at] as number] === 0) return false;
  if (bytes[at] === 10) return !isSoftSign(bytes, bytes[at - 1] === 13 ? at - 2 : at - 1);
  return !(bytes[at] === 13 && isSoftSign(bytes, at - 1));
}

/** An escape in a text, and what it stands for. */
interface Escape {
  /** Indices in the text. */
  readonly from: number;
  readonly to: number;
  /** The same in what is decoded of it. */
  readonly innerFrom: number;
  readonly innerTo: number;
}

/** UTF-8 bytes of a character, one sign of the text for each. */
function bytesOf(character: string): string {
  return character.length < 2 && character.charCodeAt(0) < 0x80 ? character : Buffer.from(character, 'utf8').toString('latin1');
}

/** Where in the text that stands from which byte `inner` was decoded. */
function outerOf(escapes: readonly Escape[], inner: number): number {
  const last = escapes.findLast(({ innerFrom }) => innerFrom <= inner);
  if (last === undefined) return inner;
  return inner < last.innerTo ? last.from : last.to + inner - last.innerTo;
}

function decode(bytes: Buffer, start: number, end: number): Region | null {
  const text = bytes.toString('latin1', start, end);
  const escapes: Escape[] = [];
  let plain = '';
  let copied = 0;
  let isInKey = false;
  for (const match of text.matchAll(ESCAPE)) {
    const character = characterOf(match);
    isInKey ||= countsInKey(match, character);
    plain += text.slice(copied, match.index);
    copied = match.index + match[0].length;
    const innerFrom = plain.length;
    plain += bytesOf(character);
    escapes.push({ from: match.index, to: copied, innerFrom, innerTo: plain.length });
  }
  if (!isInKey) return null;
  const decoded = Buffer.from(plain + text.slice(copied), 'latin1');
  return { start, end, encoding: 'escapes', decoded, toOuter: (inner) => (inner < decoded.length ? start + outerOf(escapes, inner) : end), isText: true };
}

function isNamedInKey(bytes: Buffer, at: number): boolean {
  const first = bytes[at + 1] ?? 0;
  // `&&` and `& ` stand everywhere in code.
  return first >= 0x55 && first <= 0x73 && NAMED_IN_KEY.test(bytes.toString('latin1', at, at + LONGEST_NAMED));
}

/** Cells of the range that hold a trigger, by their first index. */
function cellsWithTriggers(bytes: Buffer, { from, to, base }: SearchRange): number[] {
  const cells = new Set<number>();
  for (let at = bytes.indexOf(AMPERSAND, from); at >= 0 && at < to; ) {
    const cell = Math.floor((at + base) / CELL) * CELL - base;
    const isTrigger = isNamedInKey(bytes, at);
    if (isTrigger) cells.add(cell);
    at = bytes.indexOf(AMPERSAND, isTrigger ? cell + CELL : at + 1);
  }
  for (const trigger of TRIGGERS) {
    for (let at = bytes.indexOf(trigger, from); at >= 0 && at < to; ) {
      const cell = Math.floor((at + base) / CELL) * CELL - base;
      cells.add(cell);
      at = bytes.indexOf(trigger, cell + CELL);
    }
  }
  return [...cells].sort((a, b) => a - b);
}

/** Second bytes that make an escape of a first one; `%` needs none, and `&` is looked at by itself. */
const SECONDS: ReadonlyMap<number, string> = new Map([
  [BACKSLASH, 'xu'],
  [EQUALS, '3\n\r'],
]);

/** A reference of HTML by number, or by the name of a sign of a key. */
function beginsReference(bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === HASH || isNamedInKey(bytes, at);
}

function beginsEscape(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  if (byte === 0x25) return true;
  if (byte === AMPERSAND) return beginsReference(bytes, at);
  if (byte !== BACKSLASH && byte !== EQUALS) return false;
  const second = bytes[at + 1] ?? 0;
  if (byte === BACKSLASH && second === SLASH) return isSlashInKey(bytes[at - 1], bytes[at + 2]);
  if (byte === EQUALS && second !== 0x33 && !isSoftSign(bytes, at)) return false;
  return SECONDS.get(byte)?.includes(String.fromCharCode(second)) === true;
}

/** Start of the stretch of a cell that `at` lies in, or of the first one behind it. */
function stretchStart(bytes: Buffer, cell: number, at: number): number {
  let start = Math.max(0, cell, at);
  while (start > Math.max(0, cell) && !isEnd(bytes, start - 1)) start -= 1;
  return start;
}

/**
 * Stretches without an end that begin in a cell, or came into it, touch the range and seem to hold an escape. Others of
 * the cell belong to other ranges, or hold nothing that this one asked for.
 */
function* stretchesOf(bytes: Buffer, cell: number, { from, to }: SearchRange): Iterable<{ start: number; end: number }> {
  const limit = Math.min(bytes.length, cell + CELL, to);
  const reach = Math.min(bytes.length, cell + 2 * CELL);
  let at = stretchStart(bytes, cell, from);
  while (at < limit) {
    while (at < limit && isEnd(bytes, at)) at += 1;
    let end = at;
    let escaped = false;
    for (; end < reach && !isEnd(bytes, end); end++) escaped ||= beginsEscape(bytes, end);
    if (escaped && at < limit && end - at >= MIN_LENGTH && end > from) yield { start: at, end };
    at = end + 1;
  }
}

/** Text with percent, `\x`, `\u`, `\/`, HTML (numbers and names) or quoted-printable escapes in place of characters of a key. */
export const findEscaped: FindRegions = function* find(bytes, range) {
  for (const cell of cellsWithTriggers(bytes, range)) {
    for (const { start, end } of stretchesOf(bytes, cell, range)) {
      const region = decode(bytes, start, end);
      if (region !== null) yield region;
    }
  }
};
