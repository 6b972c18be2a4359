import { describe, expect, it } from 'vitest';
import { convertPattern } from '#config/import/convert-pattern.ts';
import { testOwnRules } from '#app/test-rule.ts';
import { PatternProblem } from '#config/import/regex/tree.ts';
import { parseRuleFile } from '#ruleset/parse.ts';

function convert(regex: string, keywords: readonly string[] = [], more: { flags?: string; group?: number } = {}): ReturnType<typeof convertPattern> {
  return convertPattern({ regex, keywords, ...more });
}

/** The converted pattern as a rule, and whether that rule finds its sample. */
function proves(regex: string, keywords: readonly string[] = []): boolean {
  const { anchors, pattern, ignoreCase, boundary, sample } = convert(regex, keywords);
  const rule = { id: 'acme-key', title: 'Acme', kind: 'api-key', secrecy: 'secret', severity: 'high', anchors, pattern, ignoreCase, boundary, samples: { hit: [sample], miss: [] } };
  const [result] = testOwnRules(parseRuleFile(JSON.stringify({ provider: 'acme', name: 'Acme', rules: [rule] }), 'acme.yml'));
  return result?.missed.length === 0;
}

describe('a pattern of another scanner', () => {
  it.each([
    ['a prefix', String.raw`\b(acme_[0-9a-f]{32})\b`, [], 'acme_'],
    ['some prefixes', String.raw`\b((?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z2-7]{16})\b`, ['a3t', 'akia', 'asia'], 'a3t,akia,asia'],
    ['a name', String.raw`(?i)[\w.-]{0,50}?(?:adafruit)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=)[\x60'"\s=]{0,5}([a-z0-9_-]{32})(?:[\x60'"\s;]|\\[nr]|$)`, ['adafruit'], 'adafruit'],
    ['a keyword alone', '[0-9a-f]{32}', ['acmecorp'], 'acmecorp'],
    ['a block', String.raw`-----BEGIN[ A-Z0-9_-]{0,100}ACME BLOCK-----[\s\S-]{64,}?END`, ['-----begin'], '-----begin'],
    ['flags within', String.raw`acme(?i:key|TOKEN)(?:_|-)(?-i:[A-Z]{20})`, [], 'acme'],
    ['a POSIX class', 'acme_[[:xdigit:]]{32}', [], 'acme_'],
    ['quoted text', String.raw`\Qa.c+m(e\E[0-9]{20}`, [], 'a.c+m(e'],
    ['letters beyond ASCII', 'ü_schluessel_[0-9a-z]{24}', [], '_schluessel_'],
    ['braces', String.raw`acme_\{"key": "([0-9a-f]{32})"\}`, [], 'acme_'],
    ['a Python group', 'acme_(?P<key>[a-z]{24})', [], 'acme_'],
  ] as const)('keeps %s', (_, regex, keywords, anchors) => {
    expect([...convert(regex, keywords).anchors].sort().join(',')).toContain(anchors);
    expect(proves(regex, keywords)).toBe(true);
  });

  it('says by a boundary what may not stand beside the key', () => {
    expect(convert(String.raw`\b(acme_[a-z]{20})\b`).boundary).toEqual({ left: 'word', right: 'word' });
    expect(convert(String.raw`(?:^|[^0-9A-Za-z])(acme_[a-z]{20})(?:$|["'\s])`).boundary).toEqual({ left: 'word', right: 'base64' });
    expect(convert('acme_[a-z]{20}').boundary).toEqual({ left: 'none', right: 'none' });
  });

  it('takes the group that is named for the key', () => {
    expect(convert('(acme)_([a-z]{20})', [], { group: 2 }).pattern).toBe('(?:acme)_(?<secret>[a-z]{20})');
    expect(convert('(acme_)?([a-z]{20})key=', []).changes).toContain('the first of its groups is taken for the key');
  });

  it('tells what is not as it was', () => {
    expect(convert('acme_[a-z]+').changes).toEqual(['what repeated without end repeats up to 256 times']);
    expect(convert(String.raw`\bkey: (acme_[a-z]{20})`).changes.join()).toContain('may find more');
    expect(convert('acme_[a-z]{20}', ['example']).near).toMatchObject({ words: ['example'], effect: 'raise' });
  });

  it('is as careful about case as it was', () => {
    expect(convert('(?i)acme_[a-z]{20}')).toMatchObject({ pattern: 'acme_[a-z]{20}', ignoreCase: true });
    expect(convert('acme_[a-z]{20}', [], { flags: 'gi' })).toMatchObject({ ignoreCase: true });
    expect(convert('(?i:acme)_[a-z]{20}')).toMatchObject({ pattern: '[Aa][Cc][Mm][Ee]_[a-z]{20}', ignoreCase: false });
    expect(convert('(?i)acme_[^a]{20}').pattern).toBe('acme_[^Aa]{20}');
  });

  it.each([
    ['a look ahead', 'acme_(?=[a-z])[a-z]{20}', /ahead/],
    ['a look behind', '(?<!x)acme_[a-z]{20}', /behind/],
    ['a reference back', String.raw`(acme)_\1`, /refers back/],
    ['an atomic group', '(?>acme_)[a-z]+', /linear engine/],
    ['a possessive repetition', 'acme_[a-z]++', /gives nothing back/],
    ['a Unicode class', String.raw`acme_\p{Greek}+`, /Unicode/],
    ['no anchor', '[0-9a-f]{32}', /fixed text/],
    ['short keywords', '[0-9a-f]{32}', /fixed text/],
    ['nothing to match', '(?:acme_)?', /fixed text|nothing/],
    ['too many repetitions', 'acme_[a-z]{1001}', /1000 times/],
    ['a bomb', `acme_${'('.repeat(60)}a${')'.repeat(60)}`, /too deep/],
    ['a wide nest', 'acme_(?:(?:[a-z]{1,900}){1,900}){1,900}', /more than 4096/],
    ['an open group', 'acme_(', /not closed/],
    ['an open class', 'acme_[', /not closed/],
    ['a stray bracket', 'acme_)', /not opened/],
    ['a lone star', '*acme', /nothing to repeat/],
    ['a backslash at the end', 'acme\\', /backslash/],
    ['a group that is not there', 'acme_[a-z]{20}', /group/],
  ])('refuses %s and says why', (name, regex, why) => {
    const group = name.startsWith('a group') ? 3 : 0;
    const refused = (): unknown => convert(regex, name.startsWith('short') ? ['ab'] : [], { group });
    expect(refused).toThrow(PatternProblem);
    expect(refused).toThrow(why);
  });
});
