import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config/parse.ts';
import { resolveSettings } from '#config/resolve.ts';
import { compileGlobs } from '#config/globs.ts';

describe('parseConfig', () => {
  it('reads YAML and JSON', () => {
    expect(parseConfig('confidence: high\nrules:\n  disable: [a-b]\n', 'x.yml')).toEqual({ confidence: 'high', rules: { disable: ['a-b'] } });
    expect(parseConfig('{"max-bytes": 2048}', 'x.json')).toEqual({ 'max-bytes': 2048 });
    expect(parseConfig('', 'x.yml')).toEqual({});
  });

  it.each([
    ['severity: low\nconfidance: high\n', /^x\.yml:2: confidance/, 'confidence'],
    ['rules:\n  disable: []\n  owm: a\n', /^x\.yml:3: rules\.owm/, 'own'],
  ])('names line and key of a slip, and the word that was meant: %j', (text, message, guess) => {
    expect(() => parseConfig(text, 'x.yml')).toThrow(message);
    try {
      parseConfig(text, 'x.yml');
    } catch (error) {
      expect((error as { hint?: string }).hint).toContain(guess);
    }
  });

  it.each([
    ['confidence: certain\n', /x\.yml:1: confidence/],
    ['a: 1\na: 2\n', /x\.yml:2/],
    ['rules: [\n', /x\.yml:\d/],
    ['baseline: ../../etc/passwd\n', /inside the repository/],
    ['rules: {own: /etc}\n', /inside the repository/],
    ['__proto__: {x: 1}\n', /__proto__/],
  ])('refuses %j', (text, message) => {
    expect(() => parseConfig(text, 'x.yml')).toThrow(message);
  });

  it('refuses aliases that unfold to a mountain', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n`;
    expect(() => parseConfig(bomb, 'x.yml')).toThrow(/x\.yml/);
    expect(() => parseConfig('#'.repeat(300_000), 'x.yml')).toThrow(/larger/);
  });
});

describe('resolveSettings', () => {
  const root = '/repo';
  it('lets flags beat the file and the file the defaults', () => {
    const file = parseConfig('confidence: low\nseverity: high\n', 'x.yml');
    const settings = resolveSettings({ confidence: 'high' }, file, { root, forHook: false });
    expect([settings.confidence, settings.severity, settings.inlineAllow]).toEqual(['high', 'high', 'honour']);
  });

  it('keeps hooks at high confidence unless the file says otherwise for hooks', () => {
    expect(resolveSettings({}, parseConfig('confidence: low\n', 'x.yml'), { root, forHook: true }).confidence).toBe('high');
    expect(resolveSettings({}, parseConfig('hook: {confidence: medium}\n', 'x.yml'), { root, forHook: true }).confidence).toBe('medium');
  });
});

describe('compileGlobs', () => {
  it.each([
    ['vendor/', 'vendor/a/b.js', true],
    ['*.min.js', 'a/b/c.min.js', true],
    ['/docs/**', 'docs/a.md', true],
    ['docs/*', 'src/docs/a.md', false],
    ['+(a|aa)b', 'aaaab', false],
    ['!a', 'b', false],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(compileGlobs([glob])(path)).toBe(expected);
  });
});
