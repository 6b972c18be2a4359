import { MAX_NAME, MAX_VALUE, TAIL, type AssignedCandidate } from './candidate.ts';
import { matchAt, skipAt } from './match-at.ts';
import { lineBefore, type Name } from './read-name.ts';

/*
 * Labels of notes, tickets and pages that were copied: `API Key: …`, `**Client Secret:** …`, `Acme access token` on one
 * line and the token on the next. A name of several words with blanks between, which no language of code has, so the
 * value must look drawn: sixteen characters and more without a blank, letters and digits, alone on the rest of its line.
 */

/** The telling word where an anchor stands at the first of two. */
const NEXT_WORD = / (?:key|token|secret)(?![\w-])/iy;
/** Words before the telling one: what begins the line, and at the end a word that makes `key` one that opens something. */
const WORDS_BEFORE = /^((?:[-+>#]{1,3} )?[ \t]{0,20}(?:[-*+\u2022] |\d{1,2}[.)] )?[*_`"']{0,3})((?:[A-Za-z][\w.'-]{0,24} ){0,3}(?:api|access|secret|client|auth|app|application|consumer|private|bearer|refresh|bot|signing|webhook|encryption|deploy|integration|admin|service|oauth|jwt|session|shared|master|security|authentication|authorization|rest|developer|user) )$/i;
/** A colon or `=` on the same line, or the end of the line; Markdown's marks around either. */
const BETWEEN = /[*_`"']{0,3}[ \t]{0,4}(?:[:=][*_`"']{0,3}[ \t]{0,12}(?:\r?\n[ \t]{0,8}){0,2}|(?:\r?\n[ \t]{0,8}){1,2})[`"']?/y;
const VALUE = /[A-Za-z0-9][\w+/=.~-]{15,199}/y;
const LINE_END = /[`"']?[ \t]{0,8}(?:\r?\n|\r|$)/y;

function lastWord(window: string, name: Name): Name {
  const end = skipAt(NEXT_WORD, window, name.end);
  if (end === name.end) return name;
  const start = name.end + 1;
  return { text: window.slice(start, end), start, end, before: lineBefore(window, start) };
}

/** What may be a value alone on the rest of its line, behind a label that ends at `end`. */
function valueBehind(window: string, end: number): { readonly value: string; readonly start: number; readonly end: number } | null {
  const start = skipAt(BETWEEN, window, end);
  const value = start === end ? undefined : matchAt(VALUE, window, start)?.[0];
  if (value === undefined || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return null;
  return matchAt(LINE_END, window, start + value.length) === null ? null : { value, start, end: start + value.length };
}

/** The value behind a label of several words, of which the name is one. */
export function readPhrase(window: string, name: Name): AssignedCandidate | null {
  const { text, start, end, before } = lastWord(window, name);
  // Asked first: the words cost more, and most names have no value behind them.
  const behind = valueBehind(window, end);
  const words = behind === null ? undefined : WORDS_BEFORE.exec(before)?.[2];
  if (behind === null || words === undefined || words.length + text.length > MAX_NAME) return null;
  const nameStart = start - words.length;
  return {
    name: `${words}${text}`, nameStart, operator: 'colon', quote: '', ...behind, setting: 'line', isWrapped: false, isCut: behind.value.length >= MAX_VALUE,
    before: lineBefore(window, nameStart), after: window.slice(behind.end, behind.end + TAIL).split(/[\r\n]/, 1)[0] ?? '',
  };
}
