import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { featuresOf } from '#detect/generic/features.ts';
import type { Example } from './boost.ts';
import { candidatesOf, type Placed } from './candidates.ts';

/** A candidate of code that is taken to hold no secrets. */
export interface CleanRow extends Example {
  readonly path: string;
  readonly candidate: Placed;
}

const SOURCE = /\.(?:[cm]?[jt]sx?|json|md|rst|ya?ml|py|rs|toml|c|h|go|sh|css|html|cfg|ini|txt)$/;
const MAX_BYTES = 1024 * 1024;
/** Files of one package that are read, so that no package outweighs the others. */
const MAX_FILES = 150;
/** Every package that is no multiple of this teaches; the others measure. */
export const MEASURED = 2;

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (entry.isFile() && SOURCE.test(entry.name) && statSync(path).size <= MAX_BYTES) yield path;
  }
}

/** Packages of folders of packages, in order of their names. */
function packagesOf(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isDirectory()),
  );
}

function rowsOf(folder: string, weight: number): CleanRow[] {
  const found = new Map<string, CleanRow>();
  let files = 0;
  for (const path of filesOf(folder)) {
    if (++files > MAX_FILES) break;
    for (const candidate of candidatesOf(readFileSync(path, 'latin1'))) {
      const key = `${candidate.name} ${candidate.value}`;
      if (!found.has(key)) found.set(key, { path, candidate, values: featuresOf(candidate).values, isSecret: false, weight });
    }
  }
  return [...found.values()];
}

/** Candidates of packages, each name and value once a package: every other package teaches, the rest measures. */
export function cleanRows(folders: readonly string[], weight: number): { readonly taught: CleanRow[]; readonly measured: CleanRow[] } {
  const rows = packagesOf(folders).map((folder) => rowsOf(folder, weight));
  return { taught: rows.filter((_, index) => index % MEASURED === 0).flat(), measured: rows.filter((_, index) => index % MEASURED !== 0).flat() };
}
