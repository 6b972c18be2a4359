import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { runProgram } from '#sinks/program/run-program.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { failureIn } from '../helpers/sinks/faults.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';
import { DOPPLER, makeStandIn, OP, type StandIn } from '../helpers/sinks/stand-in.ts';

const VALUE = base62('program value', 40);
let folder: string;
let cwd: string;
const env = (path = join(folder, 'bin')): Record<string, string> => ({ PATH: `${path}:${process.env['PATH'] ?? ''}`, OP_SERVICE_ACCOUNT_TOKEN: 'theirs', STANCH_VAULT_KEY: 'ours', HOME: folder });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-program-'));
  cwd = join(folder, 'work');
  mkdirSync(cwd);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** No value in the arguments or the environment of any process, ours not either. */
function expectUnseen(program: StandIn, values: readonly string[]): void {
  for (const call of program.calls()) {
    for (const value of values) expect(JSON.stringify([call.argv, call.env])).not.toContain(value);
    expect(Object.keys(call.env).filter((name) => name.startsWith('STANCH_'))).toEqual([]);
  }
}

interface Field {
  id: string;
  type: string;
  label: string;
  value?: string;
}
interface Item {
  id: string;
  title: string;
  version: number;
  category: string;
  vault: { name: string };
  fields: Field[];
}

describe('1Password', () => {
  let op: StandIn;
  const field = (label: string, value: string | undefined, type = 'CONCEALED'): Field => ({ id: `id-${label}`, type, label, ...(value === undefined ? {} : { value }) });
  const item = (extra: Partial<Item> = {}): Item => ({ id: 'abc123', title: 'production keys', version: 3, category: 'API_CREDENTIAL', vault: { name: 'Shop' }, fields: [field('credential', 'old'), field('other', 'kept'), field('expires', undefined, 'DATE')], ...extra });
  const open = (target = '1password:Shop/production keys#credential'): Sink => openSink(target, env(), cwd);
  const stored = (): Item | undefined => (op.state() as { items: Item[] }).items[0];
  beforeEach(() => {
    op = makeStandIn(join(folder, 'bin'), 'op', OP);
    op.setState({ items: [item()] });
  });

  it('is given the item through a pipe, and the value nowhere else', async () => {
    expect(await open().look?.()).toBe('is there, version 3 of an item with 3 fields');
    await open().write(new Secret(VALUE));
    expect(stored()?.fields).toEqual([field('credential', VALUE), field('other', 'kept')]);
    expect((await open().readBack?.())?.reveal()).toBe(VALUE);
    expectUnseen(op, [VALUE, 'kept']);
    const edit = op.calls().find(({ argv }) => argv[1] === 'edit');
    expect(edit).toMatchObject({ kind: 'fifo', argv: ['item', 'edit', 'abc123', '--vault', 'Shop', '--format', 'json'], env: { OP_SERVICE_ACCOUNT_TOKEN: 'theirs' } });
    expect(edit?.stdin).toContain(VALUE);
  });

  it('writes the same value once, and takes a field by its id', async () => {
    await open('1password:Shop/abc123#id-credential').write(new Secret(VALUE));
    await open().write(new Secret(VALUE));
    expect(op.calls().filter(({ argv }) => argv[1] === 'edit')).toHaveLength(1);
  });

  it.each([
    ['a login', item({ category: 'LOGIN' }), 'leaves out and would lose'],
    ['a field that is not there', item({ fields: [] }), 'no such field'],
    ['a field that is there twice', item({ fields: [field('credential', 'a'), { ...field('credential', 'b'), id: 'x' }] }), 'more than one such field'],
    ['values that op hides', item({ fields: [field('credential', "[use 'op item get abc --reveal' to reveal]")] }), 'hides the values'],
  ])('refuses %s', async (_, one, words) => {
    op.setState({ items: [one] });
    expect((await failureIn(open().write(new Secret(VALUE)), [VALUE])).message).toContain(words);
    expect(op.calls().filter(({ argv }) => argv[1] === 'edit')).toEqual([]);
  });

  it.each([{ fault: 'get' }, { fault: 'edit' }, { lies: true }, { meanwhile: true }, { items: 'none' }])('counts nothing as delivered with %j, and keeps the words of op to itself', async (state) => {
    op.setState({ items: [item()], ...state });
    await failureIn(open().write(new Secret(VALUE)), [VALUE, 'kept', 'theirs']);
  });

  it.each(['1password:Shop#f', '1password:-x/y#f', '1password:a/b/c#f', '1password:a/\u001b[1m#f'])('refuses %j', (target) => expect(() => open(target)).toThrow());
});

