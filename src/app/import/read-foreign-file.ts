import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOREIGN_FILES, type ForeignTool } from '#config/import/foreign-tools.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** Larger files are no configuration, and no baseline that people keep. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Paths (relative to `root`) that a tool keeps in a repository and that are there. @throws UsageError where there are none */
export function findForeignFiles(tool: ForeignTool, root: string): string[] {
  const lists = FOREIGN_FILES[tool];
  const found = lists.flatMap((names) => names.find((name) => lstatSync(join(root, name), { throwIfNoEntry: false }) !== undefined) ?? []);
  if (found.length === 0) throw new UsageError(`there is no ${lists.flat().join(', ')}`, `name the file: stanch init --from ${tool} FILE`);
  return found;
}

/**
 * Reads a file that somebody else may have made: a regular file of bounded size, no link, no pipe.
 * @param name how to call it in messages
 * @throws UsageError where it is anything else
 */
export function readForeignFile(path: string, name: string): string {
  const shown = printable(name);
  const kind = lstatSync(path, { throwIfNoEntry: false });
  if (kind === undefined) throw new UsageError(`${shown}: there is no such file`);
  if (kind.isSymbolicLink()) throw new UsageError(`${shown}: a symbolic link`, 'name the file that it points to');
  if (!kind.isFile()) throw new UsageError(`${shown}: no regular file`);
  // Between the two looks it may have become another: a link is not followed, a pipe not waited for.
  const file = openOrExplain(path, shown);
  try {
    const { size } = fstatSync(file);
    if (!fstatSync(file).isFile()) throw new UsageError(`${shown}: no regular file`);
    if (size > MAX_BYTES) throw new UsageError(`${shown}: larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    return decode(readFileSync(file), shown);
  } finally {
    closeSync(file);
  }
}

function openOrExplain(path: string, shown: string): number {
  try {
    // Windows knows neither of the two flags.
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new UsageError(`${shown}: cannot be read`, undefined, error);
  }
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`${shown}: this is no text in UTF-8`, undefined, error);
  }
}
