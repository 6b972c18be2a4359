/** One assignment in a window: the name, and where the value stands. */
export interface Assignment {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** True when the value stands in quotes. */
  readonly isQuoted: boolean;
}

/** Farthest that a name may begin before the anchor, and that a value may end behind it. */
export const REACH: { readonly behind: number; readonly ahead: number } = { behind: 64, ahead: 360 };

const MAX_NAME = 60;
const MAX_VALUE = 200;
const NAME_CHARACTER = /[\w.-]/;
/**
 * Between name and value: what closes the name (quotes, brackets, a type), an operator, and what opens the value.
 * Bounded, so that it takes no longer than it is wide.
 */
const OPERATOR = /^(?:\\?["'\])]{0,3})(?:\[\])?[ \t]{0,20}(?::[ \t]{0,2}(?:&?str|string|String|char|text|varchar)\b[\])?!>]{0,3}[ \t]{0,20}(?==))?(?:=>|:=|\?\?=|\|\|=|={1,3}|!==?|:(?!:|\/\/)|,(?=[ \t]{0,4}["'\x60])|\((?=[ \t]{0,4}["'\x60])|>(?=[^<>\s]{5,80}<\/)|[ \t](?=["'\x60]))[ \t]{0,20}(?:\r?\n[ \t]{0,40}(?=["'\x60]))?/;
/** A quoted value, maybe with a prefix such as Python's `b` or JSON's escaped quotes. */
const QUOTED = /^(?:[brufL@$]{0,2})(\\?["'\x60])([^"'\x60\r\n\\]{1,200})\1/;
/** A bare value: only where lines are `NAME=value` or `name: value`. */
const BARE = /^([^\s"'\x60,;(){}[\]<>|&]{5,200})[ \t]{0,4}(?=\\?$|\\?\r?\n|[ \t]#|;|<\/|[ \t]\\)/;
/** Lines of env files, shell exports, Dockerfiles, YAML, INI and properties. */
const LINE_START = /(?:^|\n)[ \t]{0,40}(?:- |export |ENV |ARG |set |SET |-e |--env |\*[ \t]+)?[\w.-]{0,60}$/;

/** A comma assigns only in a call, `set("password", "…")`; in a list of names it does not. */
const CALL_BEFORE = /\([ \t]?["'\x60]$/;

function nameAround(window: string, at: number): { start: number; end: number } {
  let start = at;
  while (start > 0 && at - start < MAX_NAME && NAME_CHARACTER.test(window.charAt(start - 1))) start -= 1;
  let end = at;
  while (end < window.length && end - at < MAX_NAME && NAME_CHARACTER.test(window.charAt(end))) end += 1;
  return { start, end };
}

function quotedAt(window: string, at: number, name: string): Assignment | null {
  const match = QUOTED.exec(window.slice(at, at + MAX_VALUE + 8));
  if (match?.[2] === undefined) return null;
  const start = at + match[0].indexOf(match[2], match[0].indexOf(match[1] ?? '') + (match[1] ?? '').length);
  return { name, start, end: start + match[2].length, isQuoted: true };
}

function bareAt(window: string, at: number, name: { readonly text: string; readonly start: number }): Assignment | null {
  const isElement = window.charAt(name.start - 1) === '<';
  if (!isElement && !LINE_START.test(window.slice(0, name.start))) return null;
  const match = BARE.exec(window.slice(at, at + MAX_VALUE + 8));
  return match?.[1] === undefined ? null : { name: name.text, start: at, end: at + match[1].length, isQuoted: false };
}

/**
 * The assignment whose name holds the anchor at `at`: `NAME=value`, `"name": "value"`, `name => 'value'`,
 * `setName("value")`, `<name>value</name>` and the like. A pure function of the window; time is bounded by its width.
 */
export function findAssignment(window: string, at: number): Assignment | null {
  const { start, end } = nameAround(window, at);
  const operator = OPERATOR.exec(window.slice(end, end + 100));
  if (operator === null || (operator[0].includes(',') && !CALL_BEFORE.test(window.slice(Math.max(0, start - 4), start)))) return null;
  const name = window.slice(start, end);
  const value = end + operator[0].length;
  return quotedAt(window, value, name) ?? bareAt(window, value, { text: name, start });
}
