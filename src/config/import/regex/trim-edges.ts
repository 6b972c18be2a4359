import { isDisjoint, LETTER_OR_DIGIT, union, type ByteSet } from './byte-set.ts';
import { choiceOf, EMPTY, mapTree, partsOf, sequenceOf, walkTree, type Tree } from './tree.ts';

/** What may not stand beside the key, by the names that rules use. */
export type Guard = 'none' | 'word' | 'token' | 'base64';

/** A tree without edges, and what became of them. */
export interface Trimmed {
  readonly tree: Tree;
  readonly left: Guard;
  readonly right: Guard;
  /** True when an edge could not be said by a guard, so that the rule finds more than before. */
  readonly lost: boolean;
}

const bytes = (text: string): ByteSet => new Set(Buffer.from(text, 'latin1'));
const TOKEN = union(LETTER_OR_DIGIT, bytes('_-'));
const BASE64 = union(TOKEN, bytes('+/='));

/** The guard that leaves out about what is not in `allowed`. */
function guardOf(allowed: ByteSet): Guard {
  if (isDisjoint(allowed, BASE64)) return 'base64';
  if (isDisjoint(allowed, TOKEN)) return 'token';
  return isDisjoint(allowed, LETTER_OR_DIGIT) ? 'word' : 'none';
}

function isEdge(tree: Tree): boolean {
  return tree.kind === 'edge' || (tree.kind === 'capture' && isEdge(tree.part)) || (tree.kind === 'sequence' && tree.parts.length > 0 && tree.parts.every(isEdge));
}

/** Bytes with which a part begins, as far as it is simple; undefined otherwise. */
function firstBytes(tree: Tree | undefined): ByteSet | undefined {
  switch (tree?.kind) {
    case 'set':
      return tree.set;
    case 'sequence':
      return firstBytes(tree.parts[0]);
    case 'repeat':
      return tree.min > 0 ? firstBytes(tree.part) : undefined;
    case 'capture':
      return firstBytes(tree.part);
    case 'choice': {
      const sets = tree.options.filter((option) => !isEdge(option)).map(firstBytes);
      return sets.includes(undefined) ? undefined : union(...sets.map((set) => set ?? new Set<number>()));
    }
    default:
      return undefined;
  }
}

/** The guard that an outermost part stands for, if it is there for nothing else: `\b`, `$`, `(?:["\s]|$)`. */
function guardIn(part: Tree): Guard | undefined {
  if (part.kind === 'edge') return part.edge === 'word' ? 'word' : 'none';
  if (part.kind === 'capture') return part.name === undefined ? guardIn(part.part) : undefined;
  if (part.kind === 'sequence') return isEdge(part) ? 'none' : undefined;
  if (part.kind !== 'choice' || !part.options.some(isEdge)) return undefined;
  const allowed = firstBytes(part);
  return allowed === undefined ? 'none' : guardOf(allowed);
}

interface Side {
  readonly parts: readonly Tree[];
  readonly guard: Guard | undefined;
}

/** Takes guards off one end, also within the group of the key. */
function trimSide(parts: readonly Tree[], atStart: boolean): Side {
  const outermost = atStart ? parts[0] : parts.at(-1);
  if (outermost === undefined) return { parts, guard: undefined };
  const rest = atStart ? parts.slice(1) : parts.slice(0, -1);
  const guard = guardIn(outermost);
  if (guard !== undefined) {
    const inner = trimSide(rest, atStart);
    return { parts: inner.parts, guard: inner.guard === undefined || inner.guard === 'none' ? guard : inner.guard };
  }
  if (outermost.kind !== 'capture') return { parts, guard: undefined };
  const inner = trimSide(partsOf(outermost.part), atStart);
  const part = { ...outermost, part: sequenceOf(inner.parts) };
  return { parts: atStart ? [part, ...rest] : [...rest, part], guard: inner.guard };
}

/** True when the key is all that there is, or stands at that end. */
function isKey(part: Tree | undefined, hasKey: boolean): boolean {
  return !hasKey || (part?.kind === 'capture' && (part.name === 'secret' || isKey(part.part, hasKey)));
}

function trimOne(tree: Tree, hasKey: boolean): Trimmed {
  const start = trimSide(partsOf(tree), true);
  const end = trimSide(start.parts, false);
  const [left, right] = [isKey(end.parts[0], hasKey) ? start.guard : undefined, isKey(end.parts.at(-1), hasKey) ? end.guard : undefined];
  const inner = sequenceOf(end.parts);
  const lost = (start.guard !== undefined && (left ?? 'none') === 'none') || (end.guard !== undefined && (right ?? 'none') === 'none');
  return {
    tree: mapTree(inner, (part) => (part.kind === 'edge' ? EMPTY : part)),
    left: left ?? 'none',
    right: right ?? 'none',
    lost: lost || [...walkTree(inner)].some((part) => part.kind === 'edge'),
  };
}

/**
 * Takes `\b`, `^`, `$` and their like out of a tree, as rules say by their boundary what may stand beside a key. What
 * stands beside other text than the key is lost: a wider rule is better than one that misses.
 */
export function trimEdges(tree: Tree): Trimmed {
  const hasKey = [...walkTree(tree)].some((part) => part.kind === 'capture' && part.name === 'secret');
  if (tree.kind !== 'choice') return trimOne(tree, hasKey);
  const options = tree.options.map((option) => trimOne(option, hasKey));
  const agreed = (side: 'left' | 'right'): Guard => {
    const [first, ...rest] = options.map((option) => option[side]);
    return first !== undefined && rest.every((guard) => guard === first) ? first : 'none';
  };
  const [left, right] = [agreed('left'), agreed('right')];
  const differs = options.some((option) => option.left !== left || option.right !== right);
  return { tree: choiceOf(options.map((option) => option.tree)), left, right, lost: differs || options.some((option) => option.lost) };
}
