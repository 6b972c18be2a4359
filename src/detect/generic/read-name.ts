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

/** Letters, digits, `_ $ . -`, and all of Latin-1 above ASCII, so that words of other languages hold together. */
const IS_NAME = Uint8Array.from({ length: 256 }, (_, code) => Number(code >= 0xc0 || /[\w$.-]/.test(String.fromCharCode(code))));

function isName(text: string, at: number): boolean {
  return IS_NAME[text.charCodeAt(at)] === 1;
}

function lineBefore(window: string, start: number): string {
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

/** The clause of SQL that gives a user a password stands for a name of its own. */
export function readClause(window: string, at: number): Name | null {
  const clause = matchAt(CLAUSE, window, at);
  return clause === null ? null : { text: 'password', start: at, end: at + clause[0].length, before: `${lineBefore(window, at)}by ` };
}
