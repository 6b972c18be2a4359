import type { ByteSet } from './byte-set.ts';

/** Places between characters that a pattern may ask for. */
export type Edge = 'start' | 'end' | 'word' | 'not-word';

/** A regular expression over bytes, whichever dialect it was written in. */
export type Tree =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Tree[] }
  | { readonly kind: 'choice'; readonly options: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly part: Tree; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly kind: 'capture'; readonly index: number; readonly name: string | undefined; readonly part: Tree }
  | { readonly kind: 'edge'; readonly edge: Edge };

export const EMPTY: Tree = { kind: 'sequence', parts: [] };

/** Why a pattern cannot be taken over, in words that do not quote it. */
export class PatternProblem extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'PatternProblem';
  }
}

/** A sequence without nesting; a single part stands for itself. */
export function sequenceOf(parts: readonly Tree[]): Tree {
  const flat = parts.flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: 'sequence', parts: flat };
}

export function choiceOf(options: readonly Tree[]): Tree {
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

/** The parts one after the other. */
export function partsOf(tree: Tree): readonly Tree[] {
  return tree.kind === 'sequence' ? tree.parts : [tree];
}

/** A tree with `change` done to each part, innermost first. */
export function mapTree(tree: Tree, change: (part: Tree) => Tree): Tree {
  switch (tree.kind) {
    case 'sequence':
      return change(sequenceOf(tree.parts.map((part) => mapTree(part, change))));
    case 'choice':
      return change(choiceOf(tree.options.map((part) => mapTree(part, change))));
    case 'repeat':
    case 'capture':
      return change({ ...tree, part: mapTree(tree.part, change) });
    default:
      return change(tree);
  }
}

/** Every part of a tree, itself among them. */
export function* walkTree(tree: Tree): Iterable<Tree> {
  yield tree;
  if (tree.kind === 'sequence') for (const part of tree.parts) yield* walkTree(part);
  if (tree.kind === 'choice') for (const part of tree.options) yield* walkTree(part);
  if (tree.kind === 'repeat' || tree.kind === 'capture') yield* walkTree(tree.part);
}
