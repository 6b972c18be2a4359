import { describe, expect, it } from 'vitest';
import { readExtended } from '#config/extend.ts';
import { resolveSettings } from '#config/resolve.ts';
import { ConfigError } from '#core/errors.ts';

function read(files: Readonly<Record<string, string>>, start = '.stanch.yml'): ReturnType<typeof readExtended> {
  return readExtended(start, (path) => {
    const text = files[path];
    if (text === undefined) throw new ConfigError(`${path}: not there`);
    return text;
  });
}

describe('extends', () => {
  it('lays a file over those that it names, later ones over earlier ones', () => {
    const merged = read({
      '.stanch.yml': 'extends: [team.yml, config/base.yml]\nseverity: low\nrules: {disable: [c-c]}\n',
      'team.yml': 'confidence: low\nseverity: high\nrules: {disable: [a-a], severity: {x-x: low, y-y: low}}\npaths: {exclude: [vendor]}\noverrides: [{paths: [a], off: true}]\n',
      'config/base.yml': 'confidence: high\nrules: {disable: [b-b, a-a], severity: {y-y: high}, own: own}\npaths: {exclude: [dist]}\noverrides: [{paths: [b], off: true}]\n',
    });
    expect(merged).toEqual({
      confidence: 'high',
      severity: 'low',
      rules: { disable: ['a-a', 'b-b', 'c-c'], severity: { 'x-x': 'low', 'y-y': 'high' }, own: 'own' },
      paths: { exclude: ['vendor', 'dist'] },
      overrides: [{ paths: ['a'], off: true }, { paths: ['b'], off: true }],
    });
  });

  it('goes on from file to file, and may meet one twice', () => {
    const files = { '.stanch.yml': 'extends: [a.yml, b.yml]', 'a.yml': 'extends: c.yml', 'b.yml': 'extends: c.yml\nbaseline: x', 'c.yml': 'depth: 1'.replace('depth', 'decode-depth') };
    expect(read(files)).toEqual({ 'decode-depth': 1, baseline: 'x' });
  });

  it('reads the key of a package.json', () => {
    expect(read({ 'package.json': '{"name": "x", "stanch": {"extends": "a.yml"}}', 'a.yml': 'severity: low' }, 'package.json')).toEqual({ severity: 'low' });
  });

  it.each([
    [{ '.stanch.yml': 'extends: .stanch.yml' }, /\.stanch\.yml → \.stanch\.yml: extends goes round/],
    [{ '.stanch.yml': 'extends: a.yml', 'a.yml': 'extends: b.yml', 'b.yml': 'extends: a.yml' }, /a\.yml → b\.yml → a\.yml: extends goes round/],
    [{ '.stanch.yml': 'extends: ./a.yml', 'a.yml': 'extends: b.yml', 'b.yml': 'extends: .//a.yml' }, /^a\.yml → b\.yml → a\.yml: extends goes round/],
    [{ '.stanch.yml': 'extends: 1.yml', '1.yml': 'extends: 2.yml', '2.yml': 'extends: 3.yml', '3.yml': 'extends: 4.yml', '4.yml': 'extends: 5.yml' }, /deeper than 5/],
    [{ '.stanch.yml': 'extends: gone.yml' }, /gone\.yml/],
    [{ '.stanch.yml': 'extends: a.yml', 'a.yml': '\nconfidence: sure\n' }, /^a\.yml:2: confidence/],
    [{ '.stanch.yml': 'extends: ../a.yml' }, /inside the repository/],
    [{ '.stanch.yml': 'extends: /etc/a.yml' }, /inside the repository/],
    [{ '.stanch.yml': 'extends: [a.yml, 1]' }, /extends\.1 must be text/],
    [{ '.stanch.yml': 'extends: https://example.org/a.yml' }, /not there/],
  ])('refuses %j', (files, message) => {
    expect(() => read(files)).toThrow(ConfigError);
    expect(() => read(files)).toThrow(message);
  });

  it.each([
    [{ '.stanch.yml': 'extends: .stanch.yml' }, '.stanch.yml extends itself: take that out'],
    [{ '.stanch.yml': 'extends: a.yml', 'a.yml': 'extends: b.yml', 'b.yml': 'extends: [c.yml, a.yml]', 'c.yml': '' }, 'b.yml extends a.yml, which leads back to it: take one of the two out'],
  ])('says of %j how to break the circle', (files, hint) => {
    let told: unknown;
    try {
      read(files);
    } catch (error) {
      told = error;
    }
    expect(told).toMatchObject({ hint });
  });

  it('refuses files without end', () => {
    const names = Array.from({ length: 10 }, (_, index) => `${index}.yml`);
    const list = `extends: [${names.join(', ')}]`;
    const files = { '.stanch.yml': list, ...Object.fromEntries(names.map((name, index) => [name, index < 9 ? `extends: [l${index}.yml, m${index}.yml]` : ''])) };
    const leaves = Object.fromEntries(names.flatMap((_, index) => [[`l${index}.yml`, ''], [`m${index}.yml`, '']]));
    expect(() => read({ ...files, ...leaves })).toThrow(/more than 20 files/);
  });

  it('is never dropped in silence', () => {
    expect(() => resolveSettings({}, { extends: 'a.yml' }, { root: '/repo', forHook: false })).toThrow(/extends cannot be followed/);
  });
});
