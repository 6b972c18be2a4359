import { globProblem } from '../globs.ts';
import { printRanges, type ByteSet } from './regex/byte-set.ts';
import { parseRegex } from './regex/parse-regex.ts';
import { PatternProblem, type Tree } from './regex/tree.ts';

/** A pattern of paths with more ways than this is no list of globs. */
const MAX_WAYS = 48;
/** A set with so many members is meant as "anything". */
const WIDE = 200;
const NARROW = 64;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** What stands in a way beside the text of a glob: the two ends, any text, and any text within one name. */
const [START, END, ANYTHING, IN_NAME] = ['\u0000start', '\u0000end', '\u0000any', '*'] as const;
/** What a path is put together of. */
type Way = readonly string[];

function ofSet(set: ByteSet): string {
  if (set.has(SLASH) && set.size <= 2) return '/';
  const rest = new Set([...set].filter((byte) => byte !== SLASH && byte !== BACKSLASH));
  if (rest.size >= WIDE) return '?';
  const [only] = set;
  if (set.size === 1 && only !== undefined) return String.fromCharCode(only).replace(/[*?[\]\\!]/, String.raw`\$&`);
  if (rest.size > NARROW || [...rest].some((byte) => byte < 0x20 || byte > 0x7e)) throw new PatternProblem('it has a class that a glob cannot say');
  return `[${printRanges(rest)}]`;
}

function crossed(left: readonly Way[], right: readonly Way[]): Way[] {
  if (left.length * right.length > MAX_WAYS) throw new PatternProblem('it has too many ways to be said by globs');
  return left.flatMap((head) => right.map((tail) => [...head, ...tail]));
}

function ofRepeat({ part, min, max }: Extract<Tree, { kind: 'repeat' }>): Way[] {
  if (!Number.isFinite(max)) {
    const isWide = part.kind === 'set' && part.set.size >= WIDE;
    if (!isWide || min > 1) throw new PatternProblem('it repeats a part of a path without end');
    const rest = part.set.has(SLASH) ? ANYTHING : IN_NAME;
    return [min === 1 ? ['?', rest] : [rest]];
  }
  const inner = waysOf(part);
  let ways: Way[] = [[]];
  const all: Way[] = [];
  for (let count = 0; count <= max; count++) {
    if (count >= min) all.push(...ways);
    if (all.length > MAX_WAYS) throw new PatternProblem('it has too many ways to be said by globs');
    if (count < max) ways = crossed(ways, inner);
  }
  return all;
}

function waysOf(tree: Tree): Way[] {
  switch (tree.kind) {
    case 'set':
      return [[ofSet(tree.set)]];
    case 'sequence':
      return tree.parts.reduce<Way[]>((ways, part) => crossed(ways, waysOf(part)), [[]]);
    case 'choice':
      return tree.options.flatMap(waysOf);
    case 'repeat':
      return ofRepeat(tree);
    case 'capture':
      return waysOf(tree.part);
    case 'edge':
      if (tree.edge === 'start' || tree.edge === 'end') return [[tree.edge === 'start' ? START : END]];
      throw new PatternProblem('it asks for the end of a word');
  }
}

/** Ends that are not asked for are open; an end in the midst can never be. */
function withEnds(way: Way): Way | undefined {
  const first = way.findIndex((piece) => piece !== START);
  const inner = way.slice(first < 0 ? way.length : first);
  const end = inner.indexOf(END);
  const middle = end < 0 ? inner : inner.slice(0, end);
  if (middle.includes(START) || (end >= 0 && inner.slice(end).some((piece) => piece !== END))) return undefined;
  const whole = [...(first === 0 ? [ANYTHING] : []), ...middle, ...(end < 0 ? [ANYTHING] : [])];
  return whole.filter((piece, index) => piece !== ANYTHING || whole[index - 1] !== ANYTHING);
}

/** One folder or more. */
const ABOVE = '*/**';

/** Any text in the midst is a part of one name, or goes over some folders. */
function openings(way: Way): string[] {
  let texts = [''];
  for (const [index, piece] of way.entries()) {
    const [isFirst, isLast] = [index === 0, index === way.length - 1];
    const next = way[index + 1];
    texts = texts.flatMap((text) => {
      if (piece !== ANYTHING) return [text + piece];
      const atName = isFirst || text.endsWith('/');
      if (isLast) return [atName ? `${text}**` : `${text}*`];
      if (next === '/') return [isFirst ? ABOVE : `${text}${atName ? '' : '*/'}**`];
      return atName ? [`${text}**/*`] : [`${text}*`, `${text}*/**/*`];
    });
  }
  return texts;
}

/** At the top and in any folder below it: in every folder. */
function withTop(globs: readonly string[]): string[] {
  const all = new Set(globs);
  return [...all].map((glob) => {
    const below = glob.startsWith(`${ABOVE}/`) ? glob.slice(ABOVE.length + 1) : glob;
    return all.has(below) && all.has(`${ABOVE}/${below}`) ? `**/${below}` : glob;
  });
}

function tidy(glob: string): string {
  const name = /^\*\*\/([^/]+)$/.exec(glob)?.[1];
  if (name !== undefined) return name;
  return glob.includes('/') || glob === '' ? glob : `/${glob}`;
}

/** Leaves out what another glob of the list says already. */
function withoutCovered(globs: readonly string[]): string[] {
  const all = new Set(globs);
  return [...all].filter((glob) => {
    const folder = glob.replace(/\/\*\*$/, '');
    const name = folder.replace(/^(?:\*\*)?\//, '');
    return (folder === glob || !all.has(folder)) && (name === glob || !all.has(name)) && (glob.startsWith('**/') || !all.has(`**/${glob}`));
  });
}

/**
 * Globs of the same paths as a regular expression that is looked for in a path. Classes and ends of names are kept;
 * what is beneath a matching folder counts, too.
 * @throws PatternProblem where globs cannot say it
 */
export function pathGlobs(regex: string, flags: string = ''): string[] {
  const ways = waysOf(parseRegex(regex, flags)).map(withEnds).filter((way) => way !== undefined);
  if (ways.length === 0) throw new PatternProblem('no path can match it');
  const globs = withoutCovered(withTop(ways.flatMap(openings)).map(tidy));
  for (const glob of globs) {
    const problem = globProblem(glob);
    if (problem !== undefined) throw new PatternProblem(`as a glob it ${problem}`);
    if (/^[*/]*$/.test(glob)) throw new PatternProblem('it matches every path');
  }
  return globs;
}
