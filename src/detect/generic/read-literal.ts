import { MAX_VALUE } from './candidate.ts';
import { matchAt, skipAt } from './match-at.ts';

/** A quoted value. */
export interface Literal {
  readonly quote: '"' | "'" | '`';
  readonly start: number;
  readonly end: number;
  /** Just behind the closing quote. */
  readonly after: number;
  readonly isWrapped: boolean;
  readonly isCut: boolean;
}

const SPACE = /[ \t]{0,40}(?:\\?\r?\n[ \t]{0,60})?/y;
/** Prefix letters of strings (Python, Rust, C, C#, Objective-C, SQL) or the brackets of Erlang's binaries, then the quote, escaped where the text is itself in a string. */
const OPENER = /(?:[bBrRuUfFlLNE@$]{1,2}|<<)?(\\{0,3})(["'`])/y;
/** `getenv("X") || `, `process.env.X ?? `, `flag ? a : `: an expression with a fallback. */
const FALLBACK = /[\w$.![\]'"()]{1,80}\s{1,4}(?:\|\||\?\?|or|\?:)\s{1,4}(?=["'`])/y;
/** The bracket of a list; Go, Rust and C# put a type before it. Only a list of one is a value. */
const LIST = /(?:\[\]string|&?vec!|new(?: string)?\[\])?[ \t]{0,2}[[{][ \t]{0,4}(?=[bBrR@]?["'`])/y;
const LIST_END = /[ \t]{0,4},?[ \t]{0,4}[\]}]/y;
/** A call, a conversion or a constructor around the literal. */
const WRAPPER = /(?:new |await |& ?|\*)?((?:[\w$.:\\]|\[\]){1,60})!?\([ \t]{0,4}(?=[bBrRuUfFlL@$]?["'`])/y;
/** Functions that take the name of a setting, whose second argument is what they fall back to. */
const LOOKUP = /(?:env|get|config|setting|option|param|prop|fetch|find|lookup|read|input|prompt|header|secret|arg|field|column|label|translate|\bt|\b_|[a-z]Key|resolve|query|select|load|import|require|getpass|ask|question|message|error|print\w*|log|panic|exit)$/i;
const SECOND = /["'`]\s{0,4},\s{0,8}(?=["'`])/y;

function closeAt(window: string, from: number, closer: { readonly escape: string; readonly quote: string }): number {
  const end = Math.min(window.length, from + MAX_VALUE);
  const { escape, quote } = closer;
  for (let at = from; at < end; at++) {
    const character = window.charAt(at);
    if (character === '\n' && quote !== '`') return -1;
    if (character === quote && escape === '') return at;
    if (character !== '\\') continue;
    if (escape !== '' && window.startsWith(escape + quote, at)) return at;
    if (escape === '') at += 1;
  }
  return window.length >= from + MAX_VALUE ? end : -1;
}

function literalAt(window: string, at: number, isWrapped: boolean): Literal | null {
  const opener = matchAt(OPENER, window, at);
  if (opener === null) return null;
  const [whole, escape = '', quote = ''] = opener;
  const start = at + whole.length;
  const end = closeAt(window, start, { escape, quote });
  if (end < 0) return null;
  const isCut = end === start + MAX_VALUE && !window.startsWith(escape + quote, end);
  return { quote: quote === '"' || quote === "'" ? quote : '`', start, end, after: isCut ? end : end + escape.length + 1, isWrapped, isCut };
}

/** `get("X", "y")` gives the second literal, `get("X")` none, every other call the first. */
function wrappedAt(window: string, at: number, callee: string): Literal | null {
  const first = literalAt(window, at, true);
  if (first === null || !LOOKUP.test(callee)) return first;
  const second = skipAt(SECOND, window, first.end);
  return second === first.end ? null : literalAt(window, second, true);
}

/** The one literal of a list: `["…"]`, `[]string{"…"}`. */
function listedAt(window: string, at: number): Literal | null {
  const open = skipAt(LIST, window, at);
  const literal = open === at ? null : literalAt(window, open, true);
  return literal === null || literal.isCut || matchAt(LIST_END, window, literal.after) === null ? null : literal;
}

/** The literal that an expression at `at` is, falls back to, or wraps. */
export function readLiteral(window: string, at: number): Literal | null {
  const start = skipAt(SPACE, window, at);
  const plain = literalAt(window, start, false);
  if (plain !== null) return plain;
  const fallback = skipAt(FALLBACK, window, start);
  if (fallback > start) return literalAt(window, fallback, true);
  const wrapper = matchAt(WRAPPER, window, start);
  return wrapper === null ? listedAt(window, start) : wrappedAt(window, start + wrapper[0].length, wrapper[1] ?? '');
}
