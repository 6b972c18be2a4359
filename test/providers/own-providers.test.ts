import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownProviders } from '#app/lifecycle/own-providers.ts';
import { findProvider } from '#app/lifecycle/provider-context.ts';
import { readDescription } from '#providers/described/check-description.ts';
import { toProvider } from '#providers/described/to-provider.ts';
import { DESCRIBED } from '#providers/registry.ts';
import type { KeyPlace } from '#yaml/key-error.ts';
import { base62 } from '../helpers/keys.ts';
import { goOn, makeRotation, planRotation, remove, valueIn } from '../helpers/rotation.ts';
import { serve, type Facts } from '../helpers/served/server.ts';

const EXAMPLE = /```yaml\n([\s\S]*?)```/.exec(readFileSync(new URL('../../docs/own-providers.md', import.meta.url), 'utf8'))?.[1] ?? '';
const example = (): Record<string, unknown> => parse(EXAMPLE) as Record<string, unknown>;

const PLACE: KeyPlace = { fileName: 'own.yml', lineOf: () => 1, whole: 'the description' };

const without = (file: Record<string, unknown>, ...names: string[]): unknown => Object.fromEntries(Object.entries(file).filter(([name]) => !names.includes(name)));

const demo: Facts = {
  mint: (n) => ({ id: `k${n}`, value: base62(`demo/${n}`, 32) }),
  handle(call, world) {
    const key = world.by(call.shown);
    const isOperator = call.shown === world.operator;
    if (key === undefined && !isOperator) return [401, { error: 'invalid_key' }];
    if (call.line === 'GET /v1/me') return [200, { owner: 'me', key: { id: key?.id } }];
    if (!isOperator) return [403, { error: 'scope' }];
    if (call.line === 'GET /v1/keys') {
      const start = Number(call.query.get('after') ?? 0);
      const rows = world.live().map(({ id, label }) => ({ id, name: label }));
      return [200, { keys: rows.slice(start, start + 2), ...(start + 2 < rows.length ? { next: start + 2 } : {}) }];
    }
    if (call.line === 'POST /v1/keys') {
      const made = world.make(String(call.json['name']));
      return [201, { id: made.id, secret: made.value }];
    }
    return world.end(/^DELETE \/v1\/keys\/(\w+)$/.exec(call.line)?.[1], [204]);
  },
};

describe('a provider of the operator', () => {
  it('as the document shows it, rotates a key', async () => {
    const provider = toProvider(readDescription(example(), PLACE));
    const served = await serve(demo);
    const rotation = makeRotation(served.old.value, 1);
    planRotation(rotation, { provider: 'demo', oldId: served.old.id, oldKey: served.old.value });
    expect(await goOn(rotation, { provider, base: served.base, operator: served.operator, oldKey: served.old.value })).toEqual({ state: 'closed' });
    const made = served.live().find(({ label }) => label.startsWith('stanch-'));
    expect([served.old.live, served.live().length, rotation.files.map(valueIn)]).toEqual([false, 3, [made?.value]]);
    await served.close();
    remove(rotation);
  });

  it.each<readonly [string, (file: Record<string, never>) => unknown, string]>([
    ['a word that is not known', (file) => ({ ...file, verfy: {} }), 'verfy'],
    ['plain http', (file) => ({ ...file, base: 'http://api.demo.example' }), 'base'],
    ['an address that a key completes', (file) => ({ ...file, verify: { call: { url: 'https://{secret}.example/' }, answers: [{ status: 200, has: { a: true }, state: 'live' }] } }), 'written out'],
    ['an address without its host', (file) => ({ ...file, verify: { call: { url: '//evil.example/' }, answers: [{ status: 200, has: { a: true }, state: 'live' }] } }), 'written out'],
    ['another protocol', (file) => ({ ...file, verify: { call: { url: 'file:///etc/passwd' }, answers: [{ status: 200, has: { a: true }, state: 'live' }] } }), 'written out'],
    ['a hole that nothing fills', (file) => ({ ...file, verify: { call: { url: '/{setting.nothing}' }, answers: [{ status: 200, has: { a: true }, state: 'live' }] } }), 'not known'],
    ['a hole in the authentication', (file) => ({ ...file, auth: { basic: '{secret.user}:x' } }), 'not known'],
    ['a yes to any page', (file) => ({ ...file, verify: { call: { url: '/' }, answers: [{ status: 200, state: 'live' }] } }), 'only a yes has'],
    ['a yes to any body', (file) => ({ ...file, verify: { call: { url: '/' }, answers: [{ status: 200, anyBody: true, has: { a: true }, state: 'live' }] } }), 'only a yes has'],
    ['a no from any body', (file) => ({ ...file, verify: { call: { url: '/' }, answers: [{ status: 401, anyBody: true, state: 'dead' }] } }), 'must not take any body'],
    ['a refusal that is a no already', (file) => ({ ...file, verify: { call: { url: '/' }, answers: [{ status: 401, refused: true, state: 'dead' }] } }), 'refused'],
    ['a form that is none', (file) => ({ ...file, key: { form: '(', words: 'x' } }), 'regular expression'],
    ['keys that are made but never ended', (file) => without(file, 'revoke'), 'create needs'],
    ['keys that are ended but not known', (file) => without(file, 'identify', 'create'), 'need identify'],
    ['a link that is no https', (file) => ({ ...file, manual: { create: { words: 'x', link: 'javascript:alert(1)' }, revoke: { words: 'x', link: 'https://a.example' } } }), 'manual.create.link'],
    ['a list', () => [], 'must be a group of keys'],
    ['nothing', () => null, 'must be a group of keys'],
  ])('with %s is refused', (_name, change, words) => {
    expect(() => readDescription(change(example() as Record<string, never>), PLACE)).toThrow(words);
  });

  it('is held to the same rules as the built-in ones', () => {
    for (const description of DESCRIBED) {
      expect(readDescription(description, PLACE).id).toBe(description.id);
    }
  });
});

