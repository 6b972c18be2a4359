import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Position } from '#core/span.ts';
import { applyDelta } from '#git/pack/delta.ts';
import { partUnopened } from '#detect/decode/work-budget.ts';
import { resolveMatches } from '#detect/resolve.ts';
import { toDetection } from '#detect/scanner.ts';
import { AnchorRules } from '#engine/anchor-rules.ts';
import { Core, fit, SIGHTING_BYTES, SLACK } from '#engine/core-memory.ts';
import { DocumentEngine } from '#engine/document-engine.ts';
import type { DocumentState, SightingList } from '#engine/document-state.ts';
import { scanText } from './differential.ts';
import { document, makeDelta, steps, testMatcher } from './material.ts';

const matcher = testMatcher();
const rules = new AnchorRules(matcher, () => false);
const core = new Core(matcher.table, { reaches: rules.reaches });
const engine = new DocumentEngine(core, rules, 2);
const NOWHERE: Position = { line: 0, column: 0 };
const RUNS = Number(process.env['STANCH_RUNS'] ?? 300);

function put(bytes: Buffer, at: number): { at: number; length: number } {
  expect(core.hold(at, bytes.length)).toBe(true);
  core.bytes.set(bytes, at);
  core.texts = fit(at + bytes.length + SLACK);
  return { at, length: bytes.length };
}

/** Rule, key and place of what a state holds, weighed as the reference weighs it. Lines are compared elsewhere. */
function wordsOf(state: DocumentState): string[] {
  const placed = state.held.map(({ match }) => ({ ...match, from: { line: match.start, column: 0 }, to: NOWHERE }));
  return partUnopened(resolveMatches(placed).map(toDetection)).found.map((found) => `${found.ruleId} ${found.secret.reveal()} ${found.span.start}-${found.span.end} ${found.encoding.join()} ${found.pair?.span.start ?? ''}`).sort();
}

function expected(bytes: Buffer): string[] {
  return scanText(matcher, bytes).map((found) => `${found.ruleId} ${found.secret.reveal()} ${found.span.start}-${found.span.end} ${found.encoding.join()} ${found.pair?.span.start ?? ''}`).sort();
}

function sightingsOf({ list, count }: SightingList): number[] {
  return [...core.words.subarray(list >>> 2, (list >>> 2) + 2 * count)];
}

/** Sightings of the whole document; what is kept of others stays as it is. */
function sightedIn({ at, length }: { readonly at: number; readonly length: number }): number[] {
  core.exports.sightWhole(at, length);
  const count = core.exports.sightingCount();
  expect(core.hold(core.texts, count * SIGHTING_BYTES)).toBe(true);
  core.exports.keepSightings(core.texts);
  return sightingsOf({ list: core.texts, count });
}

test('a whole document gives what the reference gives', () => {
  fc.assert(
    fc.property(document(40), (bytes) => {
      const state = engine.scanWhole(put(bytes, core.arena));
      if (state.reading !== 'plain') expect(wordsOf(state)).toEqual(expected(bytes));
    }),
    { numRuns: RUNS },
  );
});

test('a chain of deltas gives what the reference gives for each version', () => {
  fc.assert(
    fc.property(document(60), fc.array(steps, { minLength: 1, maxLength: 4 }), (first, versions) => {
      let base = put(first, core.arena);
      let bytes = first;
      let state = engine.scanWhole(base);
      for (const version of versions) {
        const { delta, target } = makeDelta(bytes, version);
        expect(Buffer.from(applyDelta(bytes, delta) ?? [])).toEqual(target);
        const packed = put(delta, core.texts);
        const length = core.exports.targetSize(packed.at, packed.length, base.length);
        expect(length).toBe(target.length);
        const at = core.texts;
        expect(core.hold(at, length)).toBe(true);
        core.texts = fit(at + length + SLACK);
        core.exports.setOverflow(0);
        expect(core.exports.applyDelta(base.at, base.length, packed.at, packed.length, at, length)).toBe(1);
        expect(core.bytes.subarray(at, at + length).equals(target)).toBe(true);
        state = engine.scanChanged(state, { at, length });
        if (state.reading !== 'plain') {
          expect(wordsOf(state)).toEqual(expected(target));
          expect(sightingsOf(state.sightings)).toEqual(sightedIn({ at, length }));
        }
        base = { at, length };
        bytes = target;
      }
    }),
    { numRuns: RUNS },
  );
});
