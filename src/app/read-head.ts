import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

function headOf(file: number, limit: number): Buffer | undefined {
  if (!fstatSync(file).isFile()) return undefined;
  const bytes = Buffer.alloc(limit);
  let length = 0;
  for (let read = -1; read !== 0 && length < limit; length += read) read = readSync(file, bytes, length, limit - length, null);
  return bytes.subarray(0, length);
}

/**
 * The first `limit` bytes of a file of a work tree that somebody else may have made: of a regular file only (a pipe
 * would never end), and through no link that leads out of the tree.
 * @returns undefined where it is anything else, gone, or not ours to read
 */
export function readHead(root: string, path: string, limit: number): Buffer | undefined {
  try {
    const real = realpathSync(join(root, path));
    if (!real.startsWith(`${realpathSync(root)}${sep}`)) return undefined;
    const file = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return headOf(file, limit);
    } finally {
      closeSync(file);
    }
  } catch {
    // Whatever cannot be opened has nothing to say here; those that scan it say that they could not.
    return undefined;
  }
}