describe('the file of the operator', () => {
  let folder = '';
  let cwd = '';
  const env = (path: string): Record<string, string> => ({ STANCH_PROVIDERS: path });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stanch-own-'));
    cwd = join(folder, 'repo', 'deep');
    mkdirSync(cwd, { recursive: true });
    mkdirSync(join(folder, 'repo', '.git'));
    writeFileSync(join(folder, 'own.yml'), EXAMPLE, { mode: 0o600 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read, alone or in its folder', () => {
    expect(ownProviders({}, cwd)).toEqual([]);
    expect(ownProviders(env(join(folder, 'own.yml')), cwd).map(({ id }) => id)).toEqual(['demo']);
    expect(ownProviders(env(folder), cwd).map(({ baseEnv, operatorEnv }) => [baseEnv, operatorEnv])).toEqual([['STANCH_DEMO_URL', 'STANCH_DEMO_KEY']]);
    expect(findProvider({ ruleId: 'demo-api-key' }, env(folder)).id).toBe('demo');
  });

  it('is refused in the repository at hand, by whatever way', () => {
    writeFileSync(join(folder, 'repo', 'own.yml'), EXAMPLE, { mode: 0o600 });
    symlinkSync(join(folder, 'repo', 'own.yml'), join(folder, 'link.yml'));
    for (const path of [join(folder, 'repo', 'own.yml'), join(folder, 'repo'), join(folder, 'link.yml'), join(cwd, '..', 'own.yml')]) expect(() => ownProviders(env(path), cwd), path).toThrow('repository at hand');
  });

  it.skipIf(process.platform === 'win32')('is refused where others can write it', () => {
    chmodSync(join(folder, 'own.yml'), 0o666);
    expect(() => ownProviders(env(folder), cwd)).toThrow('others can write');
  });

  it('is refused when it is not there, no YAML, or takes a name that is there', () => {
    for (const path of ['own.yml', join(folder, 'nothing.yml')]) expect(() => ownProviders(env(path), cwd)).toThrow('whole path');
    writeFileSync(join(folder, 'own.yml'), 'a: [');
    expect(() => ownProviders(env(folder), cwd)).toThrow(/own\.yml:1: /);
    writeFileSync(join(folder, 'own.yml'), EXAMPLE.replace('id: demo', 'id: neuroai'));
    expect(() => ownProviders(env(folder), cwd)).toThrow('two providers named neuroai');
  });

  it('tells a slip with its line and the nearest word, and never a value', () => {
    const secret = base62('slip', 24);
    const list = EXAMPLE.replace(/^/gm, '  ').replace('  id:', '- id:');
    writeFileSync(join(folder, 'own.yml'), list.replace('verify:', 'verfy:'));
    const line = list.split('\n').findIndex((text) => text.includes('verify:')) + 1;
    expect(() => ownProviders(env(folder), cwd)).toThrow(`own.yml:${line}: verfy is no key that stanch knows`);
    writeFileSync(join(folder, 'own.yml'), EXAMPLE.replace(/^title: .*$/m, `title: [${secret}]`));
    expect(() => ownProviders(env(folder), cwd)).toThrow(/own\.yml:\d+: title /);
    expect(() => ownProviders(env(folder), cwd)).not.toThrow(secret);
  });
});
