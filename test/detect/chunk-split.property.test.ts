import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRule } from '#detect/compiled-rule.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { ruleOf, scanCut, summaryOf } from '../helpers/rules.ts';

const RULES = [
  ruleOf({ id: 'acme-short', anchors: ['zq_'], pattern: 'zq_[0-9a-f]{8}' }),
  ruleOf({ id: 'acme-long', anchors: ['begin-zq'], pattern: String.raw`begin-zq[0-9a-f\n]{4,200}end-zq`, boundary: 'none' }),
  ruleOf({ id: 'acme-named', assigned: { names: ['acme'], keys: ['key'], value: '[0-9a-f]{12}' } }),
];

const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 2, arbitrary: hex(8).map((body) => ` zq_${body} `) },
  { weight: 1, arbitrary: hex(12).map((body) => `ACME_KEY = "${body}"\n`) },
  { weight: 1, arbitrary: hex(40).map((body) => `begin-zq${body}end-zq`) },
  { weight: 1, arbitrary: hex(8).map((body) => ` ${Buffer.from(`some plain text and zq_${body} in it`).toString('base64')} `) },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n', '\r', ' é漢😀 ', 'x'.repeat(60)) },
);
const encode = fc.constantFrom<(text: string) => Buffer>(
  (text) => Buffer.from(text, 'utf8'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  (text) => Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), ...Array.from(text, (character) => { const unit = Buffer.alloc(4); unit.writeUInt32LE(character.codePointAt(0) ?? 0); return unit; })]),
);

describe('a document cut into chunks', () => {
  it('gives the same findings for every cut', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), encode, fc.array(fc.nat(4_000), { maxLength: 12 }), (pieces, toBytes, cuts) => {
        const bytes = toBytes(pieces.join(''));
        const whole = summaryOf(scanCut(RULES, bytes));
        const inside = cuts.filter((cut) => cut <= bytes.length);
        expect(summaryOf(scanCut(RULES, bytes, inside))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same findings one byte at a time', () => {
    const text = `a zq_${'0a1b2c3d'} b\r\nACME_KEY: ${'0123456789ab'}\n${Buffer.from(`hidden zq_${'0a1b2c3d'} here, in plain sight`).toString('base64')}`;
    const bytes = Buffer.from(text);
    const whole = summaryOf(scanCut(RULES, bytes));
    expect(whole).toHaveLength(3);
    expect(summaryOf(scanCut(RULES, bytes, Array.from(bytes.keys())))).toEqual(whole);
  });

  it('does not mind when the bytes of a chunk are used again for the next one', () => {
    const text = `zq_${'0a1b2c3d'} and `.repeat(3) + 'x'.repeat(20_000);
    const scanner = makeScanner(makeMatcher(RULES.map((rule) => compileRule(rule))), { depth: 1 });
    const shared = Buffer.alloc(1_000);
    let found: ReturnType<typeof scanner.scan>;
    for (let offset = 0; offset < text.length; offset += shared.length) {
      const length = shared.write(text.slice(offset, offset + shared.length), 'latin1');
      found = scanner.scan({ kind: 'chunk', origin: { kind: 'stdin', path: '-' }, bytes: shared.subarray(0, length), offset, last: offset + length === text.length });
    }
    expect(found === undefined ? [] : summaryOf(found)).toHaveLength(3);
  });

  it('finds what stands across the edges of the stretches of a large document', () => {
    const block = 4 * 1024 * 1024;
    const key = `zq_${'0a1b2c3d'}`;
    for (const shift of [-11, -6, -1, 0, 1]) {
      const bytes = Buffer.alloc(block * 2 + 100, 0x2e);
      bytes.write(key, block + shift, 'latin1');
      bytes.write('\n', 10, 'latin1');
      const found = scanCut(RULES, bytes, [block - 3, block + 5]);
      expect(summaryOf(found)).toEqual([`acme-short ${key} 2:${block + shift - 10} ${block + shift}-${block + shift + key.length}`]);
    }
  });
});
