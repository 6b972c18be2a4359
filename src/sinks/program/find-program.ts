import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';
import { UsageError } from '#core/errors.ts';
import type { SinkWorld } from '../sink-kind.ts';

function repositoryAround(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function isInside(file: string, folder: string | undefined): boolean {
  if (folder === undefined) return false;
  const way = relative(folder, file);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** The file behind all links; undefined where there is no program. */
function programAt(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.X_OK);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    // Not there, or not for us: the next folder of PATH is asked.
    return undefined;
  }
}

/**
 * A program on PATH. Folders that are relative, and whatever lies in the repository at hand, do not count: the
 * repository must not choose who is given a key.
 * @throws UsageError where there is none
 */
export function findProgram(name: string, { env, cwd }: Pick<SinkWorld, 'env' | 'cwd'>): string {
  const repository = repositoryAround(realpathSync(cwd));
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  const files = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute).flatMap((folder) => names.map((one) => join(folder, one)));
  const found = files.find((file) => {
    const real = programAt(file);
    return real !== undefined && !isInside(real, repository) && !isInside(file, repository);
  });
  if (found === undefined) throw new UsageError(`the program ${name} is not installed`, 'folders of PATH inside the repository at hand do not count');
  return found;
}
