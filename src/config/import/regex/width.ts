import type { Tree } from './tree.ts';

/** The most bytes that a tree can match; infinite where it is not bounded. */
export function widest(tree: Tree): number {
  switch (tree.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return tree.parts.reduce((sum, part) => sum + widest(part), 0);
    case 'choice':
      return Math.max(0, ...tree.options.map(widest));
    case 'repeat': {
      const inner = widest(tree.part);
      return inner === 0 ? 0 : inner * tree.max;
    }
    case 'capture':
      return widest(tree.part);
    case 'edge':
      return 0;
  }
}

/** The fewest bytes that a tree can match. */
export function narrowest(tree: Tree): number {
  switch (tree.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return tree.parts.reduce((sum, part) => sum + narrowest(part), 0);
    case 'choice':
      return Math.min(...tree.options.map(narrowest));
    case 'repeat':
      return tree.min === 0 ? 0 : narrowest(tree.part) * tree.min;
    case 'capture':
      return narrowest(tree.part);
    case 'edge':
      return 0;
  }
}
