import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';

type Env = Readonly<Record<string, string | undefined>>;

/** Where caches of this user stand; undefined where the environment does not tell. */
function cacheHome(env: Env): string | undefined {
  const home = env['HOME'] ?? '';
  const folders = process.platform === 'win32' ? [env['LOCALAPPDATA']] : [env['XDG_CACHE_HOME'], home === '' ? undefined : join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache')];
  return folders.find((folder) => folder !== undefined && isAbsolute(folder));
}

/** True for a folder that no other user can put anything into. Windows keeps caches in the user's own profile. */
function isOurs(folder: string): boolean {
  const stats = lstatSync(folder);
  const uid = process.geteuid?.();
  return stats.isDirectory() && (uid === undefined || (stats.uid === uid && (stats.mode & 0o022) === 0));
}

/**
 * The folder for what this program keeps between two runs, made where it is missing. Part of what lies there is run: the
 * folder must belong to whoever runs this, which after `sudo` may be somebody else than the one whose home it is.
 * @returns undefined where there is none that nobody else can write to
 */
export function ownFolder(env: Env): string | undefined {
  const base = cacheHome(env);
  if (base === undefined) return undefined;
  const folder = join(base, 'stanch');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return [folder, base, ...(env['XDG_CACHE_HOME'] === base ? [] : [dirname(base)])].every(isOurs) ? folder : undefined;
  } catch {
    // No folder, nothing kept: the program only starts as slowly as the first time.
    return undefined;
  }
}
