import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath, encodePath } from '#git/path.ts';

/** Bytes that are likely to meet the escapes and the borders of UTF-8. */
const nasty = fc.array(fc.oneof(fc.constantFrom(...Buffer.from('\\x0af9'), 0xc3, 0xbc, 0xff, 0xf0, 0x9f, 0xed, 0xa0, 0x80, 0xef, 0xbb, 0xbf), fc.integer({ min: 0, max: 255 })), { maxLength: 24 });

describe('path text', () => {
  it('gives every path one text, and the bytes back', () => {
    fc.assert(
      fc.property(nasty, (values) => {
        const bytes = Buffer.from(values);
        expect(encodePath(decodePath(bytes))).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
