import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config/parse.ts';
import { resolveSettings } from '#config/resolve.ts';

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

describe('a package.json', () => {
  it('is read for its key stanch only', () => {
    expect(parseConfig('{"name": "x", "stanch": {"confidence": "low"}}', '/a/package.json')).toEqual({ confidence: 'low' });
    expect(parseConfig('{"name": "x"}', 'package.json')).toEqual({});
    expect(() => parseConfig('{"name": "x"}', 'other.json')).toThrow(/name is no key/);
    expect(() => parseConfig('{\n"stanch": {\n"confidance": "low"}}', 'package.json')).toThrow('package.json:3: stanch.confidance');
  });
});

describe('a slip in the configuration', () => {
  const told = (text: string): string => {
    try {
      parseConfig(text, 'x.yml');
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      return `${message} | ${hint ?? ''}`;
    }
    return '';
  };

  it.each([
    ['confidence: hihg\n', 'confidence must be one of high, medium, low, not hihg | did you mean high?'],
    ['\nmax-bytes: big\n', 'x.yml:2: max-bytes must be a number'],
    ['max-bytes: 1\n', 'max-bytes must be at least 1024'],
    ['rules:\n  disable:\n    - a\n    - 1\n', 'x.yml:4: rules.disable.1 must be text'],
    ['paths: {exclude: ["*a*a*a*a*a"]}\n', 'paths.exclude.0 has a glob with more than 3 stars'],
    ['- a\n', 'must be a group of keys'],
    ['a: 1\n---\nb: 1\n', 'x.yml:2: there must be one document only'],
    ['a: *b\n', 'an alias without its anchor'],
    ['a: 1\na: 2\n', 'x.yml:2: the same key stands there twice'],
    ['baseline: .git/hooks/x\n', 'inside the repository'],
    ['baseline: a/.GIT/x\n', 'inside the repository'],
    ['baseline: "a\\0b"\n', 'inside the repository'],
    ['rules: {own: "..\\\\x"}\n', 'inside the repository'],
    ['baseline: "C:x"\n', 'inside the repository'],
    ['verify: {url: x}\n', 'verify is no key that stanch knows'],
    ['a: !!js/function x\n', 'tags are not understood'],
  ])('%j is told', (text, expected) => {
    expect(told(text)).toContain(expected);
  });

  const canary = ['x9', 'Qz7kLm2PvT4wNs8'].join('');
  it.each([
    `a: !${canary}!x y\n`, `a: |${canary}\n x`, `a: *${canary}\n`, `%${canary}\n---\na`, `a: "\\${canary}"\n`, `a: b\n${canary}\n`, `"a" ${canary}: x\n`, `a: !!${canary} y\n`,
    `@${canary}: 1\n`, `a: 'x' ${canary}\n`, `&${canary} &${canary} a\n`, `}${canary}\n`, `--- ${canary}: x`, `- ${canary}\nb: 1\n`, `rules: {severity: {${canary}: bogus}}`,
    `confidence: ${canary}`, `paths: {exclude: ["${canary}*a*a*a*a"]}`, `baseline: /${canary}`, `${canary}: 1`, `rules: {own: [${canary}]}`,
  ])('is told without its text: case %#', (text) => {
    expect(told(text)).toMatch(/^x\.yml/);
    expect(told(text)).not.toContain(canary.slice(2, 12));
  });
});

describe('resolveSettings', () => {
  const root = '/repo';
  it('lets flags beat the file and the file the defaults', () => {
    const file = parseConfig('confidence: low\nseverity: high\n', 'x.yml');
    const settings = resolveSettings({ confidence: 'high' }, file, { root, forHook: false });
    expect([settings.confidence, settings.severity, settings.inlineAllow]).toEqual(['high', 'high', 'honour']);
  });

  it('has ignore files and every severity count unless it is told otherwise', () => {
    const plain = resolveSettings({}, {}, { root, forHook: false });
    expect([plain.ignoreFiles, plain.failOn]).toEqual([true, 'info']);
    const file = parseConfig('ignore-files: false\nfail-on: none\n', 'x.yml');
    expect(resolveSettings({}, file, { root, forHook: false })).toMatchObject({ ignoreFiles: false, failOn: 'none' });
    expect(resolveSettings({ failOn: 'high' }, file, { root, forHook: false }).failOn).toBe('high');
  });

  it('keeps hooks at high confidence unless the file says otherwise for hooks', () => {
    expect(resolveSettings({}, parseConfig('confidence: low\n', 'x.yml'), { root, forHook: true }).confidence).toBe('high');
    expect(resolveSettings({}, parseConfig('hook: {confidence: medium}\n', 'x.yml'), { root, forHook: true }).confidence).toBe('medium');
  });
});
