import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAnchorTable } from '#detect/anchor-table.ts';
import { findAnchors } from '#detect/prefilter.ts';

/** A small alphabet makes anchors and texts collide often. */
const letters = fc.constantFrom('a', 'b', 'A', 'k', '_', '-', '\0', '@', '`');
const anchor = fc.array(letters, { minLength: 3, maxLength: 7 }).map((parts) => parts.join('').toLowerCase());
const text = fc.array(fc.oneof(letters, fc.constantFrom('abk', 'aba_', 'kkk-')), { maxLength: 60 }).map((parts) => parts.join(''));

function foldAscii(value: string): string {
  return value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function naive(anchors: readonly string[], haystack: string, from: number, to: number): string[] {
  const folded = foldAscii(haystack);
  const hits: string[] = [];
  for (let at = from; at < to; at++) for (const word of anchors) if (folded.startsWith(word, at)) hits.push(`${at}:${word}`);
  return hits.sort();
}

describe('findAnchors', () => {
  it('finds exactly the anchors that a letter-by-letter search finds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anchor, { minLength: 1, maxLength: 8 }), text, fc.nat(20), fc.nat(80), (anchors, haystack, from, length) => {
        const table = buildAnchorTable(anchors);
        const to = Math.min(haystack.length, from + length);
        const hits: string[] = [];
        findAnchors(table, Buffer.from(haystack, 'latin1'), { from, to }, (index, at) => hits.push(`${at}:${anchors[index]}`));
        expect(hits.sort()).toEqual(naive(anchors, haystack, from, to));
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses anchors of two bytes', () => {
    expect(() => buildAnchorTable(['ab'])).toThrow(RangeError);
  });
});
