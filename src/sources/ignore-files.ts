import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Files that say what is to be left out of a folder; the later ones win. */
const IGNORE_FILES = ['.gitignore', '.stanchignore'] as const;

interface Level {
  /** Folder that the patterns are relative to, absolute, with `/`. */
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * Ignore files with git's nested meaning: a pattern holds below its own folder, a deeper file beats a higher one, and
 * what lies in an ignored folder cannot be taken back in (the walk does not go there). Those above the root count up
 * to the top of its repository, and so does `.git/info/exclude`.
 */
export class IgnoreFiles {
  readonly #levels = new Map<string, readonly Level[]>();
  readonly #root: string;

  /** @param root absolute path of the folder to walk */
  constructor(root: string) {
    this.#root = root;
  }

  /** True when an entry of `folder` (absolute) is to be left out. */
  isIgnored(folder: string, name: string, isFolder: boolean): boolean {
    const path = `${folder === '/' ? '' : folder}/${name}${isFolder ? '/' : ''}`;
    for (const level of this.#levelsOf(folder).toReversed()) {
      const { ignored, unignored } = level.rules.test(path.slice(level.folder.length + 1));
      if (ignored || unignored) return ignored;
    }
    return false;
  }

  #levelsOf(folder: string): readonly Level[] {
    const known = this.#levels.get(folder);
    if (known !== undefined) return known;
    // The walk goes from the top down, so the folder above is known already; the root looks upwards itself.
    const above = folder === this.#root ? levelsAbove(folder) : (this.#levels.get(dirname(folder)) ?? []);
    const levels = [...above, ...levelAt(folder)];
    this.#levels.set(folder, levels);
    return levels;
  }
}

function levelsAbove(root: string): Level[] {
  const folders: string[] = [];
  for (let folder = root; !existsSync(join(folder, '.git')); folder = dirname(folder)) {
    // Not in a repository: only what lies below the root counts.
    if (dirname(folder) === folder) return [];
    folders.unshift(dirname(folder));
  }
  const top = folders[0] ?? root;
  const exclude = readRules(top, ['.git/info/exclude']);
  return [...exclude, ...folders.flatMap(levelAt)];
}

function levelAt(folder: string): Level[] {
  return readRules(folder, IGNORE_FILES);
}

function readRules(folder: string, names: readonly string[]): Level[] {
  const texts = names.map((name) => join(folder, name)).filter((path) => existsSync(path)).map(readText);
  if (texts.length === 0) return [];
  return [{ folder: folder === '/' ? '' : folder.split(sep).join('/'), rules: ignore({ allowRelativePaths: true, ignorecase: false }).add(texts.join('\n')) }];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A folder, or no right to read: nothing is left out because of it, so more is scanned and not less.
    return '';
  }
}
