import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { Secret } from '#core/secret.ts';
import { withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider, ProviderContext, Verdict } from '#providers/provider.ts';
import type { Cutter } from './cutter.ts';
import { openJournal } from '#store/journal-file.ts';
import { allRead, goOn, makeRotation, planRotation, remove, RUN_ID, valueIn, type Around, type Rotation } from './rotation.ts';

/** A real server on this machine, as one provider speaks with it. */
export interface RealService {
  readonly provider: Provider;
  readonly base: string;
  readonly operator: string;
  readonly settings?: Record<string, string>;
  /** Makes a key as somebody would who does not know stanch. */
  newKey(): Promise<string>;
  /** True where what the key opened is still open. */
  isOpen?(key: string): Promise<boolean>;
  /** What ids look like, where a person is told some to delete. */
  readonly idForm?: RegExp;
  /** Clears away what a run left, so that the next one is not slowed by it. */
  drop?(key: string): Promise<void>;
}

/** A server that runs; the folder that its line names goes with it. */
export interface Started {
  readonly line: Record<string, string>;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Ends a server and waits for it, so that nothing writes into its folder any more. */
async function stop(child: ChildProcess, { folder }: Record<string, string>): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await Promise.race([ended, setTimeout(10_000, undefined, { ref: false })]);
  child.kill('SIGKILL');
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Real servers take minutes to build and to try: the commands that are about them ask for them. */
const ARE_WANTED = process.env['STANCH_REAL'] === '1';

/** Starts a server by its script; the first line that it prints, as JSON. Undefined where it cannot be had or was not asked for, which is said. */
export async function startService(script: string, args: readonly string[] = []): Promise<Started | undefined> {
  if (!ARE_WANTED) {
    process.stderr.write(`\nSKIPPED: nothing was tried against the real server of test/services/${script}: npm run test:lifecycle, npm run test:action\n\n`);
    return undefined;
  }
  const child = spawn(new URL(`../services/${script}`, import.meta.url).pathname, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  child.stderr.on('data', (text: Buffer) => (last = `${last}${String(text)}`.slice(-300)));
  const line = await new Promise<string | undefined>((done) => {
    child.on('error', () => done(undefined));
    child.on('exit', () => done(undefined));
    createInterface({ input: child.stdout }).once('line', done);
  });
  if (line !== undefined) {
    const said = JSON.parse(line) as Record<string, string>;
    return { line: said, child, stop: () => stop(child, said) };
  }
  process.stderr.write(`\nSKIPPED: test/services/${script} gives no server here; nothing was tried against the real one\n${last}\n\n`);
  return undefined;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Asks until it is so, for a minute at most. */
export async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    if (await isSo()) return;
    await setTimeout(200);
  }
  throw new Error('it did not come to be');
}

export function contextOf(service: RealService): ProviderContext {
  const http = withRetry(makeHttp({ privateHosts: new Set(['127.0.0.1']) }), { now: () => 0, sleep: async () => undefined });
  return { http, base: service.base, operator: new Secret(service.operator), clock: Date, settings: service.settings ?? {} };
}

export async function verdictOn(service: RealService, key: string): Promise<Verdict | undefined> {
  return service.provider.verify?.(new Secret(key), contextOf(service));
}

/** The same provider, watched around each of its functions. */
function watched(provider: Provider, around: (moment: 'before' | 'after', name: string, first: unknown) => void): Provider {
  const wrap = (name: string, work: (...args: unknown[]) => Promise<unknown>) => async (...args: unknown[]): Promise<unknown> => {
    around('before', name, args[0]);
    const result = await work.apply(provider, args);
    around('after', name, args[0]);
    return result;
  };
  const asks = ['identify', 'verify', 'list', 'checkRoom', 'create', 'revoke', 'finish', 'endSelf'];
  const entries = Object.entries(provider).map(([name, value]: [string, unknown]) => [name, asks.includes(name) ? wrap(name, value as () => Promise<unknown>) : value]);
  return Object.fromEntries(entries) as Provider;
}

/** One rotation at a real server. */
export class RealRun {
  readonly #service: RealService;
  readonly #rotation: Rotation;
  readonly #oldId: string;
  readonly #before: ReadonlySet<string>;
  readonly old: string;

  private constructor(service: RealService, start: { rotation: Rotation; old: string; oldId: string; before: ReadonlySet<string> }) {
    this.#service = service;
    this.#rotation = start.rotation;
    this.#oldId = start.oldId;
    this.#before = start.before;
    this.old = start.old;
  }

