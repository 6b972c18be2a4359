import type { z } from 'zod';
import { closestWord } from '#core/closest-word.ts';

/** The first thing that does not hold in a file. It quotes nothing of it but a word that is nearly a known one. */
export interface SchemaProblem {
  /** Of the key, from the top of the file. */
  readonly path: readonly string[];
  /** What is expected and what is there, to be read behind the name of the key. */
  readonly message: string;
  /** What could be done about it, where that is known. */
  readonly hint?: string;
}

type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = { object: 'a group of keys', record: 'a group of keys', array: 'a list', string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false' };
const UNIT_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = { string: ['character', 'characters'], array: ['entry', 'entries'] };
/** Longer numbers may be keys. */
const SHOWN_DIGITS = 6;

function at(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), raw);
}

function isMissing(raw: unknown, path: readonly PropertyKey[]): boolean {
  const [parent, key] = [at(raw, path.slice(0, -1)), path.at(-1)];
  return key !== undefined && typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, key);
}

/** What stands there, by its kind and size. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  if (typeof value === 'string') return value === '' ? 'empty text' : `text of ${value.length} ${value.length === 1 ? 'character' : 'characters'}`;
  if (typeof value === 'number') return String(value).length > SHOWN_DIGITS ? 'this number' : String(value);
  return typeof value === 'boolean' ? String(value) : 'this';
}

function bounded(origin: string, bound: string, limit: number | bigint): string {
  const [one, many] = UNIT_WORDS[origin] ?? ['', ''];
  return one === '' ? `be ${bound} ${limit}` : `have ${bound} ${limit} ${Number(limit) === 1 ? one : many}`;
}

/** What must hold, behind "must"; nothing where the schema brings a sentence of its own. zod's words name its own types; these are ours. */
function wanted(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_value':
      return `be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'invalid_type':
      return `be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return bounded(issue.origin, 'at most', issue.maximum);
    case 'too_small':
      return bounded(issue.origin, 'at least', issue.minimum);
    default:
      return undefined;
  }
}

/** The schema's own sentence. */
function ownWords(issue: Issue): string {
  if (issue.code === 'invalid_key') return 'must be the id of a rule';
  return issue.code === 'invalid_format' || issue.code === 'custom' ? issue.message : 'does not hold';
}

function countedKind(issue: Issue, value: unknown): string {
  return issue.code === 'too_small' || issue.code === 'too_big' ? String(Array.isArray(value) || typeof value === 'string' ? value.length : kindOf(value)) : kindOf(value);
}

/** Keys that a JSON Schema knows in the group at a path. */
function keysAt(jsonSchema: unknown, path: readonly string[]): readonly string[] {
  const properties = [...path.flatMap((key) => (/^\d+$/.test(key) ? ['items'] : ['properties', key])), 'properties'];
  return Object.keys((at(jsonSchema, properties) as object | undefined) ?? {}).filter((key) => key !== '$schema');
}

/** Of a value that may have one of several forms, what is wrong with the form that it comes closest to. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first]));
  const [best] = branches.sort((a, b) => b.path.length - a.path.length);
  return best === undefined ? issue : innermost({ ...best, path: [...issue.path, ...best.path] });
}

function valueProblem(issue: Issue, raw: unknown): SchemaProblem {
  const path = issue.path.map(String);
  const want = wanted(issue);
  if (want === undefined) return { path, message: ownWords(issue) };
  if (isMissing(raw, issue.path)) return { path, message: `is missing; it must ${want}` };
  const value = at(raw, issue.path);
  if (value === null || value === undefined) return { path, message: `must ${want}, and nothing stands there` };
  const guess = issue.code === 'invalid_value' && typeof value === 'string' ? closestWord(value, issue.values.map(String)) : undefined;
  if (guess === undefined || typeof value !== 'string') return { path, message: `must ${want}, not ${countedKind(issue, value)}` };
  return { path, message: `must ${want}, not ${value}`, hint: `did you mean ${guess}?` };
}

function strangerProblem(path: readonly string[], stranger: string, jsonSchema: unknown): SchemaProblem {
  const known = keysAt(jsonSchema, path);
  const guess = closestWord(stranger, known);
  const hint = guess === undefined ? `known here: ${known.join(', ')}` : `did you mean ${guess}?`;
  return { path: [...path, stranger], message: 'is no key that stanch knows', ...(guess === undefined && known.length === 0 ? {} : { hint }) };
}

/**
 * What to tell of a file that does not hold.
 * @param issues what zod has to say, the first thing first
 * @param raw the plain data that was checked
 * @param jsonSchema the same schema as JSON Schema, which knows its keys
 */
export function problemOf(issues: readonly Issue[], raw: unknown, jsonSchema: unknown): SchemaProblem {
  const [first] = issues;
  if (first === undefined) return { path: [], message: 'does not hold' };
  // A key that was mistyped is missing under its right name: the slip tells more.
  const group = first.path.slice(0, -1).join('.');
  const slip = first.code === 'unrecognized_keys' ? first : issues.find((issue) => issue.code === 'unrecognized_keys' && isMissing(raw, first.path) && issue.path.join('.') === group);
  if (slip?.code !== 'unrecognized_keys') return valueProblem(innermost(first), raw);
  return strangerProblem(slip.path.map(String), slip.keys[0] ?? '', jsonSchema);
}
