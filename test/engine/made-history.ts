import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { document, makeDelta, steps } from './material.ts';

/** A history of a few files that are edited, renamed, merged and deleted; the same for one seed. */
export function makeEditedHistory(seed: number, init: readonly string[] = []): TestRepo {
  const repo = makeRepo({ init });
  const files = new Map<string, Buffer>();
  const [contents, edits] = [fc.sample(document(50), { seed, numRuns: 6 }), fc.sample(steps, { seed, numRuns: 24 })];
  contents.forEach((content, i) => files.set(`folder${i % 2}/file${i}.txt`, content));
  for (const [path, content] of files) repo.stage(path, content);
  repo.commit(`first, with a ${'nrk'}_messageKey0123456`);
  edits.forEach((edit, i) => {
    const path = [...files.keys()][i % files.size] ?? '';
    const next = makeDelta(files.get(path) ?? Buffer.alloc(0), edit).target;
    files.set(path, next);
    if (i % 9 === 4) {
      repo.git('checkout', '-q', '-b', `side${i}`);
      repo.commitFile(`side/${i}.txt`, next);
      repo.git('checkout', '-q', 'main');
      repo.commitFile(path, next, `edit ${i}`);
      repo.merge(`side${i}`);
      repo.commit(`merge ${i}`);
    } else repo.commitFile(i % 7 === 3 ? `${path}.renamed` : path, next, `edit ${i}`);
  });
  repo.stage('wide.txt', Buffer.from(`a ${'nrk'}_wideKey012345678 in it`, 'utf16le'));
  repo.stage('packed.gz', gzipSync(`a ${'nrk'}_packedKey0123456 in it`));
  repo.stage('broken.gz', gzipSync(`a ${'nrk'}_brokenKey0123456 in it`).subarray(0, 30));
  repo.stage('pointer.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`);
  repo.stage('large.bin', Buffer.alloc(50_000, 7));
  repo.commit('odd files');
  repo.git('tag', '-a', '-m', `tagged ${'nrk'}_tagKey0123456789`, 'v1');
  return repo;
}

/** Seven ways to store the same objects. */
export const PACKINGS: readonly (readonly [string, (repo: TestRepo) => void])[] = [
  ['loose objects only', () => undefined],
  ['no deltas', (repo) => void repo.git('repack', '-adfq', '--depth=0', '--window=0')],
  ['depth 50, window 10', (repo) => void repo.git('repack', '-adfq', '--depth=50', '--window=10')],
  ['depth 250, window 100', (repo) => void repo.git('repack', '-adfq', '--depth=250', '--window=100')],
  ['gc --aggressive', (repo) => void repo.git('gc', '--aggressive', '--quiet')],
  ['reference deltas', (repo) => void repo.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq')],
  ['a bitmap', (repo) => void repo.git('repack', '-adfbq')],
];
