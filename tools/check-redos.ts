import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { checkSync } from 'recheck';
import { readRules } from './read-rules.ts';

/*
 * Asks recheck whether any pattern can be driven into slow backtracking: `npx tsx tools/check-redos.ts [PART/OF]`.
 * Verdicts are kept in .cache/redos.json by pattern, so only new patterns cost time (about 0.2 s each).
 * Patterns that differ in a vendor's name alone are asked for once. A pattern is tried at one place of a window no
 * longer than the rule's reach, so it is judged as anchored; what then is left is its own ambiguity. Bounded
 * repetition makes that polynomial at worst: reported from the third degree up.
 */

const CACHE = '.cache/redos.json';
const TIMEOUT_MS = 30_000;
/** A square over a window of a few hundred bytes is a matter of microseconds. */
const LEAST_DEGREE = 3;

interface Verdict {
  readonly status: string;
  readonly detail: string;
}

/** A vendor's name in the rules that are made of one: it stands before one of three ways to go on, and repeats nothing. */
const NAME = /[a-z0-9]+(?:\[-_ \]\?[a-z0-9]+)*(?=\[\^\\x00\]|\[\\w\.,|\(\?:\[-_\. ,|\["'\]\?\()/g;

/** Rules of one make differ in the name only. */
function skeletonOf(rule: { readonly id: string; readonly pattern: string }): string {
  return rule.id.endsWith('-named-key') ? rule.pattern.replaceAll(NAME, 'vendor') : rule.pattern;
}

function ask(pattern: string, flags: string): Verdict {
  const result = checkSync(`^(?:${pattern})`, flags, { timeout: TIMEOUT_MS });
  if (result.status === 'vulnerable' && result.complexity.type === 'polynomial' && result.complexity.degree < LEAST_DEGREE) return { status: 'safe', detail: result.complexity.summary };
  return { status: result.status, detail: result.status === 'vulnerable' ? `${result.complexity.summary} at ${JSON.stringify(result.attack.pattern).slice(0, 120)}` : '' };
}

function main(): number {
  const known = new Map<string, Verdict>(existsSync(CACHE) ? Object.entries(JSON.parse(readFileSync(CACHE, 'utf8')) as Record<string, Verdict>) : []);
  const [part = 0, of = 1] = (process.argv[2] ?? '0/1').split('/').map(Number);
  const shapes = new Map(readRules().map((rule) => [`${rule.ignoreCase ? 'i' : ''}/${skeletonOf(rule)}`, rule.id]));
  let bad = 0;
  for (const [index, [shape, id]] of [...shapes].entries()) {
    if (index % of !== part) continue;
    const key = createHash('sha256').update(shape).digest('hex').slice(0, 16);
    const verdict = known.get(key) ?? ask(shape.slice(shape.indexOf('/') + 1), shape.startsWith('i/') ? 'i' : '');
    known.set(key, verdict);
    if (verdict.status === 'safe') continue;
    bad += 1;
    console.log(`${verdict.status}\t${id}\t${verdict.detail}`);
  }
  mkdirSync('.cache', { recursive: true });
  const now = existsSync(CACHE) ? (JSON.parse(readFileSync(CACHE, 'utf8')) as Record<string, Verdict>) : {};
  writeFileSync(CACHE, JSON.stringify({ ...now, ...Object.fromEntries(known) }));
  console.log(`${shapes.size} shapes, ${bad} not proved safe`);
  return bad;
}

process.exitCode = main() === 0 ? 0 : 1;
