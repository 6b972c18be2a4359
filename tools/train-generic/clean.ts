import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { featuresOf } from '#detect/generic/features.ts';
import type { Example } from './boost.ts';
import { candidatesOf, type Placed } from './candidates.ts';
import { cleanFolder, teaches, type CleanPackage } from './clean-list.ts';

/** A candidate of code that is taken to hold no secrets. */
export interface CleanRow extends Example {
  readonly path: string;
  readonly candidate: Placed;
}

const SOURCE = /\.(?:[cm]?[jt]sx?|json|md|rst|ya?ml|py|rs|toml|c|h|go|sh|css|html|cfg|ini|txt)$/;
const MAX_BYTES = 1024 * 1024;
/** Files of one package that are read, so that no package outweighs the others. */
const MAX_FILES = 150;

/** Sources of a package in order of their names; those that it has bundled are not its own. */
function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* filesOf(path);
    else if (entry.isFile() && SOURCE.test(entry.name) && statSync(path).size <= MAX_BYTES) yield path;
  }
}

function rowsOf(folder: string, weight: number): CleanRow[] {
  const found = new Map<string, CleanRow>();
  let files = 0;
  for (const path of filesOf(folder)) {
    if (++files > MAX_FILES) break;
    for (const candidate of candidatesOf(readFileSync(path, 'latin1'))) {
      const key = `${candidate.name} ${candidate.value}`;
      if (!found.has(key)) found.set(key, { path, candidate, values: featuresOf(candidate), isSecret: false, weight });
    }
  }
  return [...found.values()];
}

/**
 * Candidates of the listed packages, each name and value once a package, those that teach apart from those that measure.
 * @throws RangeError when a package is missing: another set of packages would give another model
 */
export function cleanRows(packages: readonly CleanPackage[], { cache, weight }: { readonly cache: string; readonly weight: number }): { readonly taught: CleanRow[]; readonly measured: CleanRow[] } {
  const missing = packages.filter((each) => !existsSync(cleanFolder(cache, each))).length;
  if (missing > 0) throw new RangeError(`${missing} of ${packages.length} packages are not in ${cache}; run tools/train-generic/fetch-clean.ts first`);
  const rows = (list: readonly CleanPackage[]): CleanRow[] => list.flatMap((each) => rowsOf(cleanFolder(cache, each), weight));
  return { taught: rows(packages.filter(teaches)), measured: rows(packages.filter((each) => !teaches(each))) };
}
