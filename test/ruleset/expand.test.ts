import { describe, expect, it } from 'vitest';
import { startsAtAnchor } from '#ruleset/anchored.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { widthOf } from '#ruleset/pattern-width.ts';
import { githubToken } from '../helpers/keys.ts';
import { ruleOf, scanText } from '../helpers/rules.ts';

describe('widthOf', () => {
  it.each([
    ['ab[0-9]{3,5}(?:x|yz)?', { min: 5, max: 9 }],
    ['(?:a|bcd){2}', { min: 2, max: 6 }],
  ])('%s', (pattern, width) => {
    expect(widthOf(pattern)).toEqual(width);
  });

  it.each([['a+', 'unbounded'], ['a(?=b)', 'assertion'], [String.raw`\bab`, 'assertion'], [String.raw`(a)\1`, 'backreference'], ['(', 'regular expression'], ['a?', 'nothing']])(
    'refuses %s',
    (pattern, word) => {
      expect(() => widthOf(pattern)).toThrow(word);
    },
  );
});

describe('startsAtAnchor', () => {
  it.each([
    ['ghp_[0-9]{3}', ['ghp_'], true],
    ['(?:gho|ghp)_[0-9]{3}', ['gho_', 'ghp_'], true],
    ['gh[op]_[0-9]{3}', ['gho_', 'ghp_'], true],
    ['gh[ops]_[0-9]{3}', ['gho_', 'ghp_'], false],
    ['[aA][pP][iI][-_]?[kK]ey', ['api_key', 'api-key', 'apikey'], true],
    ['[0-9]{3}abc', ['abc'], false],
  ])('%s from %j: %s', (pattern, anchors, expected) => {
    expect(startsAtAnchor(pattern, anchors)).toBe(expected);
  });
});

describe('the left boundary', () => {
  it('of a key with a checksum lets a word be joined to it', () => {
    const token = githubToken('joined');
    const entry = { id: 'acme-key', anchors: ['ghp_'], pattern: 'ghp_[0-9A-Za-z]{36}', boundary: { left: 'token', right: 'word' } } as const;
    const found = (rule: ReturnType<typeof ruleOf>, text: string): number => scanText([rule], text).detections.length;
    const proved = ruleOf({ ...entry, checks: [{ checksum: 'crc32-b62' }] });
    for (const before of ['release-', 'my_', '=']) expect(found(proved, `${before}${token}`)).toBe(1);
    expect(found(proved, `x${token}`)).toBe(0);
    expect(found(ruleOf(entry), `release-${token}`)).toBe(0);
  });
});

describe('assigned', () => {
  const rule = ruleOf({ id: 'acme-key', assigned: { names: ['acme', 'ac'], keys: ['api_key', 'token'], value: '[0-9a-f]{12}' } });
  const value = '0123456789ab';
  it.each([
    `ACME_API_KEY=${value}`,
    `acme.apiKey: '${value}'`,
    `"acme-api-key" : "${value}"`,
    `config["acme_token"] = "${value}";`,
    `acmeTokenProd => "${value}"`,
    `AC_API_KEY="${value}"`,
    `setAcmeToken("${value}")`,
    `{\\"acme_token\\": \\"${value}\\"}`,
  ])('reads %s', (text) => {
    expect(scanText([rule], text).detections.map((found) => found.secret.reveal())).toEqual([value]);
  });
  it.each([`ACME_ID=${value}`, `acme_token ${value}`, `acme_token = "${value}ff"`, `ac = ${value}`])('leaves %s alone', (text) => {
    expect(scanText([rule], text).detections.filter((found) => found.ruleId === rule.id)).toEqual([]);
  });
});

describe('parseRuleFile', () => {
  it('names file and line of broken YAML, and the key that does not hold', () => {
    expect(() => parseRuleFile('provider: a\nname: [', 'x.yml')).toThrow(/^x\.yml:\d+:/);
    expect(() => parseRuleFile('provider: acme\nname: Acme\nrules: []\n', 'x.yml')).toThrow(/x\.yml:\d+: rules/);
    expect(() => parseRuleFile('provider: acme\nname: Acme\ntypo: 1\nrules: []\n', 'x.yml')).toThrow(/x\.yml/);
  });
});
