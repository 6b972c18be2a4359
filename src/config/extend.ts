import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { mergeConfigs } from './merge.ts';
import { parseConfig } from './parse.ts';
import type { ConfigFile } from './schema.ts';

/** A chain that is longer than this is a slip, or made to be one. */
const MAX_DEPTH = 5;
/** Files that one configuration may be put together of. */
const MAX_FILES = 20;

/** Text of a configuration file, by its path from the top folder of the repository. @throws ConfigError where there is none */
export type ReadConfigText = (path: string) => string;

interface Walk {
  readonly read: ReadConfigText;
  files: number;
}

/** What `extends` names, as a list. */
export function extendedFiles({ extends: named }: ConfigFile): readonly string[] {
  if (named === undefined) return [];
  return typeof named === 'string' ? [named] : named;
}

/** The same file under one name: `./a.yml` and `config//b.yml` are `a.yml` and `config/b.yml`. */
function plainPath(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/');
}

function circleError(chain: readonly string[], next: string): ConfigError {
  const circle = [...chain.slice(chain.indexOf(next)), next];
  const last = chain.at(-1) ?? next;
  const hint = last === next ? `${printable(next)} extends itself: take that out` : `${printable(last)} extends ${printable(next)}, which leads back to it: take one of the two out`;
  return new ConfigError(`${chainText(circle)}: extends goes round in a circle`, hint);
}

function chainText(chain: readonly string[]): string {
  return chain.map(printable).join(' → ');
}

function follow(walk: Walk, path: string, chain: readonly string[]): ConfigFile {
  const file = parseConfig(walk.read(path), path);
  const { extends: _followed, ...own } = file;
  const bases = extendedFiles(file).map((named) => {
    const next = plainPath(named);
    const longer = [...chain, next];
    if (chain.includes(next)) throw circleError(chain, next);
    if (longer.length > MAX_DEPTH) throw new ConfigError(`${chainText(longer)}: extends goes deeper than ${MAX_DEPTH} files`);
    walk.files += 1;
    if (walk.files > MAX_FILES) throw new ConfigError(`${printable(path)}: more than ${MAX_FILES} files by extends`);
    return follow(walk, next, longer);
  });
  return [...bases, own].reduce(mergeConfigs, {});
}

/**
 * A configuration file with all that it extends laid under it: a later file of the list over an earlier one, and the
 * file itself over all of them. Paths count from the top folder of the repository, whichever file names them.
 * @param path of the first file, by which `read` knows it
 * @throws ConfigError naming the files, when they go round, too deep or are too many, or one does not hold
 */
export function readExtended(path: string, read: ReadConfigText): ConfigFile {
  return follow({ read, files: 1 }, path, [path]);
}
