import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FEATURES, featuresOf } from '#detect/generic/features.ts';
import { ASKED, judgeFeatures } from '#detect/generic/model.ts';
import { readNameWords } from '#detect/generic/name-words.ts';
import { candidatesOf } from '../../tools/train-generic/candidates.ts';

/*
 * What judging one candidate costs, all its features and all trees:
 * `npx esbuild --bundle --platform=node --format=esm bench/accuracy/judging-cost.ts --outfile=FILE.mjs && node FILE.mjs FOLDER`.
 * FOLDER holds files with candidates. Bundled, because tsx makes short functions several times slower. The least time of
 * each batch counts, so that what else the machine does falls out.
 */

const BATCH = 200;
const ROUNDS = 60;

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (statSync(path).size < 1e6) yield path;
  }
}

function main(folders: readonly string[]): void {
  const candidates = folders.flatMap((folder) => [...filesOf(folder)]).flatMap((path) => candidatesOf(readFileSync(path, 'latin1')));
  const values = new Float64Array(FEATURES.length);
  const least = new Float64Array(Math.floor(candidates.length / BATCH)).fill(Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (let batch = 0; batch < least.length; batch++) {
      const started = process.hrtime.bigint();
      for (const candidate of candidates.slice(batch * BATCH, (batch + 1) * BATCH)) judgeFeatures(featuresOf(candidate, { values, name: readNameWords(candidate.name), asked: ASKED }));
      least[batch] = Math.min(least[batch] ?? Infinity, Number(process.hrtime.bigint() - started) / BATCH);
    }
  }
  const mean = least.reduce((sum, time) => sum + time, 0) / least.length;
  console.log(`${candidates.length} candidates, ${(mean / 1000).toFixed(2)} µs each`);
}

main(process.argv.slice(2));
