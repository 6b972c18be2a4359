import { makeRepo, type TestRepo } from '../helpers/repo.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function lineOf(random: () => number): string {
  return `line ${Math.floor(random() * 1e9).toString(36)} of ${Math.floor(random() * 1e6)}`;
}

/** A history of many versions of a few files, with an annotated tag. */
export function makeVersions(options: { readonly versions?: number; readonly seed?: number; readonly init?: readonly string[] } = {}): TestRepo {
  const repo = makeRepo(options.init === undefined ? {} : { init: options.init });
  const random = makeRandom(options.seed ?? 1);
  const lines = Array.from({ length: 200 }, () => lineOf(random));
  for (let version = 0; version < (options.versions ?? 12); version += 1) {
    for (let change = 0; change < 3; change += 1) lines.splice(Math.floor(random() * lines.length), Math.floor(random() * 3), lineOf(random));
    repo.stage('src/large.txt', lines.join('\n'));
    repo.stage(`small/${version}.txt`, `${lineOf(random)}\n`);
    if (version % 4 === 0) repo.stage(`bin/${version}.bin`, Buffer.from(Array.from({ length: 3000 }, () => Math.floor(random() * 256))));
    repo.commit(`version ${version}`);
  }
  repo.stage('empty', '');
  repo.commit('an empty file');
  repo.git('tag', '-a', '-m', 'a tag', 'v1');
  return repo;
}
