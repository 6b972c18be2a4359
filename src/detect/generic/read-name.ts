import { CONTEXT, MAX_NAME } from './candidate.ts';
import { matchAt } from './match-at.ts';

/** A name around an anchor hit. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The line before the name, at most `CONTEXT` characters. */
  readonly before: string;
}

/** 1: letters, digits, `_ $ . -`, and all of Latin-1 from \u00c0, so that words of other languages hold together; 2: the second byte of a letter in UTF-8, or a sign of Latin-1. */
const IS_NAME = Uint8Array.from({ length: 256 }, (_, code) => (code >= 0xc0 || /[\w$.-]/.test(String.fromCharCode(code)) ? 1 : Number(code >= 0x80) * 2));
/** First bytes of letters in UTF-8: Latin with accents, Cyrillic. */
const OPENS_LETTER = /[\u00c3-\u00c5\u00d0\u00d1]/;

function isName(text: string, at: number): boolean {
  const kind = IS_NAME[text.charCodeAt(at)];
  return kind === 1 || (kind === 2 && OPENS_LETTER.test(text.charAt(at - 1)));
}

/** The line before a place, at most `CONTEXT` characters. */
export function lineBefore(window: string, start: number): string {
  const from = Math.max(0, start - CONTEXT);
  const text = window.slice(from, start);
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
}

/** Leading `-`, `.` and a `$` are no part of a name, nor is what stands before `->`, nor an escape such as `\n` before it. */
function trimmedStart(window: string, start: number, at: number): number {
  let from = start;
  while (from < at && /[-.$]/.test(window.charAt(from))) from += 1;
  const isEscape = window.charAt(from - 1) === '\\' && /[nrt]/.test(window.charAt(from)) && from < at;
  return isEscape ? from + 1 : from;
}

/** The name that holds the hit at `at`, or nothing when it is too long to be one. */
export function readName(window: string, at: number): Name | null {
  let start = at;
  while (start > 0 && at - start <= MAX_NAME && isName(window, start - 1)) start -= 1;
  let end = at;
  while (end < window.length && end - at <= MAX_NAME && isName(window, end)) end += 1;
  if (end - start > MAX_NAME || end === start) return null;
  start = trimmedStart(window, start, at);
  while (end > start && /[-.$]/.test(window.charAt(end - 1))) end -= 1;
  if (end <= at) return null;
  return { text: window.slice(start, end), start, end, before: lineBefore(window, start) };
}

const CLAUSE = /identified (?:with [\w"'`]{1,40} )?by(?= )/iy;
/** Words for a password that hold a blank, or are written without one between words, in the bytes of UTF-8. */
const PHRASES = ['mot de passe', 'palabra clave', 'parola d\'ordine', '\u5bc6\u7801', '\u5bc6\u78bc', '\u53e3\u4ee4', '\u30d1\u30b9\u30ef\u30fc\u30c9', '\ube44\ubc00\ubc88\ud638'].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
const PHRASE = new RegExp(PHRASES.join('|'), 'iy');

/** The clause of SQL that gives a user a password, and words for one that are no name, stand for a name of their own. */
export function readClause(window: string, at: number): Name | null {
  const clause = matchAt(CLAUSE, window, at);
  if (clause !== null) return { text: 'password', start: at, end: at + clause[0].length, before: `${lineBefore(window, at)}by ` };
  const phrase = matchAt(PHRASE, window, at);
  return phrase === null ? null : { text: 'password', start: at, end: at + phrase[0].length, before: lineBefore(window, at) };
}
