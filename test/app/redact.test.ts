import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRedactor } from '#app/redact.ts';
import { Secret } from '#core/secret.ts';

const secretsOf = (...values: string[]): Secret[] => values.map((value) => new Secret(value));
/** Few letters, so that keys overlap, begin alike and hold each other. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', '7', '/'), minLength: 6, maxLength: 14 }).filter((text) => /7/.test(text));

describe('a redactor', () => {
  test('leaves no key in any text, in the clear or encoded', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), fc.array(fc.oneof(key, fc.nat(4), fc.string()), { maxLength: 8 }), (keys, parts) => {
        const redact = makeRedactor(secretsOf(...keys));
        const text = parts.map((part) => (typeof part === 'number' ? (keys[part % keys.length] ?? '') : part)).join('');
        for (const each of [text, encodeURIComponent(keys[0] ?? ''), Buffer.from(keys[0] ?? '').toString('base64')]) {
          expect(keys.filter((value) => redact(each).includes(value))).toEqual([]);
        }
        expect(redact(encodeURIComponent(keys[0] ?? ''))).toBe('****');
      }),
    );
  });

  test('changes nothing where there is none', () => {
    const redact = makeRedactor(secretsOf('k3y-of-somebody'));
    fc.assert(fc.property(fc.string(), (text) => redact(text) === text));
  });

  test('blanks out overlapping keys as one, and what stands around them not at all', () => {
    const redact = makeRedactor(secretsOf('abc7def', 'def8ghijk', 'abc7defgh'));
    expect(redact('<abc7def8ghijk>')).toBe('<****>');
    expect(redact('<abc7defgh>, abc7de, abc7def')).toBe('<****>, abc7de, ****');
    expect(redact('abc7defabc7def')).toBe('********');
  });

  test('takes no longer for many keys', () => {
    const redact = makeRedactor(Array.from({ length: 20_000 }, (_, at) => new Secret(`key-${at.toString(36).padStart(8, '0')}-end`)));
    expect(redact(`path/${'x'.repeat(200_000)}/key-0000000a-end`)).toMatch(/x\/\*{4}$/);
  });
});
