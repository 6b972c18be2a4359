import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { HistoryEngine } from '#engine/history-engine.ts';
import { openGit, type Git } from '#git/git.ts';
import { listDatabase } from '#git/reachable.ts';
import { locateBlobs, type BlobPlace } from '#sources/locate.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { readAndKeep, SOURCE_WORKER } from './differential.ts';
import { testMatcher } from './material.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});
const matcher = testMatcher();

/** Steps of a history in numbers; each is read as one of a few acts. */
const acts = fc.array(fc.tuple(fc.nat(9), fc.nat(11), fc.nat(5)), { minLength: 4, maxLength: 24 });

const PATHS = ['a.txt', 'dir/a.txt', 'dir/b.txt', 'dir/deep/a.txt', 'dir/deep/c.txt', 'dir.txt', 'other/a.txt', 'z', 'dir/deep/er/x', 'b', 'other/b', 'dir-2/a.txt'];

function act(repo: TestRepo, [kind, place, text]: readonly [number, number, number], step: number): void {
  const path = PATHS[place % PATHS.length] ?? 'a.txt';
  const branch = `side${text % 3}`;
  if (kind < 5) repo.commitFile(path, `content ${text}\n`, `write ${step}`);
  else if (kind === 5) repo.commitFile(path, `content ${text}, and of its own ${step}\n`, `own ${step}`);
  else if (kind === 6) {
    repo.git('rm', '-rq', '--ignore-unmatch', path);
    repo.commit(`remove ${step}`);
  } else if (kind === 7) repo.git('checkout', '-q', '-B', branch);
  else if (kind === 8) repo.git('checkout', '-q', 'main');
  else if (repo.git('branch', '--list', branch) !== '') {
    repo.git('merge', '-q', '--no-ff', '-X', 'ours', '--no-commit', '--allow-unrelated-histories', branch);
    // An evil merge: something that neither parent has.
    repo.stage(`merged/${text}`, `content ${text} merged`);
    repo.commit(`merge ${step}`);
  }
}

function gitOf(repo: TestRepo): Git {
  return openGit({ cwd: repo.dir, env: repo.env });
}

async function allBlobs(git: Git): Promise<string[]> {
  const blobs: string[] = [];
  for await (const { oid, type } of listDatabase(git)) if (type === 'blob') blobs.push(oid);
  return blobs.sort();
}

function sorted(places: ReadonlyMap<string, readonly BlobPlace[]>): [string, readonly BlobPlace[]][] {
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function expectSamePlaces(repo: TestRepo, engine: HistoryEngine): Promise<void> {
  const git = gitOf(repo);
  const blobs = await allBlobs(git);
  expect(engine.placesOf(blobs)).toBeDefined();
  const byEngine = await locateBlobs(git, blobs, { placesOf: (oids) => engine.placesOf(oids) });
  expect(sorted(byEngine)).toEqual(sorted(await locateBlobs(git, blobs)));
}

describe('blobs stand where git says they do', () => {
  test.each([['loose', []], ['deltas', ['repack', '-adfq', '--depth=50', '--window=50']], ['packs apart', ['gc', '-q']]] as const)('%s', async (_, packing) => {
    const property = fc.asyncProperty(acts, async (steps) => {
      const repo = makeRepo();
      repo.commitFile('first', 'content 0\n');
      steps.forEach((step, i) => act(repo, step, i));
      if (packing.length > 0) repo.git(...packing);
      repo.commitFile('last', 'content 1\n');
      const { engine } = await readAndKeep(repo, matcher);
      await expectSamePlaces(repo, engine);
      repo.cleanup();
    });
    await fc.assert(property, { numRuns: Number(process.env['STANCH_REPOSITORIES'] ?? 3) });
  });

  test('with several workers, whose names are numbered apart', async () => {
    const repo = makeRepo();
    repos.push(repo);
    for (let i = 0; i < 160; i += 1) repo.commitFile(`${'n'.repeat(1 + (i % 40))}/${i % 7}/file`, `content ${i % 50}\n`);
    const { engine } = await readAndKeep(repo, matcher, { workers: 3, workerEntry: SOURCE_WORKER });
    await expectSamePlaces(repo, engine);
  });

  test('a clock that was wrong makes no child older than its parent', async () => {
    const repo = makeRepo();
    repos.push(repo);
    const parent = repo.commitFile('a', 'first\n', 'parent');
    repo.git('rm', '-q', 'a');
    repo.commit('between');
    repo.commitFile('a', 'first\n', 'child');
    const old = repo.git('cat-file', 'commit', 'HEAD').replace(/^(committer .*>) \d+/m, '$1 978307200');
    repo.git('update-ref', 'HEAD', repo.gitInput(`${old}\n`, 'hash-object', '-w', '-t', 'commit', '--stdin'));
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '-q', '--prune=now');
    const { engine: opened } = await readAndKeep(repo, matcher);
    const blob = repo.git('rev-parse', 'HEAD:a');
    expect(opened.placesOf([blob])?.get(blob)).toEqual([{ path: 'a', commit: parent }]);
    const { engine } = await readAndKeep(repo, matcher);
    await expectSamePlaces(repo, engine);
  });
});
