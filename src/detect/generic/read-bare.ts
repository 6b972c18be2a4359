import { MAX_VALUE, type Setting } from './candidate.ts';
import { matchAt, skipAt } from './match-at.ts';
import type { OperatorMatch } from './read-operator.ts';
import type { Name } from './read-name.ts';

/** A value without quotes. */
export interface Bare {
  readonly start: number;
  readonly end: number;
  readonly setting: Setting;
}

/** What may stand before a name on a line of its own: indentation, list and comment marks, shell and Docker words. */
const LINE_START = /^(?:[-+ ] ?)?[ \t]{0,60}(?:(?:#+|\/\/+|\*+|;+|--|>|\||REM|rem|::) ?[ \t]{0,20})?(?:[-*+] {1,4}|\d{1,2}\. )?(?:(?:export|EXPORT|ENV|ARG|set|SET|setenv|declare -x|local|readonly|env|ENV|-e|--env|\\set|\$env:|def|%|!) {1,4})?(?:\*\*|["'`:])?(?:(?:\/\/[\w.:/-]{1,60}|[\w.-]{1,40})[:.])?$|\$[Ee]nv:$/;
const AFTER_FLAG = /(?:^|[\s"'`(=[,])-{1,2}$/;
/** A setting in an option's value: `--set auth.password=`, `--from-literal=password=`, `-o username=me,password=`. */
const IN_OPTION = /\s--?[\w-]{1,30}[ =](?:[\w.-]{1,30}=[^\s,]{0,40},|[\w-]{1,20}\.){0,4}$/;
/** `openssl rsa -passin pass:`. */
const OPENSSL = /\s-pass(?:in|out)?[ \t]{1,4}$/;
/** Words whose value follows behind a blank. */
const SPACED_LINE = /(?:#[ \t]{0,4}define|\\set|setenv|ENV|machine [\w.-]{1,60}(?: login \S{1,60})?|set)[ \t]{1,8}$/;
/** Settings of daemons and installers that stand alone on their line, the value behind a blank. */
const SPACED_NAME = /^(?:root)?bindpw$|^rootpw$|^requirepass$|^masterauth$|^AuthLDAPBindPassword$/i;
const QUERY = /[?&#](?:amp;)?$/;
const BLOCK = /[ \t]{0,4}[|>][-+]?[ \t]{0,4}\r?\n[ \t]{1,60}/y;
const BLANK = /[ \t]{0,40}/y;
const LINE_VALUE = /[^\s"'`<>]{3,200}/y;
const STRING_VALUE = /[^\s"'`<>;&\\]{3,200}/y;
const OPTION_VALUE = /[^\s"'`<>;&\\,]{3,200}/y;
const QUERY_VALUE = /[^\s"'`<>&;#\\,)]{3,200}/y;
const ELEMENT_VALUE = /[^\s<>]{3,200}(?=\s{0,40}<\/)/y;
const CDATA = /<!\[CDATA\[\s{0,20}/y;
const CDATA_VALUE = /[^\s<>\]]{3,200}(?=\s{0,20}\]\]>)/y;
/** What a variable falls back to in a shell, or a property in Spring: `${PASSWORD:-…}`, `${db.password:…}`. */
const OPENS_VARIABLE = /\$\{$/;
const VARIABLE_VALUE = /[^\s"'`<>{}$?+-][^\s"'`<>{}$]{2,199}(?=\})/y;
/** Before a key of a mapping in braces that is an entry of a YAML list, which code never is: `- { name: jane, password: … }`. */
const IN_YAML_FLOW = /^[ \t]{0,40}- {1,4}\{(?:[^{}]{0,70},)?[ \t]{0,4}$/;
const FLOW_VALUE = /[^\s"'`<>{}[\],]{3,200}(?=[ \t]{0,4}[,}])/y;
/** One pair of a form stands before the next: `oauth_token=…&oauth_token_secret=…`. */
const NEXT_PAIR = /&(?=[\w.%[\]-]{1,40}=)/;
/** What may follow a bare value on its line. */
const LINE_END = /[ \t]{0,40}(?:\\?\r?(?:\n|$)|[#;]|\/\/|--|<!--|\\$|["'`]|,?[ \t]{0,4}$|\||&&)/y;

/** True when a quote that opened before the name on its line is still open. */
export function isInString(before: string): boolean {
  let open = '';
  for (let at = 0; at < before.length; at++) {
    const character = before.charAt(at);
    if (character === '\\') at += 1;
    else if (open === '' ? character === '"' || character === "'" || character === '`' : character === open) open = open === '' ? character : '';
  }
  return open !== '';
}

function valueAt(window: string, at: number, pattern: RegExp): { readonly start: number; readonly end: number } | null {
  const match = matchAt(pattern, window, at);
  return match === null ? null : { start: at, end: at + Math.min(match[0].length, MAX_VALUE) };
}

function lineValue(window: string, at: number, isShell: boolean): { readonly start: number; readonly end: number } | null {
  const value = valueAt(window, at, LINE_VALUE);
  if (value === null) return null;
  const text = window.slice(value.start, value.end);
  const pair = text.search(NEXT_PAIR);
  const end = pair >= 0 ? value.start + pair : value.end - (/(?:\\|[,;])+$/.exec(text)?.[0].length ?? 0);
  if (pair >= 0) return pair === 0 ? null : { start: value.start, end };
  if (!isShell && (/^[[{(]/.test(text) || matchAt(LINE_END, window, end) === null)) return null;
  return { start: value.start, end };
}

function onLine(window: string, name: Name, match: OperatorMatch): Bare | null {
  const block = match.operator === 'colon' ? skipAt(BLOCK, window, match.end) : match.end;
  const at = skipScheme(window, name, block > match.end ? block : skipAt(BLANK, window, match.end));
  const isShell = match.operator === 'equals' && !match.isSpaced && !name.text.includes('.');
  const value = lineValue(window, at, isShell && at === match.end);
  return value === null ? null : { ...value, setting: 'line' };
}

/** What is said of how to authorise, `Token …`, is no part of the secret. */
const SCHEME = /(?:bearer|token|apikey|api-key|ssws|geniekey)[ \t]{1,4}/iy;

function skipScheme(window: string, { text }: Name, at: number): number {
  return /authorization$/i.test(text) ? skipAt(SCHEME, window, at) : at;
}

const ofSetting = (value: { readonly start: number; readonly end: number } | null, setting: Setting): Bare | null => (value === null ? null : { ...value, setting });

/** Behind a blank, only options and a few words take a value. */
function behindBlank(window: string, { before, text }: Name, end: number): Bare | null {
  if (SPACED_NAME.test(text) && before.trim() === '') return ofSetting(lineValue(window, end, false), 'line');
  if (AFTER_FLAG.test(before)) return window.charAt(end) === '-' ? null : ofSetting(valueAt(window, end, STRING_VALUE), 'flag');
  return SPACED_LINE.test(before) ? ofSetting(lineValue(window, end, false), 'line') : null;
}

/** A value among other text; one that goes on with a place holder is none. */
function asText(window: string, name: Name, { end, isSpaced }: OperatorMatch): Bare | null {
  const value = valueAt(window, skipScheme(window, name, isSpaced ? skipAt(BLANK, window, end) : end), STRING_VALUE);
  if (value === null || window.charAt(value.end) === '<') return null;
  // Behind a user, code may name a variable.
  if (AFTER_LOGIN.test(name.before) && !/\d/.test(window.slice(value.start, value.end))) return null;
  return { ...value, setting: 'string' };
}

/** The name stands in a string, or behind a user. A quote behind the name ends the string that it stands in. */
function isAmongText({ before }: Name, { isQuotedName }: OperatorMatch): boolean {
  return AFTER_LOGIN.test(before) || (!isQuotedName && isInString(before) && STARTS_IN_STRING.test(before));
}

/** A value that is part of a word: of an option, or of a query. */
function inWord(window: string, before: string, { operator, end }: OperatorMatch): Bare | null {
  if ((operator === 'equals' ? IN_OPTION : OPENSSL).test(before)) return ofSetting(valueAt(window, end, OPTION_VALUE), 'flag');
  return QUERY.test(before) && operator === 'equals' ? ofSetting(valueAt(window, end, QUERY_VALUE), 'query') : null;
}

/** A value behind `=` or `:`. */
function behindSign(window: string, name: Name, match: OperatorMatch): Bare | null {
  const { before } = name;
  const { operator, end, isSpaced } = match;
  if (AFTER_FLAG.test(before)) return ofSetting(valueAt(window, end, STRING_VALUE), 'flag');
  if (operator === 'colon' && IN_YAML_FLOW.test(before)) return ofSetting(valueAt(window, skipAt(BLANK, window, end), FLOW_VALUE), 'line');
  const tight = isSpaced ? null : inWord(window, before, match);
  if (tight !== null) return tight;
  if (LINE_START.test(before)) return isQuotedStart(before) ? asText(window, name, match) : onLine(window, name, match);
  if (isAmongText(name, match)) return asText(window, name, match);
  return operator === 'equals' && !isSpaced && STARTS_WORD.test(before) ? onLine(window, name, match) : null;
}

/** What stands before a name inside a string, and before one among the words of a line. */
const STARTS_IN_STRING = /(?:[\s"'`;,{]|\\[nrt])$/;
const STARTS_WORD = /^[^({,]*\s$/;
/** A user before it on the same line: `user: jane, password: …`. */
const AFTER_LOGIN = /^[^{}()[\]"'`]{0,60}\b(?:user(?:name)?|login|e-?mail|account|uid)["'`*]{0,3}[ \t]{0,2}[:=][ \t]{0,2}[^\s:=,;]{1,40}[ \t]{0,2}[,;|/ ][ \t]{0,2}(?:and )?$/i;

function inElement(window: string, end: number): Bare | null {
  const data = skipAt(CDATA, window, end);
  if (data > end) return ofSetting(valueAt(window, data, CDATA_VALUE), 'element');
  return ofSetting(valueAt(window, skipAt(/\s{0,20}/y, window, end), ELEMENT_VALUE), 'element');
}

/** Reads a bare value where the line says that values stand bare; code has none. */
export function readBare(window: string, name: Name, match: OperatorMatch): Bare | null {
  const { operator, end } = match;
  if (OPENS_VARIABLE.test(name.before)) return ofSetting(operator === 'fallback' || operator === 'colon' ? valueAt(window, end, VARIABLE_VALUE) : null, 'line');
  switch (operator) {
    case 'element':
      return inElement(window, end);
    case 'pair':
      return window.charAt(end - 1) === '>' ? inElement(window, end) : onLine(window, name, match);
    case 'space':
      return behindBlank(window, name, end);
    case 'equals':
    case 'colon':
      return behindSign(window, name, match);
    default:
      return null;
  }
}

function isQuotedStart(before: string): boolean {
  return /["'`]$/.test(before);
}
