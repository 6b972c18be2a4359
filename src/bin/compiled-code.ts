import { lstatSync, mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';

type Env = Readonly<Record<string, string | undefined>>;

/** Since Node 22.1; a part of what older ones have of it is missing. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

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
 * Lets Node keep what it compiles of this program for the next start, in a folder of the user's own; a hook starts some
 * milliseconds sooner by it. What lies there is run: it must belong to whoever runs this, which after `sudo` may be
 * somebody else than the one whose home it is. `NODE_DISABLE_COMPILE_CACHE=1` switches it off.
 */
export function keepCompiledCode(env: Env): void {
  const { enableCompileCache } = nodeModule as CompileCache;
  const base = cacheHome(env);
  if (enableCompileCache === undefined || base === undefined) return;
  const folder = join(base, 'stanch');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ([folder, base, ...(env['XDG_CACHE_HOME'] === base ? [] : [dirname(base)])].every(isOurs)) enableCompileCache(folder);
  } catch {
    // No folder, no cache: the program only starts as slowly as the first time.
  }
}
