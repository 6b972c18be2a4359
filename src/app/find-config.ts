import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILES, PACKAGE_FILE, PACKAGE_KEY } from '#config/defaults.ts';

/** True for a package.json that has something to say to this program, or that is broken where it may have. */
function speaksToUs(path: string): boolean {
  if (!existsSync(path)) return false;
  const text = readFileSync(path, 'utf8');
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof content === 'object' && content !== null && Object.hasOwn(content, PACKAGE_KEY);
  } catch {
    // Whoever reads it as a configuration will say what is broken, and where.
    return true;
  }
}

/** The configuration file of a folder, if it has one: a file of its own, else the key `stanch` of its package.json. */
export function findConfig(root: string): string | undefined {
  const own = CONFIG_FILES.find((name) => existsSync(join(root, name)));
  return own ?? (speaksToUs(join(root, PACKAGE_FILE)) ? PACKAGE_FILE : undefined);
}
