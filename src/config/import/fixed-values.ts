import { createHash } from 'node:crypto';
import { exactLiterals } from './regex/literals.ts';
import { parseRegex } from './regex/parse-regex.ts';
import { PatternProblem, partsOf, type Tree } from './regex/tree.ts';

/** Values that are no keys, as the checks of a rule say them. */
export interface FixedValues {
  /** Whole values, beginnings (`text*`) or hashes of values. */
  readonly never: readonly string[];
  /** Texts that no key holds. */
  readonly lacks: readonly string[];
}

/** A text of so many characters with letters and digits may be a key itself: its hash is written down, not the text. */
const KEY_LENGTH = 16;
const HASH_DIGITS = 16;
const MIN_TEXT = 3;

function looksLikeKey(text: string): boolean {
  return text.length >= KEY_LENGTH && /\d/.test(text) && /[A-Za-z]/.test(text);
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'latin1').digest('hex').slice(0, HASH_DIGITS)}`;
}

/** The one text that a tree stands for, without regard to case where the tree has none; undefined where there are more. */
function textOf(tree: Tree): string | undefined {
  if (tree.kind === 'capture') return textOf(tree.part);
  if (tree.kind === 'sequence') {
    const texts = tree.parts.map(textOf);
    return texts.includes(undefined) ? undefined : texts.join('');
  }
  if (tree.kind !== 'set' || tree.set.size > 2) return undefined;
  const [first = 0, second = first] = tree.set;
  const [low, high] = [Math.max(first, second), Math.min(first, second)];
  return low === high || low - high === 0x20 ? String.fromCharCode(low) : undefined;
}

function isAnything(tree: Tree | undefined): boolean {
  return tree?.kind === 'repeat' && tree.min <= 1 && !Number.isFinite(tree.max) && tree.part.kind === 'set' && tree.part.set.size > 200;
}

function isEdge(tree: Tree | undefined, edge: 'start' | 'end'): boolean {
  return tree?.kind === 'edge' && tree.edge === edge;
}

/** Options at the top, also within one group. */
function optionsOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'capture') return optionsOf(tree.part);
  return tree.kind === 'choice' ? tree.options : [tree];
}

interface Ends {
  readonly start: boolean;
  readonly end: boolean;
}

function sayText(text: string, { start, end }: Ends): FixedValues {
  if (text.length < MIN_TEXT) throw new PatternProblem(`it allows values by a text of fewer than ${MIN_TEXT} characters`);
  if (looksLikeKey(text)) return { never: [hashOf(text)], lacks: [] };
  if (start) return { never: [end ? text : `${text}*`], lacks: [] };
  return { never: [], lacks: [text] };
}

/** Words that no key holds. A word that may be a key itself is written down by its hash, and stands for the whole value. */
export function stopWords(words: readonly string[]): FixedValues {
  const kept = words.filter((word) => word !== '');
  return { never: kept.filter(looksLikeKey).map(hashOf), lacks: kept.filter((word) => !looksLikeKey(word)) };
}

/** What stands between the ends of an option, and which of the two it is bound to. */
function coreOf(option: Tree, outer: Ends): { readonly core: readonly Tree[]; readonly ends: Ends } {
  const parts = [...partsOf(option)];
  const [opening, closing] = [isEdge(parts[0], 'start'), isEdge(parts.at(-1), 'end')];
  const inner = parts.slice(Number(opening), parts.length - Number(closing));
  const [opens, closes] = [isAnything(inner[0]), inner.length > 1 && isAnything(inner.at(-1))];
  return {
    core: inner.slice(Number(opens), inner.length - Number(closes)),
    ends: { start: (opening || outer.start) && !opens, end: (closing || outer.end) && !closes },
  };
}

function sayOption(option: Tree, outer: Ends): FixedValues[] {
  const { core, ends } = coreOf(option, outer);
  const [only] = core;
  if (core.length === 1 && (only?.kind === 'choice' || only?.kind === 'capture')) return optionsOf(only).flatMap((part) => sayOption(part, ends));
  const text = textOf({ kind: 'sequence', parts: core });
  if (text !== undefined) return [sayText(text, ends)];
  // Listed without case: good for words, but not for the hash of a key.
  const texts = exactLiterals({ kind: 'sequence', parts: core });
  if (texts === undefined || texts.some(looksLikeKey)) throw new PatternProblem('it allows values by more than a fixed text');
  return texts.map((word) => sayText(word, ends));
}

/**
 * Values that a regular expression allows, as checks that need none: patterns over values could keep a scan busy.
 * Texts are compared without case.
 * @throws PatternProblem where it stands for more than some texts
 */
export function fixedValues(regex: string, flags: string = ''): FixedValues {
  const said = optionsOf(parseRegex(regex, flags)).flatMap((option) => sayOption(option, { start: false, end: false }));
  return { never: said.flatMap(({ never }) => never), lacks: said.flatMap(({ lacks }) => lacks) };
}
