import { describe, expect, it } from 'vitest';
import { overrideFinding } from '#config/override-finding.ts';
import { compileOverrides } from '#config/overrides.ts';
import { parseConfig } from '#config/parse.ts';

const FINDING = { ruleId: 'acme-key', severity: 'high', confidence: 'medium' } as const;

function judge(text: string, paths: readonly string[], finding: Parameters<typeof overrideFinding>[1] = FINDING): ReturnType<typeof overrideFinding> {
  return overrideFinding(compileOverrides(parseConfig(`overrides:\n${text}`, 'x.yml').overrides ?? []), finding, paths);
}

describe('overrides by path', () => {
  it('say nothing of other paths, other rules, and what has no path', () => {
    const plain = { severity: 'high', confidence: 'medium', off: undefined };
    expect(judge('  - {paths: [test], off: true}', ['src/a.ts'])).toEqual(plain);
    expect(judge('  - {paths: [test], rules: [other-key], off: true}', ['test/a.ts'])).toEqual(plain);
    expect(judge("  - {paths: ['**'], off: true}", [''])).toEqual(plain);
    expect(judge("  - {paths: ['**'], off: true}", [])).toEqual(plain);
  });

  it('change severity and confidence, and switch off with a reason', () => {
    expect(judge('  - {paths: [test], severity: low, confidence: low}', ['test/a.ts'])).toEqual({ severity: 'low', confidence: 'low', off: undefined });
    expect(judge('  - {paths: [test], rules: [acme-key], off: true, reason: made up}', ['a/test/b'])).toMatchObject({ off: 'made up' });
    expect(judge('  - {paths: [test], off: true}', ['test/b']).off).toMatch(/switched off/);
  });

  it('let the last entry that says something hold', () => {
    const entries = '  - {paths: [test], off: true, severity: low}\n  - {paths: [test/real], off: false}\n  - {paths: [test/real/x], severity: critical}';
    expect(judge(entries, ['test/a'])).toMatchObject({ severity: 'low' });
    expect(judge(entries, ['test/a']).off).toBeDefined();
    expect(judge(entries, ['test/real/a'])).toEqual({ severity: 'low', confidence: 'medium', off: undefined });
    expect(judge(entries, ['test/real/x'])).toEqual({ severity: 'critical', confidence: 'medium', off: undefined });
  });

  it('let the worst place speak: a copy elsewhere counts', () => {
    const entries = '  - {paths: [test], off: true, severity: low, confidence: low}';
    expect(judge(entries, ['test/a', 'src/b'])).toEqual({ severity: 'high', confidence: 'medium', off: undefined });
    expect(judge(entries, ['src/b', 'test/a'])).toEqual({ severity: 'high', confidence: 'medium', off: undefined });
    expect(judge('  - {paths: [prod], severity: critical, confidence: high}', ['src/b', 'prod/a'])).toMatchObject({ severity: 'critical', confidence: 'high' });
  });

  it.each([
    ['  - {paths: [a]}', /must say off, severity or confidence/],
    ['  - {paths: [], off: true}', /at least 1 entry, not 0/],
    ['  - {off: true}', /overrides\.0\.paths/],
    ['  - {paths: [a], off: maybe}', /true or false/],
    ['  - {paths: [a], sevrity: low}', /sevrity is no key/],
    ['  - {paths: ["*a*a*a*a"], off: true}', /more than 3 stars/],
    ['  - {paths: [a], rules: [UPPER], off: true}', /must be the id of a rule/],
  ])('refuse %j', (entry, message) => {
    expect(() => judge(entry, ['a'])).toThrow(message);
  });
});