describe('Doppler', () => {
  let doppler: StandIn;
  const open = (target = 'doppler:shop/prd#API_KEY'): Sink => openSink(target, env(), cwd);
  beforeEach(() => {
    doppler = makeStandIn(join(folder, 'bin'), 'doppler', DOPPLER);
    doppler.setState({ configs: { 'shop/prd': { OTHER: 'kept' } } });
  });

  it('is given the value through a pipe and nowhere else', async () => {
    expect(await open().look?.()).toBe('is not there yet');
    expect(await open().readBack?.()).toBeUndefined();
    await open().write(new Secret(VALUE));
    await open().write(new Secret(VALUE));
    expect((doppler.state() as { configs: unknown }).configs).toEqual({ 'shop/prd': { OTHER: 'kept', API_KEY: VALUE } });
    expect((await open().readBack?.())?.reveal()).toBe(VALUE);
    expectUnseen(doppler, [VALUE]);
    expect(doppler.calls().filter(({ kind }) => kind === 'fifo').map(({ argv, stdin }) => [argv.slice(0, 3).join(' '), stdin])).toEqual(Array.from({ length: 2 }, () => ['secrets set API_KEY', VALUE]));
  });

  it('gives back what programs get, so that a reference is no delivery', async () => {
    await open().write(new Secret('a${OTHER}b'));
    expect((await open().readBack?.())?.reveal()).toBe('akeptb');
  });

  it.each([{ fault: 'set' }, { fault: '--only-names' }, { fault: 'get' }, { lies: true }])('counts nothing as delivered with %j', async (state) => {
    doppler.setState({ configs: { 'shop/prd': { API_KEY: 'old' } }, ...state });
    const back = open().write(new Secret(VALUE)).then(() => open().readBack?.());
    const [error, value] = await back.then((given) => [undefined, given?.reveal()], (reason: unknown) => [String(reason), undefined]);
    expect([error ?? '', value ?? '']).not.toContain(VALUE);
    expect(error === undefined ? value : 'refused').not.toBe(VALUE);
  });

  it('refuses lines, and places that are none', async () => {
    await expect(open().write(new Secret('a\nb'))).rejects.toThrow('more than one line');
    for (const target of ['doppler:shop#A', 'doppler:shop/--x#A', 'doppler:shop/prd#a', 'doppler:shop/prd#DOPPLER_X']) expect(() => open(target)).toThrow();
  });
});

describe('the program of a store', () => {
  it('that does not end is not waited for', async () => {
    const call = { title: 'it', file: '/bin/sh', args: ['-c', 'sleep 30 | sleep 30'], env: env(), cwd, input: VALUE, hint: '', patience: 200 };
    const error = await failureIn(runProgram(call), [VALUE]);
    expect(error.message).toBe('it ended with a signal');
  });

  it('is not taken from the repository at hand, whatever PATH says', () => {
    mkdirSync(join(cwd, '.git'));
    makeStandIn(join(cwd, 'node_modules', '.bin'), 'op', OP);
    const path = { PATH: `${join(cwd, 'node_modules', '.bin')}:.:node_modules/.bin` };
    expect(() => openSink('1password:a/b#c', path, cwd)).toThrow('op is not installed');
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(cwd, 'node_modules', '.bin', 'op'), join(folder, 'links', 'op'));
    expect(() => openSink('1password:a/b#c', { PATH: join(folder, 'links') }, cwd)).toThrow('op is not installed');
  });

  it('has to be one', () => {
    mkdirSync(join(folder, 'bin', 'op'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'doppler'), '');
    chmodSync(join(folder, 'bin', 'doppler'), 0o644);
    for (const target of ['1password:a/b#c', 'doppler:a/b#C']) expect(() => openSink(target, { PATH: join(folder, 'bin') }, cwd)).toThrow('is not installed');
  });
});
