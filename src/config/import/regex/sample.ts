import { DIGIT, LETTER_OR_DIGIT, printRanges, type ByteSet } from './byte-set.ts';
import type { Tree } from './tree.ts';

/** A key of at least so many characters has some variety. */
const KEY_LENGTH = 24;

function pick(set: ByteSet, count: number): string {
  if (count === 0) return '';
  const plain = new Set([...set].filter((byte) => LETTER_OR_DIGIT.has(byte)));
  const small = new Set([...plain].filter((byte) => byte >= 0x61));
  const [first = 0x20] = plain.size > 0 ? (small.size > 0 ? small : plain) : [...set].sort((a, b) => rank(a) - rank(b));
  const character = String.fromCharCode(first);
  // Braces would be taken for those of the template.
  if (character === '{' || character === '}') return `{{chars:${character}:${count}}}`;
  if (plain.size <= 2) return character.repeat(count);
  return `{{chars:${printRanges(plain)}:${count}}}`;
}

/** Signs that stand between a name and its value come first. */
function rank(byte: number): number {
  const at = '="\': '.indexOf(String.fromCharCode(byte));
  if (at >= 0) return at;
  return byte > 0x20 && byte < 0x7f && !DIGIT.has(byte) ? byte : 0x100 + byte;
}

function fill(tree: Tree, inKey: boolean): string {
  switch (tree.kind) {
    case 'set':
      return pick(tree.set, 1);
    case 'sequence':
      return tree.parts.map((part) => fill(part, inKey)).join('');
    case 'choice': {
      const option = tree.options.find((part) => part.kind !== 'sequence' || part.parts.length > 0);
      return option === undefined ? '' : fill(option, inKey);
    }
    case 'repeat': {
      const count = inKey ? Math.min(tree.max, Math.max(tree.min, KEY_LENGTH)) : tree.min;
      return tree.part.kind === 'set' ? pick(tree.part.set, count) : fill(tree.part, inKey).repeat(Math.min(count, Math.max(tree.min, 1)));
    }
    case 'capture':
      return fill(tree.part, inKey || tree.name === 'secret');
    case 'edge':
      return '';
  }
}

/** A sample template that the tree matches: no token-shaped text, but how to make it. */
export function sampleOf(tree: Tree, isKey: boolean): string {
  return Buffer.from(fill(tree, isKey), 'latin1').toString('utf8');
}
