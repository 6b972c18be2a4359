import { isFolded, LETTER_OR_DIGIT, printSet, withoutCapitals, type ByteSet } from './byte-set.ts';
import { walkTree, type Tree } from './tree.ts';

/** A pattern as a rule wants it. */
export interface PrintedPattern {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

type PrintSet = (set: ByteSet) => string;

function countText({ min, max, lazy }: Extract<Tree, { kind: 'repeat' }>): string {
  if (min === 1 && max === 1) return '';
  const count = min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
  return lazy && min !== max ? `${count}?` : count;
}

function print(tree: Tree, set: PrintSet): string {
  switch (tree.kind) {
    case 'set':
      return set(tree.set);
    case 'sequence':
      return tree.parts.map((part) => (part.kind === 'choice' ? `(?:${print(part, set)})` : print(part, set))).join('');
    case 'choice':
      return tree.options.map((part) => print(part, set)).join('|');
    case 'repeat': {
      const isPlain = tree.part.kind === 'set' || tree.part.kind === 'capture';
      return `${isPlain ? print(tree.part, set) : `(?:${print(tree.part, set)})`}${countText(tree)}`;
    }
    case 'capture':
      return tree.name === undefined ? `(?:${print(tree.part, set)})` : `(?<${tree.name}>${print(tree.part, set)})`;
    case 'edge':
      return '';
  }
}

/** True where the pattern says the same without regard to case, so that it can be written with half the letters. */
function isCaseless(tree: Tree): boolean {
  const sets = [...walkTree(tree)].flatMap((part) => (part.kind === 'set' ? [part.set] : []));
  return sets.every(isFolded) && sets.some((set) => [...set].some((byte) => LETTER_OR_DIGIT.has(byte) && byte > 0x39));
}

/** A tree as JavaScript regex source. Only the group `secret` keeps its name; edges must have been taken out. */
export function printRegex(tree: Tree): PrintedPattern {
  const ignoreCase = isCaseless(tree);
  // A class that is printed negated must not lose its capitals: they would come in.
  const set: PrintSet = ignoreCase ? (bytes) => (bytes.size > 128 ? printSet(bytes) : printSet(withoutCapitals(bytes))) : printSet;
  return { pattern: print(tree, set), ignoreCase };
}
