import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CLEAN_CACHE } from '../../tools/train-generic/clean-list.ts';

/*
 * Prints all tables of accuracy: `npm run bench:accuracy [-- --shared=FOLDER --packages=CACHE --clean=FOLDER…]`.
 * FOLDER of `--shared` holds `vectors/dev.jsonl` and `creddata-dev/{truth.jsonl,files.tar.gz}`, and stands beside the
 * project unless told; what is not there is named, and nothing is measured with it. Folders of `--clean` hold
 * packages; the installed ones are taken unless told. CACHE holds what `tools/train-generic/fetch-clean.ts` has
 * downloaded. The same input prints the same tables.
 */

const PROJECT = resolve(import.meta.dirname, '../..');

function valuesOf(name: string): string[] {
  return process.argv.slice(2).flatMap((arg) => (arg.startsWith(`--${name}=`) ? [arg.slice(name.length + 3)] : []));
}

function show(title: string, script: string, args: readonly string[]): void {
  console.log(`\n== ${title}\n`);
  execFileSync(process.execPath, ['--import', 'tsx', join(PROJECT, script), ...args], { cwd: PROJECT, stdio: 'inherit' });
}

function isThere(path: string, wayOut: string = 'Name the folder that holds it with --shared=FOLDER.'): boolean {
  if (existsSync(path)) return true;
  console.log(`\n!!! ${path} is not there: NOTHING WAS MEASURED with it. ${wayOut}`);
  return false;
}

/** Unpacks the labelled files, scores them at both confidences, and cross-validates the trained classifier. */
function showLabelled(folder: string, cache: string): void {
  const files = mkdtempSync(join(tmpdir(), 'stanch-accuracy-'));
  try {
    execFileSync('tar', ['-xzf', join(folder, 'files.tar.gz'), '-C', files]);
    const truth = join(folder, 'truth.jsonl');
    show('labelled credentials in files of public repositories, at the confidence of audits', 'bench/accuracy/creddata.ts', [truth, files, '--level=medium']);
    show('the same at the confidence of hooks', 'bench/accuracy/creddata.ts', [truth, files, '--level=high']);
    if (isThere(cache, 'Fill it with tools/train-generic/fetch-clean.ts, or name it with --packages=CACHE.')) {
      show('the same, each repository judged by a classifier that has not seen it, by least probability', 'tools/train-generic/train.ts', [truth, files, `--clean=${cache}`]);
    }
  } finally {
    rmSync(files, { recursive: true });
  }
}

const shared = resolve(PROJECT, valuesOf('shared')[0] ?? '../shared');
const chosen = valuesOf('clean');
const clean = chosen.length === 0 ? [join(PROJECT, 'node_modules')] : chosen;
const vectors = join(shared, 'vectors/dev.jsonl');
if (isThere(vectors)) {
  show('samples by vendor, at the confidence of audits', 'bench/accuracy/vectors.ts', [vectors]);
  show('the same, less sure findings too', 'bench/accuracy/vectors.ts', ['--level=low', vectors]);
}
if (isThere(join(shared, 'creddata-dev/truth.jsonl'))) showLabelled(join(shared, 'creddata-dev'), resolve(valuesOf('packages')[0] ?? CLEAN_CACHE));
show(`sources of packages, in ${clean.map((path) => path.replace(`${PROJECT}/`, '')).join(', ')}`, 'bench/accuracy/clean-code.ts', clean);
