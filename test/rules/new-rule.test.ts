import { describe, expect, it } from 'vitest';
import { testOwnRules } from '#app/test-rule.ts';
import { UsageError } from '#core/errors.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { scaffoldRule, type KeyFacts } from '../../tools/new-rule/scaffold.ts';

const FACTS: KeyFacts = { provider: 'acme-cloud', length: 32, alphabet: 'base62', kind: 'api-key' };

describe('a new rule', () => {
  it.each([
    ['with a prefix', { prefix: 'acme_' }],
    ['with a prefix of regex signs', { prefix: 'ac.me+(' }],
    ['with a prefix in capitals', { prefix: 'ACME-' }],
    ['by its name', {}],
    ['of hex', { alphabet: 'hex', length: 40 }],
    ['of base64url', { prefix: 'acme_', alphabet: 'base64url', length: 43 }],
    ['of another kind', { kind: 'webhook-secret', name: 'ACME: Cloud #1' }],
  ] satisfies [string, Partial<KeyFacts>][])('%s passes its own samples', (_, more) => {
    const rules = parseRuleFile(scaffoldRule({ ...FACTS, ...more }), 'acme-cloud.yml');
    const [result] = testOwnRules(rules);
    expect(result).toMatchObject({ missed: [], fired: [], samples: 3 });
    expect(rules[0]?.provider).toBe('acme-cloud');
  });

  it('is an entry alone for a file that is there', () => {
    expect(scaffoldRule(FACTS, 'entry')).toMatch(/^- id: acme-cloud-api-key\n/);
  });

  it.each([
    [{ provider: '../evil' }, /lower-case words/],
    [{ prefix: 'ab' }, /fewer than 3/],
    [{ prefix: 'ac"me' }, /printable/],
    [{ prefix: 'ac{{me' }, /printable/],
    [{ alphabet: 'runes' }, /not known/],
    [{ length: 3 }, /whole number/],
    [{ length: Number.NaN }, /whole number/],
    [{ kind: 'API key' }, /--kind/],
  ] satisfies [Partial<KeyFacts>, RegExp][])('refuses %j', (more, message) => {
    const make = (): string => scaffoldRule({ ...FACTS, ...more });
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });
});
