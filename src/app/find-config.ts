import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILES, PACKAGE_FILE, PACKAGE_KEY } from '#config/defaults.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** True for a package.json that has something to say to this program. */
function speaksToUs(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  // A folder, or a pipe that would never end, is no file of anybody's, and no package.json is as large as that.
  if (status?.isFile() !== true || status.size > MAX_BYTES) return false;
  return packageSpeaks(readFileSync(path, 'utf8'));
}

/** True for the text of a package.json that has the key `stanch`, or that is broken where it may have. */
export function packageSpeaks(text: string): boolean {
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof content === 'object' && content !== null && Object.hasOwn(content, PACKAGE_KEY);
  } catch {
    // Whoever reads it as a configuration will say what is broken, and where.
    return true;
  }
}

/** Every configuration of a folder: files of its own, and the key `stanch` of its package.json. */
export function findConfigs(root: string): string[] {
  const own = CONFIG_FILES.filter((name) => existsSync(join(root, name)));
  return speaksToUs(join(root, PACKAGE_FILE)) ? [...own, PACKAGE_FILE] : own;
}

/** The configuration file of a folder, if it has one. Whoever reads it refuses a folder that has two. */
export function findConfig(root: string): string | undefined {
  return findConfigs(root)[0];
}
