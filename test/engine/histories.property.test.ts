import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readByEngine, readByReference, SOURCE_WORKER } from './differential.ts';
import { makeEditedHistory, PACKINGS } from './made-history.ts';
import { testMatcher } from './material.ts';

const matcher = testMatcher();

/** A history, how it is packed (again, after some of it was packed in another way), and how it is read. */
const cases = fc.record({
  seed: fc.nat(1_000_000),
  first: fc.nat(PACKINGS.length - 1),
  second: fc.nat(PACKINGS.length - 1),
  hash: fc.constantFrom('sha1' as const, 'sha256' as const),
  workers: fc.nat(3),
  depth: fc.nat(3),
  walk: fc.constantFrom('own' as const, 'git' as const),
  unreachable: fc.boolean(),
  arenaBytes: fc.constantFrom(2_000, 50_000, 1 << 26),
});

test('any history, in any packing, says to any number of workers what it says to the reference', async () => {
  const property = fc.asyncProperty(cases, async ({ seed, first, second, hash, workers, ...rest }) => {
    const repo = makeEditedHistory(seed, [`--object-format=${hash}`]);
    try {
      PACKINGS[first]?.[1](repo);
      repo.commitFile('late.txt', `late ${'nrk'}_lateKey012345678 ${seed}\n`);
      PACKINGS[second]?.[1](repo);
      const threads = workers === 0 ? {} : { workers, workerEntry: SOURCE_WORKER };
      const { plain: _, ...found } = await readByEngine(repo, matcher, { ...rest, ...threads, hash });
      expect(found).toEqual(await readByReference(repo, matcher, rest));
    } finally {
      repo.cleanup();
    }
  });
  await fc.assert(property, { numRuns: Number(process.env['STANCH_REPOSITORIES'] ?? 3) });
}, 0);
