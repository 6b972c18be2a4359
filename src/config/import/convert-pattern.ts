import { ANY } from './regex/byte-set.ts';
import { boundRepeats } from './regex/bound-repeats.ts';
import { anchorsOf, holdsOneOf } from './regex/literals.ts';
import { parseRegex } from './regex/parse-regex.ts';
import { printRegex } from './regex/print-regex.ts';
import { sampleOf } from './regex/sample.ts';
import { choiceOf, mapTree, PatternProblem, sequenceOf, walkTree, type Tree } from './regex/tree.ts';
import { trimEdges, type Guard } from './regex/trim-edges.ts';
import { narrowest } from './regex/width.ts';

/** A pattern as another scanner has it. */
export interface ForeignPattern {
  readonly regex: string;
  /** Flags of the whole, as letters. */
  readonly flags?: string;
  /** Number of the group that is the key; undefined or 0: the first one, or all where there is none. */
  readonly group?: number;
  /** Words of which a file must hold one. */
  readonly keywords: readonly string[];
}

/** The same as the fields of an own rule. */
export interface ConvertedPattern {
  readonly anchors: readonly string[];
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly boundary: { readonly left: Guard; readonly right: Guard };
  readonly near: { readonly words: readonly string[]; readonly before: number; readonly after: number; readonly effect: 'raise' } | undefined;
  /** True when the key itself holds a fixed text, so that it is known without what stands around it. */
  readonly speaksForItself: boolean;
  /** Template of a text that it finds. */
  readonly sample: string;
  /** What is not as it was, in words. */
  readonly changes: readonly string[];
}

const MIN_ANCHOR = 3;
const MAX_ANCHOR = 64;
/** Bytes between a keyword and its key where nothing else can be looked for. */
const GAP = 200;
/** Bytes around a match in which a keyword may stand, in place of the whole file. */
const NEAR = 1_000;

function captures(tree: Tree): Extract<Tree, { kind: 'capture' }>[] {
  return [...walkTree(tree)].filter((part) => part.kind === 'capture');
}

/** Calls the group of the key `secret` and makes the others plain. */
function nameKey(tree: Tree, wanted: number): Tree {
  const groups = captures(tree);
  const key = wanted > 0 ? groups.find((group) => group.index === wanted) : groups[0];
  if (wanted > 0 && key === undefined) throw new PatternProblem('the group of its key is not there');
  return mapTree(tree, (part) => (part.kind === 'capture' ? { ...part, name: part.index === key?.index ? 'secret' : undefined } : part));
}

function caselessText(word: string): Tree {
  return parseRegex(word.replaceAll(/[$()*+./?[\]^{|}\\]/g, String.raw`\$&`), 'i');
}

/** Puts the keywords in front, where the pattern has no text of its own to be looked for. */
function behindKeyword(tree: Tree, words: readonly string[]): Tree {
  const key: Tree = captures(tree).length > 0 ? tree : { kind: 'capture', index: 1, name: 'secret', part: tree };
  return sequenceOf([choiceOf(words.map(caselessText)), { kind: 'repeat', part: { kind: 'set', set: ANY }, min: 0, max: GAP, lazy: true }, key]);
}

interface Anchored {
  readonly tree: Tree;
  readonly anchors: readonly string[];
  readonly near: ConvertedPattern['near'];
  readonly change: string | undefined;
}

function anchor(tree: Tree, keywords: readonly string[]): Anchored {
  const words = [...new Set(keywords.map((word) => word.toLowerCase()))].filter((word) => word !== '');
  const anchors = anchorsOf(tree, words);
  if (anchors !== undefined) {
    if (words.length === 0 || holdsOneOf(tree, words)) return { tree, anchors, near: undefined, change: undefined };
    const near = words.filter((word) => word.length > 1);
    if (near.length === 0) return { tree, anchors, near: undefined, change: 'its keywords are not asked for' };
    return { tree, anchors, near: { words: near, before: NEAR, after: NEAR, effect: 'raise' }, change: `without a keyword within ${NEAR} bytes it is less sure; before, one anywhere in the file was enough` };
  }
  if (words.length === 0) throw new PatternProblem(`every match must hold a fixed text of ${MIN_ANCHOR} characters, or the rule keywords, to be looked for`);
  if (words.some((word) => word.length < MIN_ANCHOR || word.length > MAX_ANCHOR)) throw new PatternProblem(`neither its pattern nor all its keywords have a fixed text of ${MIN_ANCHOR} to ${MAX_ANCHOR} characters to look for`);
  return { tree: behindKeyword(tree, words), anchors: words, near: undefined, change: `a keyword must stand at most ${GAP} bytes before the key; before, one anywhere in the file was enough` };
}

function changesOf(found: { lost: boolean; bound: number | undefined; groups: number; asked: boolean }): string[] {
  return [
    ...(found.lost ? ['a word or line end that it asked for beside the key or in its midst is not asked for, so it may find more'] : []),
    ...(found.bound === undefined ? [] : [`what repeated without end repeats up to ${found.bound} times`]),
    ...(found.groups > 1 && !found.asked ? ['the first of its groups is taken for the key'] : []),
  ];
}

/**
 * Takes a pattern over as an own rule has it: bounded, without edges, with anchors.
 * @throws PatternProblem telling why it cannot be
 */
export function convertPattern({ regex, flags = '', group = 0, keywords }: ForeignPattern): ConvertedPattern {
  const parsed = nameKey(parseRegex(regex, flags), group);
  const trimmed = trimEdges(parsed);
  const bounded = boundRepeats(trimmed.tree);
  if (narrowest(bounded.tree) === 0) throw new PatternProblem('it can match nothing at all');
  const { tree, anchors, near, change } = anchor(bounded.tree, keywords);
  const groups = captures(parsed).length;
  return {
    anchors,
    ...printRegex(tree),
    boundary: { left: trimmed.left, right: trimmed.right },
    near,
    speaksForItself: anchorsOf(captures(bounded.tree).find((part) => part.name === 'secret') ?? bounded.tree, []) !== undefined,
    sample: sampleOf(tree, groups === 0),
    changes: [...changesOf({ lost: trimmed.lost, bound: bounded.bound, groups, asked: group > 0 }), ...(change === undefined ? [] : [change])],
  };
}
