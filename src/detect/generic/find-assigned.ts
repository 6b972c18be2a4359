import { MAX_VALUE, TAIL, type AssignedCandidate, type Operator, type Setting } from './candidate.ts';
import { isInString, readBare } from './read-bare.ts';
import { readLiteral } from './read-literal.ts';
import { readClause, readName, type Name } from './read-name.ts';
import { readOperator, type OperatorMatch } from './read-operator.ts';
import { readPhrase } from './read-phrase.ts';
import { readPositional } from './read-positional.ts';
import { readUserinfo } from './read-userinfo.ts';

export const MIN_VALUE = 4;

/** Operators behind which a literal may stand. Behind a blank, only a line of SQL, a flag, a macro and the like assign. */
function takesLiteral({ operator }: OperatorMatch, { before }: Name): boolean {
  if (operator !== 'space') return true;
  return /(?:-{1,2}|define[ \t]{1,8}|\b(?:with|login|by|set|user|role|and|alter|encrypted|md5|\)|,)[ \t]{1,4}\$?|\((?:def|defvar|defconst|setq)[ \t]{1,4}|^[ \t]{0,20}@)$|^[ \t]{0,30}(?:\\set )?$|\b(?:create|alter) (?:role|user|login)\b.{1,70}$|['"\])] {1,4}$|(?:^|[\s{(,]):$|[{;][ \t]{1,4}$/i.test(before);
}

/** How to authorise, before what authorises; a value that goes on behind it is alone to be judged. */
const SCHEME = /^(?:bearer|token|apikey|ssws|geniekey) {1,2}(?=\S{4,200}$)/i;

function tailOf(window: string, end: number): string {
  const text = window.slice(end, end + TAIL);
  const line = text.search(/[\r\n]/);
  return line < 0 ? text : text.slice(0, line);
}

function settingOf(operator: Operator, before: string): Setting {
  if (operator === 'element') return 'element';
  return isInString(before.replace(/["'`]$/, '')) ? 'string' : 'code';
}

function literalCandidate(window: string, name: Name, match: OperatorMatch): AssignedCandidate | null {
  if (!takesLiteral(match, name)) return null;
  const literal = readLiteral(window, match.end);
  if (literal === null || literal.end - literal.start < MIN_VALUE) return null;
  const { quote, end, isWrapped, isCut } = literal;
  const start = literal.start + (SCHEME.exec(window.slice(literal.start, end))?.[0].length ?? 0);
  const { text, before } = name;
  return { name: text, nameStart: name.start, operator: match.operator, quote, value: window.slice(start, end), start, end, setting: settingOf(match.operator, before), isWrapped, isCut, before, after: tailOf(window, literal.after) };
}

function bareCandidate(window: string, name: Name, match: OperatorMatch): AssignedCandidate | null {
  const bare = readBare(window, name, match);
  if (bare === null || bare.end - bare.start < MIN_VALUE) return null;
  const { start, end, setting } = bare;
  const { text, before } = name;
  return { name: text, nameStart: name.start, operator: match.operator, quote: '', value: window.slice(start, end), start, end, setting, isWrapped: false, isCut: end - start >= MAX_VALUE, before, after: tailOf(window, end) };
}

function valueOf(window: string, name: Name, match: OperatorMatch): AssignedCandidate | null {
  return literalCandidate(window, name, match) ?? bareCandidate(window, name, match);
}

/**
 * The assignment whose name holds the anchor at `at`: `NAME=value`, `"name": "value"`, `name => 'value'`,
 * `setName("value")`, `<name>value</name>`, `--name value`, `scheme://user:value@host`, `API Key: value` and the like.
 * A pure function of the window within `REACH` of `at`; every hit inside one name gives the same candidate,
 * and time is bounded by the reach.
 */
export function findAssigned(window: string, at: number): AssignedCandidate | null {
  if (window.startsWith('://', at)) return readUserinfo(window, at);
  const positional = readPositional(window, at);
  if (positional !== null) return (positional.match.operator === 'space' ? valueOf : literalCandidate)(window, positional.name, positional.match);
  const name = readClause(window, at) ?? readName(window, at);
  if (name === null) return null;
  const match = readOperator(window, name);
  return (match === null ? null : valueOf(window, name, match)) ?? readPhrase(window, name);
}
