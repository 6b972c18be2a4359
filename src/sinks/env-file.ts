import { randomBytes } from 'node:crypto';
import { closeSync, constants, fchmodSync, fchownSync, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { checkVariable, readVariable, writeVariable } from './dotenv-text.ts';
import type { Sink } from './sink.ts';

interface Present {
  readonly text: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

function readPresent(path: string): Present | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const hint = code === 'ELOOP' ? 'it is a symbolic link: name the file itself' : undefined;
    throw new ConfigError(`${printable(path)} cannot be read (${code ?? 'unknown'})`, hint, cause);
  }
  try {
    const { mode, uid, gid } = fstatSync(file);
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes)) throw new UsageError(`${printable(path)} is not UTF-8 text`);
    return { text, mode: mode & 0o777, uid, gid };
  } finally {
    closeSync(file);
  }
}

function replace(path: string, text: string, present: Present | undefined): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    if (present !== undefined) {
      const own = fstatSync(file);
      if (own.uid !== present.uid || own.gid !== present.gid) fchownSync(file, present.uid, present.gid);
      fchmodSync(file, present.mode);
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new IncompleteError(`${printable(path)} cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, undefined, cause);
  }
  const folder = openSync(dirname(path), constants.O_RDONLY);
  fsyncSync(folder);
  closeSync(folder);
}

/**
 * One variable of a dotenv file. The file is replaced in one step; comments, order, quotes, line ends, mode and owner
 * stay. Symbolic links are refused.
 */
export function envFileSink(path: string, variable: string): Sink {
  checkVariable(variable);
  return {
    plan: `set ${variable} in ${printable(path)}`,
    async write(value) {
      const present = readPresent(path);
      replace(path, writeVariable(present?.text ?? '', variable, value.reveal()), present);
    },
    async readBack() {
      const value = readVariable(readPresent(path)?.text ?? '', variable);
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
  };
}
