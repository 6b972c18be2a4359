import { mapTree, PatternProblem, walkTree, type Tree } from './tree.ts';
import { widest } from './width.ts';

/** Bounds to try for a repetition that has none, the widest first. */
const BOUNDS = [256, 100, 40, 16];
/** Widest pattern that is made: a window of that size is looked at around each anchor. */
const MAX_WIDTH = 4_096;
/** What repeats at least so often is a long text, and gets all the room that there is. */
const LONG = 32;
/** Most repetitions, those within each other multiplied, that RE2 takes. */
const MAX_COUNT = 1_000;

/** How often the innermost part of a tree may repeat: repetitions within each other multiply. */
function repetitions(tree: Tree): number {
  switch (tree.kind) {
    case 'sequence':
      return Math.max(1, ...tree.parts.map(repetitions));
    case 'choice':
      return Math.max(1, ...tree.options.map(repetitions));
    case 'repeat':
      return Math.max(1, tree.max) * repetitions(tree.part);
    case 'capture':
      return repetitions(tree.part);
    default:
      return 1;
  }
}

/** A tree whose every repetition has an end. */
export interface Bounded {
  readonly tree: Tree;
  /** How often, at most, what had no end may repeat now; undefined where all had one. */
  readonly bound: number | undefined;
}

function withBound(tree: Tree, bound: number): Tree {
  return mapTree(tree, (part) => {
    if (part.kind !== 'repeat' || Number.isFinite(part.max)) return part;
    return { ...part, max: part.min >= LONG ? MAX_COUNT : Math.max(bound, part.min * 2) };
  });
}

/**
 * Gives an end to repetitions that have none: a match then depends on a window of known size, in any engine.
 * @throws PatternProblem where the pattern is too wide with any bound
 */
export function boundRepeats(tree: Tree): Bounded {
  const isEndless = [...walkTree(tree)].some((part) => part.kind === 'repeat' && !Number.isFinite(part.max));
  if (!isEndless) {
    if (widest(tree) > MAX_WIDTH) throw new PatternProblem(`it matches more than ${MAX_WIDTH} characters`);
    if (repetitions(tree) > MAX_COUNT) throw new PatternProblem(`what repeats within something that repeats does so more than ${MAX_COUNT} times`);
    return { tree, bound: undefined };
  }
  for (const bound of BOUNDS) {
    const bounded = withBound(tree, bound);
    if (widest(bounded) <= MAX_WIDTH && repetitions(bounded) <= MAX_COUNT) return { tree: bounded, bound };
  }
  throw new PatternProblem('it repeats without end within something that repeats');
}
