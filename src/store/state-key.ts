import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/*
 * A key of the operator that stands outside of every repository. State that is kept inside of one is signed with it:
 * a repository that comes with state of its own, made by somebody else, is not believed.
 */

const KEY_BYTES = 32;
const KEY = /^[0-9a-f]{64}\n$/;
const OTHERS = 0o077;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the key stands (XDG Base Directory: state); undefined where the environment names no folder of the operator. */
export function stateKeyPath(env: Environment): string | undefined {
  const home = env['HOME'] ?? '';
  const folders = [env['XDG_STATE_HOME'], home === '' ? undefined : join(home, '.local', 'state'), env['LOCALAPPDATA']];
  const folder = folders.find((candidate) => candidate !== undefined && isAbsolute(candidate));
  return folder === undefined ? undefined : join(folder, 'stanch', 'state.key');
}

function readKey(path: string): Buffer | undefined {
  const { mode } = statSync(path);
  const text = readFileSync(path, 'latin1');
  const isPrivate = process.platform === 'win32' || (mode & OTHERS) === 0;
  return isPrivate && KEY.test(text) ? Buffer.from(text.trimEnd(), 'hex') : undefined;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** The key, made when it is not there. Undefined when it cannot be had, or when others can read it. */
export function openStateKey(env: Environment): Buffer | undefined {
  const path = stateKeyPath(env);
  if (path === undefined) return undefined;
  try {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      // It was there, or another run has just made it.
      if (!isCode(error, 'EEXIST')) throw error;
    }
    return readKey(path);
  } catch (error) {
    // No such folder, or not ours to write: without a key nothing is remembered, and the report says so.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return undefined;
    throw error;
  }
}
