import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Detection } from '#core/finding.ts';
import { AnchorRules } from '#engine/anchor-rules.ts';
import { Core } from '#engine/core-memory.ts';
import { makeSearchRoom, searchInCore } from '#engine/core-search.ts';
import { WholeReader } from '#engine/whole-reader.ts';
import { scanText } from './differential.ts';
import { document, testMatcher } from './material.ts';

const matcher = testMatcher();
const served = testMatcher();
const core = new Core(served.table, { reaches: new AnchorRules(served, () => false).reaches });
let searched = 0;
served.searchBy((usual) => searchInCore(core, (...asked) => {
  searched -= 1;
  usual(...asked);
}));
served.searchBy((inCore) => (...asked) => {
  searched += 1;
  inCore(...asked);
});

function words(detections: readonly Detection[]): string[] {
  return detections.map(({ secret, pair, ...rest }) => JSON.stringify([rest, secret.reveal(), pair?.span, pair?.secret.reveal()])).sort();
}

/** Reads a text in the core's memory, where `WholeReader` expects it. */
function read(bytes: Buffer): readonly Detection[] {
  const at = core.arena;
  core.hold(at, bytes.length);
  core.bytes.set(bytes, at);
  core.texts = at + Math.ceil((bytes.length + 128) / 64) * 64;
  return new WholeReader(core, served, 3).read(bytes.length, (from, to) => core.bytes.subarray(at + from, at + to)).detections;
}

test('a search in the core leads to the same detections, in texts and in what is decoded of them', () => {
  fc.assert(
    fc.property(document(80), document(20), (text, inner) => {
      const bytes = Buffer.concat([text, Buffer.from(`\n"${Buffer.from(`${inner.toString('latin1')} ${'plain words '.repeat(60)}`).toString('base64')}"\n`)]);
      expect(words(read(bytes))).toEqual(words(scanText(matcher, bytes, 3)));
    }),
    { numRuns: 150 },
  );
  expect(searched).toBeGreaterThan(150);
});

test('a text for which there is no room is searched outside', () => {
  const small = testMatcher();
  const own = new Core(small.table, { arenaBytes: 4096 });
  makeSearchRoom(own, 1 << 20);
  let outside = 0;
  const search = searchInCore(own, () => void (outside += 1));
  search(Buffer.alloc(1 << 26, 97), { from: 0, to: 1 << 26, isText: true }, () => undefined);
  expect(outside).toBe(1);
});
