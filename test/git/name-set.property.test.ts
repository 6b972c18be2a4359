import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameSet } from '#git/name-set.ts';

describe('NameSet', () => {
  it('keeps each name once, in byte order', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3, max: 4 }), { maxLength: 3000 }), (names) => {
        const set = new NameSet();
        for (const name of names) set.add(Buffer.concat([Buffer.from('<'), name, Buffer.from('>')]), 1, 1 + name.length);
        const expected = [...new Set(names.map((name) => Buffer.from(name).toString('hex')))].toSorted();
        expect(set.sorted().map((name) => name.toString('hex'))).toEqual(expected);
      }),
    );
  });

  it('grows', () => {
    const set = new NameSet();
    for (let round = 0; round < 2; round++) for (let index = 0; index < 20_000; index++) set.add(Buffer.from(`n${index}`), 0, `n${index}`.length);
    expect(set.sorted()).toHaveLength(20_000);
  });
});
