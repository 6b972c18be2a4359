import type { Tree } from './tree.ts';

/** More texts than these are no anchors. */
const MAX_TEXTS = 64;
const MAX_LENGTH = 24;
/** Letters of one place that are still told apart. */
const MAX_LETTERS = 4;
/** An anchor is at least so long. */
const MIN_ANCHOR = 3;

/** Texts (small letters), of which a match holds one. */
export type Literals = readonly string[];

interface Known {
  /** All texts that the part can be, or nothing where they cannot be listed. */
  readonly exact: Literals | undefined;
  /** Texts of which each match of the part holds one. */
  readonly held: Literals | undefined;
}

const UNKNOWN: Known = { exact: undefined, held: undefined };

function shortest(texts: Literals): number {
  return Math.min(...texts.map((text) => text.length));
}

/** The better of two lists: longer texts first, then fewer of them. */
function better(a: Literals | undefined, b: Literals | undefined): Literals | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [left, right] = [shortest(a), shortest(b)].map((length) => Math.min(length, 8)) as [number, number];
  if (left !== right) return left > right ? a : b;
  return b.length < a.length ? b : a;
}

function usable(texts: Literals | undefined): Literals | undefined {
  return texts !== undefined && texts.length > 0 && texts.length <= MAX_TEXTS && shortest(texts) > 0 ? texts : undefined;
}

function unique(texts: readonly string[]): Literals {
  return [...new Set(texts)];
}

function ofSet(set: ReadonlySet<number>): Known {
  if (set.size > MAX_LETTERS * 2 || [...set].some((byte) => byte < 0x20 || byte > 0x7e)) return UNKNOWN;
  const exact = unique([...set].map((byte) => String.fromCharCode(byte).toLowerCase()));
  return exact.length > MAX_LETTERS ? UNKNOWN : { exact, held: usable(exact) };
}

function joined(before: Literals, after: Literals | undefined): Literals | undefined {
  if (after === undefined || before.length * after.length > MAX_TEXTS) return undefined;
  const texts = unique(before.flatMap((head) => after.map((tail) => head + tail)));
  return texts.every((text) => text.length <= MAX_LENGTH) ? texts : undefined;
}

/** What stands in a row and can be listed, and what is held between such rows. */
interface Row {
  readonly texts: Literals | undefined;
}

function rowsOf(parts: readonly Tree[]): Row[] {
  const rows: Row[] = [];
  let run: Literals = [''];
  for (const part of parts) {
    const known = knownOf(part);
    const longer = joined(run, known.exact);
    if (longer !== undefined) {
      run = longer;
      continue;
    }
    rows.push({ texts: run }, { texts: known.exact === undefined ? known.held : undefined });
    run = known.exact ?? [''];
  }
  return [...rows, { texts: run }];
}

function ofSequence(parts: readonly Tree[]): Known {
  const rows = rowsOf(parts);
  const [only] = rows;
  const held = rows.reduce<Literals | undefined>((best, { texts }) => better(best, usable(texts)), undefined);
  return { exact: rows.length === 1 ? only?.texts : undefined, held };
}

function ofChoice(options: readonly Tree[]): Known {
  const known = options.map(knownOf);
  const all = (pick: (one: Known) => Literals | undefined): Literals | undefined => {
    const lists = known.map(pick);
    return lists.includes(undefined) ? undefined : unique(lists.flatMap((list) => list ?? []));
  };
  const exact = all((one) => one.exact);
  return { exact: exact !== undefined && exact.length <= MAX_TEXTS ? exact : undefined, held: usable(all((one) => one.held)) };
}

function ofRepeat({ part, min, max }: Extract<Tree, { kind: 'repeat' }>): Known {
  const known = knownOf(part);
  if (min === 0) return { exact: max === 1 && known.exact !== undefined ? unique(['', ...known.exact]) : undefined, held: undefined };
  let exact: Literals | undefined = [''];
  for (let count = 0; count < min && exact !== undefined; count++) exact = joined(exact, known.exact);
  return { exact: min === max ? exact : undefined, held: better(usable(exact), known.held) };
}

function knownOf(tree: Tree): Known {
  switch (tree.kind) {
    case 'set':
      return ofSet(tree.set);
    case 'sequence':
      return ofSequence(tree.parts);
    case 'choice':
      return ofChoice(tree.options);
    case 'repeat':
      return ofRepeat(tree);
    case 'capture':
      return knownOf(tree.part);
    case 'edge':
      return { exact: [''], held: undefined };
  }
}

/** Texts of at least three bytes of which every match holds one, compared without case; undefined where there are none. */
function heldLiterals(tree: Tree): Literals | undefined {
  const { held } = knownOf(tree);
  return held !== undefined && shortest(held) >= MIN_ANCHOR ? held : undefined;
}

/** All texts that a tree can match, without case; undefined where they cannot be listed. */
export function exactLiterals(tree: Tree): Literals | undefined {
  return knownOf(tree).exact;
}

/** True when every match holds one of the words (small letters). */
export function holdsOneOf(tree: Tree, words: readonly string[]): boolean {
  const allHold = (texts: Literals | undefined): boolean => texts !== undefined && texts.length > 0 && texts.every((text) => words.some((word) => text.includes(word)));
  switch (tree.kind) {
    case 'sequence':
      return rowsOf(tree.parts).some(({ texts }) => allHold(texts)) || tree.parts.some((part) => holdsOneOf(part, words));
    case 'choice':
      return tree.options.every((option) => holdsOneOf(option, words));
    case 'repeat':
      return tree.min > 0 && (holdsOneOf(tree.part, words) || allHold(knownOf(tree).held));
    case 'capture':
      return holdsOneOf(tree.part, words);
    default:
      return allHold(knownOf(tree).exact);
  }
}

/** Of the words that every match holds one of, and the texts that stand in the pattern anyway, the better anchors. */
export function anchorsOf(tree: Tree, words: readonly string[]): Literals | undefined {
  const own = heldLiterals(tree);
  const named = words.length > 0 && words.length <= MAX_TEXTS && shortest(words) >= MIN_ANCHOR && holdsOneOf(tree, words) ? words : undefined;
  return better(named, own);
}