  static async begin(service: RealService): Promise<RealRun> {
    const old = await service.newKey();
    const context = contextOf(service);
    const identity = await service.provider.identify?.(new Secret(old), context);
    if (identity?.exact !== true) throw new Error(`not exact: ${identity?.why}`);
    const rotation = makeRotation(old, 1);
    planRotation(rotation, { provider: service.provider.id, oldId: identity.id, oldKey: old, verdict: 'live' });
    const keys = (await service.provider.list?.(context, { id: identity.id, value: new Secret(old) })) ?? [];
    expect(keys.map(({ id }) => id)).toContain(identity.id);
    return new RealRun(service, { rotation, old, oldId: identity.id, before: new Set(keys.map(({ id }) => id)) });
  }

  /** Goes on once, as a new process would; the old key is only ended when the new one was read back. */
  go(around: Around = () => undefined): ReturnType<typeof goOn> {
    const provider = watched(this.#service.provider, (moment, name, first) => {
      if (moment === 'before' && name === 'revoke' && first === this.#oldId) expect(allRead(this.#rotation)).toBe(true);
      around(moment, name);
    });
    const { base, operator, settings } = this.#service;
    return goOn(this.#rotation, { provider, base, operator, oldKey: this.old, ...(settings === undefined ? {} : { settings }) }, around);
  }

  /** What a person does where keys carry no label: deletes what the words name, and says so. */
  async #help(step: string, words: string): Promise<void> {
    for (const id of words.match(this.#service.idForm ?? /$^/g) ?? []) await this.#service.provider.revoke?.(id, contextOf(this.#service));
    const journal = openJournal(this.#rotation.state, RUN_ID);
    journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'confirm', data: { step } });
    journal.close();
  }

  /** Goes on until it is closed: what must hold then, by the server's own word. */
  async finish(words: string): Promise<string> {
    let outcome: unknown;
    for (let turn = 0; turn < 4; turn++) {
      outcome = await this.go().catch((error: unknown) => error);
      const { state, step, words: told } = outcome as { state?: string; step?: string; words?: string };
      if (state === 'closed') break;
      if (state === 'manual') await this.#help(String(step), String(told));
    }
    expect(outcome, words).toEqual({ state: 'closed' });
    const value = valueIn(this.#rotation.files[0] ?? '') ?? '';
    expect((await verdictOn(this.#service, value))?.state, words).toBe('live');
    const verdict = await verdictOn(this.#service, this.old);
    expect(verdict?.state === 'dead' || verdict?.refused, words).toBe(true);
    if (this.#service.isOpen !== undefined) expect(await this.#service.isOpen(this.old), words).toBe(false);
    const identity = await this.#service.provider.identify?.(new Secret(value), contextOf(this.#service));
    const keys = (await this.#service.provider.list?.(contextOf(this.#service), { id: this.#oldId, value: new Secret(this.old) })) ?? [];
    const made = keys.filter(({ id }) => !this.#before.has(id));
    expect(made.map(({ id }) => id), words).toEqual([identity?.exact === true ? identity.id : 'not exact']);
    remove(this.#rotation);
    return value;
  }
}

/**
 * Ends the process at every moment of a rotation, one after the other; the number of moments. Of single requests only
 * those with an effect count.
 */
export async function crashEverywhere(service: RealService): Promise<number> {
  const bystander = await service.newKey();
  for (let k = 1; ; k++) {
    const run = await RealRun.begin(service);
    let count = 0;
    let inside = '';
    await run
      .go((moment, call) => {
        if (call === 'create' || call === 'revoke') inside = moment === 'before' ? call : '';
        if (call === 'http' && inside === '') return;
        count += 1;
        if (count >= k) throw new Error('crash');
      })
      .catch(() => undefined);
    const value = await run.finish(`moment ${k}`);
    await service.drop?.(value);
    expect((await verdictOn(service, bystander))?.state).toBe('live');
    if (count < k) return k - 1;
  }
}

/**
 * Cuts the connection at every message that counts, before it has its effect and after; the number of cuts.
 * @param service spoken with through the cutter
 */
export async function cutEverywhere(service: RealService, cutter: Cutter): Promise<number> {
  let cuts = 0;
  for (const moment of ['before', 'after'] as const) {
    for (let k = 1; ; k++) {
      const run = await RealRun.begin(service);
      cutter.arm(k, moment);
      await run.go().catch(() => undefined);
      const isOver = cutter.count() < k;
      cutter.arm(0, moment);
      const value = await run.finish(`message ${k} cut ${moment} its effect`);
      await service.drop?.(value);
      if (isOver) break;
      cuts += 1;
    }
  }
  return cuts;
}
