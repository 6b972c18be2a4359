import { isKeyCode, isOctalInKey } from './key-character.ts';

/* What one escape looks like, and what it stands for. */

const EQUALS = 0x3d;
const PERCENT = 0x25;
/** What begins a reference of HTML. */
export const AMPERSAND = 0x26;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const HASH = 0x23;
const DIGIT_ZERO = 0x30;
const DIGIT_THREE = 0x33;
/** Named references of HTML (its standard, §13.5) that stand for a sign of ASCII. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    plus: '+', sol: '/', equals: '=', lowbar: '_', UnderBar: '_', period: '.', colon: ':', commat: '@', excl: '!', dollar: '$', ast: '*', midast: '*',
    amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', num: '#', percnt: '%', semi: ';', comma: ',', quest: '?', lpar: '(', rpar: ')', lsqb: '[', lbrack: '[',
    rsqb: ']', rbrack: ']', lcub: '{', lbrace: '{', rcub: '}', rbrace: '}', bsol: '\\', Hat: '^', grave: '`', verbar: '|', vert: '|',
  }),
);
/** Names of signs that stand in keys: only they make a text worth decoding. The fast engine knows them, too (assembly/encoded.ts). */
const NAMED_IN_KEY = /^&(?:plus|sol|equals|lowbar|UnderBar|period|colon|commat|excl|dollar|ast|midast);/;
/** The longest of these with its signs. */
const LONGEST_NAMED = 10;
/** One escape. `=` forms are quoted-printable (RFC 2045 §6.7), `&` HTML, `%` RFC 3986, the others JSON (RFC 8259 §7) and C. */
const ESCAPE = /%([0-9a-fA-F]{2})|\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{4})\}?|&#x([0-9a-fA-F]{1,5});|&#([0-9]{1,6});|=(3D)|(?<!=)=\r?\n|\\(\/)|&([A-Za-z]{2,8});|\\([01][0-7]{2})/g;
const HEX_GROUPS = 4;
const DECIMAL_GROUP = 5;
const QUOTED_GROUP = 6;
const SLASH_GROUP = 7;
const NAMED_GROUP = 8;
const OCTAL_GROUP = 9;

/** A decoded character that can be part of a key. */
function isInKey(character: string): boolean {
  return isKeyCode(character.codePointAt(0));
}

/** The text that an escape stands for; empty for a soft line break. */
function characterOf(match: RegExpMatchArray): string {
  for (let group = 1; group <= HEX_GROUPS; group++) {
    const digits = match[group];
    if (digits !== undefined) return codeToText(Number.parseInt(digits, 16));
  }
  if (match[DECIMAL_GROUP] !== undefined) return codeToText(Number(match[DECIMAL_GROUP]));
  if (match[SLASH_GROUP] !== undefined) return '/';
  const octal = match[OCTAL_GROUP];
  if (octal !== undefined) return codeToText(Number.parseInt(octal, 8));
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
  if (match[NAMED_GROUP] !== undefined) return character.length === 1 && isInKey(character);
  if (match[SLASH_GROUP] === undefined) return character === '' || isInKey(character);
  const [text, at] = [match.input ?? '', match.index ?? 0];
  return isSlashInKey(text.charCodeAt(at - 1), text.charCodeAt(at + 2));
}

function codeToText(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** An escape in a text. */
export interface Escape {
  /** Indices in the text. */
  readonly from: number;
  readonly to: number;
  /** What it stands for; empty for a soft line break. */
  readonly character: string;
  /** True where that may be part of a key, or nothing stands between two parts of one. */
  readonly isOfKey: boolean;
}

/** The escapes of a text, one behind the other. */
export function* escapesIn(text: string): Generator<Escape, void, undefined> {
  for (const match of text.matchAll(ESCAPE)) {
    const character = characterOf(match);
    yield { from: match.index, to: match.index + match[0].length, character, isOfKey: countsInKey(match, character) };
  }
}

/** True where the last `=` of a soft line break stands: quoted-printable writes an equals sign before it as `=3D`, so `==` is none. */
export function isSoftSign(bytes: Buffer, at: number): boolean {
  return bytes[at] === EQUALS && bytes[at - 1] !== EQUALS;
}

/** True where an ampersand begins a name that stands for a sign of a key. */
export function isNamedInKey(bytes: Buffer, at: number): boolean {
  const first = bytes[at + 1] ?? 0;
  // `&&` and `& ` stand everywhere in code.
  return first >= 0x55 && first <= 0x73 && NAMED_IN_KEY.test(bytes.toString('latin1', at, at + LONGEST_NAMED));
}

/** Second bytes that make an escape behind `=` and a backslash; `%` needs none, and `&` is looked at by itself. */
const SECOND_OF_EQUALS = '3\n\r';
const SECOND_OF_BACKSLASH = 'xu';

function beginsBackslashed(bytes: Buffer, at: number, second: number): boolean {
  if (second === SLASH) return isSlashInKey(bytes[at - 1], bytes[at + 2]);
  if (second === DIGIT_ZERO || second === DIGIT_ZERO + 1) return isOctalInKey(bytes, at);
  return SECOND_OF_BACKSLASH.includes(String.fromCharCode(second));
}

/** A reference of HTML by number, or by the name of a sign of a key. */
function beginsReference(bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === HASH || isNamedInKey(bytes, at);
}

/** True where an escape may begin; what is behind it need not hold. */
export function beginsEscape(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  if (byte === PERCENT) return true;
  if (byte === AMPERSAND) return beginsReference(bytes, at);
  if (byte !== BACKSLASH && byte !== EQUALS) return false;
  const second = bytes[at + 1] ?? 0;
  if (byte === BACKSLASH) return beginsBackslashed(bytes, at, second);
  return (second === DIGIT_THREE || isSoftSign(bytes, at)) && SECOND_OF_EQUALS.includes(String.fromCharCode(second));
}
