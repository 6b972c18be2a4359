import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from '#ruleset/template.ts';

describe('fillTemplate', () => {
  it('gives the same text for the same seed, another for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fillTemplate('{{base62:40}}', a)).toBe(fillTemplate('{{base62:40}}', a));
        if (a !== b) expect(fillTemplate('{{base62:40}}', a)).not.toBe(fillTemplate('{{base62:40}}', b));
      }),
    );
  });

  it.each([
    ['{{hex:32}}', /^[0-9a-f]{32}$/],
    ['{{digits:6}}-{{upper:3}}', /^\d{6}-[A-Z]{3}$/],
    ['{{uuid}}', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
    ['{{chars:a-c_.:8}}', /^[abc_.]{8}$/],
    ['{{b64:user:{{digits:4}}}}', /^dXNlcjo[A-Za-z0-9+/]+={0,2}$/],
    ['{{github-crc:ghp_}}', /^ghp_[0-9A-Za-z]{36}$/],
    ['a {b} c', /^a \{b\} c$/],
  ])('fills %s', (template, shape) => {
    expect(fillTemplate(template, 'seed')).toMatch(shape);
  });

  it('refuses what it does not know', () => {
    expect(() => fillTemplate('{{nothing:3}}', '')).toThrow(/no sample template/);
    expect(() => fillTemplate('{{hex:3', '')).toThrow(/not closed/);
  });
});
