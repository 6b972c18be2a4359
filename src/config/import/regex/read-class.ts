import { ANY, byteRange, complement, DIGIT, folded, POSIX, SPACE, union, WORD, type ByteSet } from './byte-set.ts';
import { PatternProblem } from './tree.ts';

const SHORTHANDS: ReadonlyMap<string, ByteSet> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
  ['D', complement(DIGIT)],
  ['W', complement(WORD)],
  ['S', complement(SPACE)],
]);
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['0', 0],
]);
const ASCII_END = 0x7f;

/** One escape or class member, and where the text goes on behind it. */
interface Member {
  /** A code point, or a set that takes part in no range. */
  readonly value: number | ByteSet;
  readonly next: number;
}

function hexEscape(text: string, at: number, digits: number): Member {
  const match = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]+))/.exec(text.slice(at, at + (text.charAt(at) === '{' ? 8 : digits)));
  const hex = match?.[1] ?? match?.[2];
  if (hex === undefined || (match?.[1] === undefined && hex.length !== digits)) throw new PatternProblem('it is no regular expression: an escape without its digits');
  return { value: Number.parseInt(hex, 16), next: at + (match?.[0].length ?? 0) };
}

function characterAt(text: string, at: number): Member {
  const point = text.codePointAt(at) ?? 0;
  return { value: point, next: at + String.fromCodePoint(point).length };
}

/** Letters that escape what is no set of bytes. */
function refuse(letter: string): void {
  if (/[pP]/.test(letter)) throw new PatternProblem('it asks for a class of Unicode');
  if (/[1-9]/.test(letter)) throw new PatternProblem('it refers back to a group');
  if (/[A-Za-z]/.test(letter)) throw new PatternProblem(`it has the escape \\${letter}`);
}

/** The escape whose letter stands at `at`. @throws PatternProblem for what stands for more than a set of bytes */
export function readEscape(text: string, at: number): Member {
  const letter = text.charAt(at);
  if (letter === '') throw new PatternProblem('it is no regular expression: it ends in a backslash');
  const known = SHORTHANDS.get(letter) ?? CONTROLS.get(letter);
  if (known !== undefined) return { value: known, next: at + 1 };
  if (letter === 'x' || letter === 'u') return hexEscape(text, at + 1, letter === 'x' ? 2 : 4);
  refuse(letter);
  return characterAt(text, at);
}

function readMember(text: string, at: number): Member {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(text.slice(at, at + 16));
  if (posix !== null) {
    const set = POSIX.get(posix[2] ?? '');
    if (set === undefined) throw new PatternProblem('it names a class that is not known');
    return { value: posix[1] === '^' ? complement(set) : set, next: at + posix[0].length };
  }
  if (text.charAt(at) !== '\\') return characterAt(text, at);
  return text.charAt(at + 1) === 'b' ? { value: 8, next: at + 2 } : readEscape(text, at + 1);
}

/** Beyond ASCII a character is more than one byte: as a member it stands for none of them, negated for all. */
function setOf(from: number, to: number, negated: boolean): ByteSet {
  if (to < from) throw new PatternProblem('it is no regular expression: a range that runs backwards');
  if (to > ASCII_END && from <= ASCII_END && !negated) return union(byteRange(from, ASCII_END), byteRange(ASCII_END + 1, 0xff));
  if (from > ASCII_END) {
    if (negated) return new Set();
    throw new PatternProblem('it has a class with characters beyond ASCII');
  }
  return byteRange(from, Math.min(to, ASCII_END));
}

/**
 * Reads a class; `at` is behind its opening bracket. A `]` that stands first is a member, as RE2 and Python have it.
 * @throws PatternProblem for what a set of bytes cannot say
 */
export function readClass(text: string, start: number, ignoreCase: boolean): { readonly set: ByteSet; readonly next: number } {
  const negated = text.charAt(start) === '^';
  const first = start + Number(negated);
  const sets: ByteSet[] = [];
  let at = first;
  while (text.charAt(at) !== ']' || at === first) {
    if (at >= text.length) throw new PatternProblem('it is no regular expression: a class is not closed');
    const member = readMember(text, at);
    at = member.next;
    if (typeof member.value !== 'number') {
      sets.push(member.value);
      continue;
    }
    if (text.charAt(at) !== '-' || text.charAt(at + 1) === ']') {
      sets.push(setOf(member.value, member.value, negated));
      continue;
    }
    const end = readMember(text, at + 1);
    if (typeof end.value !== 'number') sets.push(setOf(member.value, member.value, negated), byteRange(0x2d, 0x2d), end.value);
    else sets.push(setOf(member.value, end.value, negated));
    at = end.next;
  }
  const set = ignoreCase ? folded(union(...sets)) : union(...sets);
  const result = negated ? complement(set) : set;
  if (result.size === 0) throw new PatternProblem('it has a class without members');
  return { set: result.size === ANY.size ? ANY : result, next: at + 1 };
}
