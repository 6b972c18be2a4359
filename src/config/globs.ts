import picomatch from 'picomatch';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** Globs come from the repository: no extglobs, braces or negation, which can be made to mean something else. */
const OPTIONS = { dot: true, noextglob: true, nobrace: true, nonegate: true, noglobstar: true } as const;

const MAX_GLOB = 256;
/**
 * A pattern with k stars may try length^k ways, so both are bounded: 3 stars and 255 characters (the longest name
 * that file systems allow) are a few milliseconds at worst. Longer names, which only git itself can hold, match
 * nothing but a lone star, so that they are reported rather than left out.
 */
const MAX_STARS = 3;
const MAX_NAME = 255;

/** `**`, or a test for one name between slashes. */
type Segment = '**' | ((name: string) => boolean);

/** Why a glob is not taken, if so; the words do not quote it. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > MAX_GLOB) return `has a glob of more than ${MAX_GLOB} characters`;
  const stars = Math.max(...glob.split('/').map((part) => part.match(/\*+/g)?.length ?? 0));
  return stars > MAX_STARS ? `has a glob with more than ${MAX_STARS} stars between two slashes` : undefined;
}

function compileSegment(text: string): Segment {
  if (text === '**') return '**';
  if (text === '*') return () => true;
  const test = picomatch(literalGroups(text.replaceAll(/\*+/g, '*')), OPTIONS);
  return (name) => name.length <= MAX_NAME && test(name);
}

/** Parentheses would be groups of a regex, and `+` behind them would repeat; in a path they are letters like others. */
function literalGroups(text: string): string {
  return text.replaceAll(/\\.|[()|+{}]/g, (part) => (part.length > 1 ? part : `\\${part}`));
}

/** `vendor` and `*.min.js` count in every folder, `/docs` and `docs/api` from the top, as people know it from ignore files. */
function compileGlob(glob: string): readonly Segment[] {
  const problem = globProblem(glob);
  if (problem !== undefined) throw new ConfigError(`--exclude ${problem}: ${printable(glob.slice(0, 40))}`);
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
  const parts = plain.split('/').filter((part) => part !== '');
  if (parts.length === 0) return [];
  return [...(plain.includes('/') ? [] : ['**' as const]), ...parts.map(compileSegment)];
}

/**
 * True when the segments match all names, or the names of a folder above: what is in an excluded folder is excluded.
 * Only the last `**` is ever gone back to (the earlier ones had their match), so the work is names × segments.
 */
function matches(segments: readonly Segment[], names: readonly string[]): boolean {
  let [name, segment] = [0, 0];
  let retry: { name: number; segment: number } | undefined;
  while (segment < segments.length) {
    const wanted = segments[segment];
    const here = names[name];
    if (wanted === '**') {
      retry = { name, segment };
      segment += 1;
      // `docs/**` is what is in the folder, not the folder itself.
      if (segment === segments.length) return here !== undefined;
    } else if (here !== undefined && wanted?.(here) === true) {
      name += 1;
      segment += 1;
    } else if (here !== undefined && retry !== undefined) {
      retry.name += 1;
      ({ name } = retry);
      segment = retry.segment + 1;
    } else return false;
  }
  return segments.length > 0;
}

/**
 * A test for paths (relative, with `/`) that any of the globs matches.
 * @throws ConfigError for a glob that is too long or has too many stars
 */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
  const compiled = globs.map(compileGlob).filter((segments) => segments.length > 0);
  if (compiled.length === 0) return () => false;
  return (path) => {
    const names = path.split('/').filter((name) => name !== '');
    return compiled.some((segments) => matches(segments, names));
  };
}
