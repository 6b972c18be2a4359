import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, DOCUMENT_START, positionOf } from '#core/line-index.ts';

const text = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '漢', '😀', '\u2028'), { maxLength: 40 }).map((parts) => parts.join(''));

describe('advance', () => {
  it('counts lines and columns as an editor does', () => {
    fc.assert(
      fc.property(text, fc.nat(40), (all, length) => {
        const prefix = [...all].slice(0, length).join('');
        const lines = prefix.split(/\r\n|\r|\n/);
        const bytes = Buffer.from(all);
        const target = Buffer.byteLength(prefix);
        // A cut between CR and LF is no place in a document that anybody points at.
        fc.pre(!(prefix.endsWith('\r') && all[prefix.length] === '\n'));
        expect(positionOf(advance(DOCUMENT_START, bytes, 0, target))).toEqual({ line: lines.length, column: (lines.at(-1) ?? '').length + 1 });
      }),
    );
  });

  it('gives the same for every stop on the way', () => {
    fc.assert(
      fc.property(text, fc.nat(80), (all, stop) => {
        const bytes = Buffer.from(all);
        const middle = advance(DOCUMENT_START, bytes, 0, Math.min(stop, bytes.length));
        expect(advance(middle, bytes, 0, bytes.length)).toEqual(advance(DOCUMENT_START, bytes, 0, bytes.length));
      }),
    );
  });
});
