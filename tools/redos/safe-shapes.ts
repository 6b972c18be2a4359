import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Keys of the shapes that were proved safe, one a line, so that only new patterns cost time anywhere. */
const FILE = fileURLToPath(new URL('safe-shapes.txt', import.meta.url));

/** Keys of the shapes that were proved safe. */
export function readSafeShapes(): Set<string> {
  return new Set(existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n').filter((line) => /^[0-9a-f]{16}$/.test(line)) : []);
}

/** Adds keys, those of other runs kept. */
export function addSafeShapes(keys: Iterable<string>): void {
  writeFileSync(FILE, `${[...readSafeShapes(), ...keys].filter((key, index, all) => all.indexOf(key) === index).sort().join('\n')}\n`);
}

/** Drops the keys of shapes that no rule has any more. */
export function pruneSafeShapes(present: ReadonlySet<string>): void {
  writeFileSync(FILE, `${[...readSafeShapes()].filter((key) => present.has(key)).sort().join('\n')}\n`);
}
