import { readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { TestRepo } from '../helpers/repo.ts';
import { readByEngine, readByReference, SOURCE_WORKER } from './differential.ts';
import { makeEditedHistory, PACKINGS } from './made-history.ts';
import { testMatcher } from './material.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

function makeHistory(seed: number, init: readonly string[] = []): TestRepo {
  const repo = makeEditedHistory(seed, init);
  repos.push(repo);
  return repo;
}
const matcher = testMatcher();

describe('the engine says of a history what the reference says', () => {
  test.each(PACKINGS)('%s', async (_, pack) => {
    const repo = makeHistory(7);
    pack(repo);
    const reference = await readByReference(repo, matcher);
    expect(reference.detections.length).toBeGreaterThan(20);
    const { plain, ...found } = await readByEngine(repo, matcher);
    expect(found).toEqual(reference);
    expect(plain).toBeLessThan(10);
  });

  test.each([11, 12, 13, 14, 15, 16])('history %i', async (seed) => {
    const repo = makeHistory(seed);
    repo.git('repack', '-adfq', '--depth=50', '--window=20');
    const { plain: _, ...found } = await readByEngine(repo, matcher);
    expect(found).toEqual(await readByReference(repo, matcher));
  });

  test('SHA-256', async () => {
    const repo = makeHistory(21, ['--object-format=sha256']);
    repo.git('gc', '--quiet');
    const { plain: _, ...found } = await readByEngine(repo, matcher, { hash: 'sha256' });
    expect(found).toEqual(await readByReference(repo, matcher));
  });

  test('one to four workers', async () => {
    const repo = makeHistory(22);
    repo.git('gc', '--quiet');
    const reference = await readByReference(repo, matcher);
    for (const workers of [1, 2, 3, 4]) {
      const { plain: _, ...found } = await readByEngine(repo, matcher, { workers, workerEntry: SOURCE_WORKER });
      expect(found).toEqual(reference);
    }
  });

  test('a size limit, and no decoding', async () => {
    const repo = makeHistory(23);
    repo.git('gc', '--quiet');
    for (const options of [{ maxBytes: 2000 }, { depth: 0 }]) {
      const { plain: _, ...found } = await readByEngine(repo, matcher, options);
      expect(found).toEqual(await readByReference(repo, matcher, options));
    }
  });

  test('unreachable objects count only when they are asked for', async () => {
    const repo = makeHistory(24);
    repo.git('hash-object', '-w', 'large.bin');
    repo.gitInput(`nobody refers to ${'nrk'}_unreachable01234`, 'hash-object', '-w', '--stdin');
    const without = await readByReference(repo, matcher);
    const withAll = await readByReference(repo, matcher, { unreachable: true });
    expect(withAll.documents).toBeGreaterThan(without.documents);
    for (const [options, reference] of [[{}, without], [{ unreachable: true }, withAll]] as const) {
      const { plain: _, ...found } = await readByEngine(repo, matcher, options);
      expect(found).toEqual(reference);
    }
  });

  test('trees that do not fit the arena take the plain road', async () => {
    const repo = makeHistory(25);
    repo.git('gc', '--quiet');
    const { plain, ...found } = await readByEngine(repo, matcher, { arenaBytes: 3_000 });
    expect(plain).toBeGreaterThan((await readByEngine(repo, matcher)).plain);
    expect(found).toEqual(await readByReference(repo, matcher));
  });

  test('damaged objects are told in the same words', async () => {
    const repo = makeHistory(26);
    const oid = repo.git('rev-parse', 'HEAD:large.bin');
    const path = join(repo.dir, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'no stream');
    const reference = await readByReference(repo, matcher);
    expect(reference.skipped.join()).toContain('corrupt-object');
    const { plain: _, ...found } = await readByEngine(repo, matcher);
    expect(found).toEqual(reference);
  });

  test('a damaged pack hides nothing that git can still read', async () => {
    const repo = makeHistory(27);
    repo.git('repack', '-adfq');
    const folder = join(repo.dir, '.git', 'objects', 'pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
    const bytes = readFileSync(pack);
    chmodSync(pack, 0o644);
    writeFileSync(pack, bytes.fill(0x33, bytes.length - 400, bytes.length - 360));
    const reference = await readByReference(repo, matcher);
    const { plain: _, ...found } = await readByEngine(repo, matcher);
    expect(found).toEqual(reference);
  });

  test('a worker that fails is a failure of the run', async () => {
    const repo = makeHistory(28);
    const workerEntry = { url: new URL('data:text/javascript,throw new Error("no")') };
    await expect(readByEngine(repo, matcher, { workers: 2, workerEntry })).rejects.toThrow('worker');
  });
});
