import { checkSync } from 'recheck';
import { readRules } from './read-rules.ts';
import { addSafeShapes, pruneSafeShapes, readSafeShapes } from './redos/safe-shapes.ts';
import { shapesOf, type Shape } from './redos/shapes.ts';

/*
 * Asks recheck whether any pattern can be driven into slow backtracking: `npm run test:redos [-- PART/OF]`.
 * What was proved safe is kept in redos/safe-shapes.txt, so only new patterns cost time (about a second each). A pattern
 * is tried at one place of a window no longer than the rule's reach, so it is judged as anchored; what then is left is
 * its own ambiguity. Bounded repetition makes that polynomial at worst: reported from the third degree up, unless the
 * attack that recheck found, cut to that window, is over at once.
 */

const TIMEOUT_MS = 30_000;
/** A square over a window of a few hundred bytes is a matter of microseconds. */
const LEAST_DEGREE = 3;
/** An attack that takes less than this on the longest window is none; the least of some tries, as the machine may be busy. */
const HARMLESS_MS = 25;
const TRIES = 5;
/** Verdicts that an interrupted run may lose. */
const KEEP_EVERY = 8;

/** Milliseconds that a pattern takes on a text, as much of it as it would ever see. */
function timeOf({ pattern, flags, window }: Shape, text: string): number {
  const regex = new RegExp(`^(?:${pattern})`, flags);
  const seen = text.slice(0, window);
  const times = Array.from({ length: TRIES }, () => {
    const start = performance.now();
    regex.test(seen);
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** Why a shape is not proved safe; undefined where it is. */
function doubtAbout(shape: Shape): string | undefined {
  const { pattern, flags } = shape;
  const result = checkSync(`^(?:${pattern})`, flags, { timeout: TIMEOUT_MS });
  if (result.status === 'safe') return undefined;
  if (result.status !== 'vulnerable') return 'no verdict in time';
  if (result.complexity.type === 'polynomial' && result.complexity.degree < LEAST_DEGREE) return undefined;
  if (timeOf(shape, result.attack.string) < HARMLESS_MS) return undefined;
  return `${result.complexity.summary} at ${JSON.stringify(result.attack.pattern).slice(0, 120)}`;
}

function main(): number {
  const [part = 0, of = 1] = (process.argv[2] ?? '0/1').split('/').map(Number);
  const shapes = shapesOf(readRules());
  const safe = readSafeShapes();
  const fresh: string[] = [];
  let bad = 0;
  for (const [index, shape] of shapes.entries()) {
    if (index % of !== part || safe.has(shape.key)) continue;
    const doubt = doubtAbout(shape);
    if (doubt === undefined) fresh.push(shape.key);
    else {
      bad += 1;
      console.log(`${shape.ruleId}\t${doubt}`);
    }
    if (fresh.length % KEEP_EVERY === 0) addSafeShapes(fresh);
  }
  addSafeShapes(fresh);
  if (of === 1) pruneSafeShapes(new Set(shapes.map(({ key }) => key)));
  console.log(`${shapes.length} shapes of patterns, ${bad} not proved safe`);
  return bad;
}

process.exitCode = main() === 0 ? 0 : 1;
