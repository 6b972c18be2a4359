import { expect } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { openJournal } from '#store/journal-file.ts';
import { allRead, goOn, makeRotation, planRotation, remove, RUN_ID, valueIn, type Around, type Rotation } from './rotation.ts';
import { SERVED } from './served/facts.ts';
import { serve, type Facts, type Fault, type Served } from './served/server.ts';

/** One rotation at one local provider, watched from the provider's side. */
export interface FaultWorld {
  readonly served: Served;
  readonly rotation: Rotation;
  /** What another process needs to go on. */
  readonly order: Readonly<Record<string, unknown>>;
  /** Goes on once, as a new process would. */
  go(around?: Around): Promise<RunOutcome>;
  /** Goes on until the run is closed; where a person has to act, does what the words say and confirms it. */
  finish(): Promise<void>;
  /** Sets what happens to requests, under the watch. */
  during(fault: (moment: 'before' | 'after', line: string) => Fault): void;
  /** What must never be, as it was seen. */
  readonly violations: string[];
  close(): Promise<void>;
}

const made = (served: Served): Served['keys'] => served.live().filter(({ label }) => label.startsWith('stanch-'));

function watch(served: Served, rotation: Rotation, violations: string[]): void {
  // A request that was delivered twice makes two of one name; the second must go before the old key does.
  if (new Set(made(served).map(({ label }) => label)).size > 1) violations.push('two live replacements');
  const held = rotation.files.map(valueIn);
  const isSafe = allRead(rotation) && made(served).length === 1 && held.every((value) => value === made(served)[0]?.value);
  if (!served.old.live && !isSafe) violations.push('the old key ended before a verified read-back');
  if (served.keys.some(({ label, live }) => label === 'somebody else' && !live)) violations.push('a wrong key ended');
}

/** What a person does: looks at the provider, ends the keys that the words mean, and says so. */
function help(outcome: RunOutcome & { state: 'manual' }, served: Served, rotation: Rotation): void {
  if (outcome.step.startsWith('discard')) for (const key of made(served)) key.live = false;
  if (outcome.step.startsWith('twin')) for (const key of made(served)) key.live = !outcome.words.includes(key.id);
  const kept = /keep only (\S+)\.$/.exec(outcome.words)?.[1];
  if (kept !== undefined) for (const key of made(served)) key.live = key.id === kept;
  if (outcome.step === 'revoke' || outcome.step === 'prove') served.old.live = false;
  if (outcome.step === 'ended' && served.old.live) return;
  const journal = openJournal(rotation.state, RUN_ID);
  journal.append({ at: '2026-01-01T00:00:00.000Z', kind: 'confirm', data: { step: outcome.step } });
  journal.close();
}

async function identityOf(provider: Provider, served: Served, facts: Facts): Promise<string> {
  const context = { http: makeHttp({ privateHosts: new Set(['127.0.0.1']) }), base: served.base, operator: new Secret(served.operator), clock: Date, settings: facts.settings ?? {} };
  const identity = await provider.identify?.(new Secret(served.old.value), context);
  if (identity?.exact !== true) throw new Error('not exact');
  return identity.id;
}

export async function makeFaultWorld(id: string, sinks = 1): Promise<FaultWorld> {
  const [facts, provider] = [SERVED[id], PROVIDERS.find((candidate) => candidate.id === id)];
  if (facts === undefined || provider === undefined) throw new Error(`no provider ${id}`);
  const served = await serve(facts);
  const rotation = makeRotation(served.old.value, sinks);
  planRotation(rotation, { provider: id, oldId: await identityOf(provider, served, facts), oldKey: served.old.value, verdict: 'live' });
  const violations: string[] = [];
  const go = (around?: Around): Promise<RunOutcome> => goOn(rotation, { provider, base: served.base, operator: served.operator, oldKey: served.old.value, settings: { ...facts.settings } }, around);
  const self: FaultWorld = {
    served,
    rotation,
    violations,
    order: { provider: id, base: served.base, operator: served.operator, oldKey: served.old.value, settings: facts.settings ?? {}, rotation },
    go,
    during: (fault) => {
      served.hook = (moment, line) => {
        if (moment === 'after') watch(served, rotation, violations);
        return fault(moment, line);
      };
    },
    finish: async () => {
      let outcome: RunOutcome | undefined;
      for (let turn = 0; turn < 8 && outcome?.state !== 'closed'; turn++) {
        outcome = await go().catch(() => undefined);
        if (outcome?.state === 'manual') help(outcome, served, rotation);
      }
      expect(outcome).toEqual({ state: 'closed' });
    },
    close: async () => {
      await served.close();
      remove(rotation);
    },
  };
  self.during(() => 'go');
  return self;
}

/** How a rotation must end, whatever happened on the way. */
export function expectEnded({ served, rotation, violations }: FaultWorld, words: string): void {
  expect([...violations, ...served.complaints], words).toEqual([]);
  expect(made(served), words).toHaveLength(1);
  expect(rotation.files.map(valueIn), words).toEqual(rotation.files.map(() => made(served)[0]?.value));
  expect(served.old.live, words).toBe(false);
}

/** Providers whose keys can be made and ended, so that whole rotations can be tried. */
export const ROTATABLE: readonly string[] = PROVIDERS.filter((provider) => 'create' in provider && provider.id in SERVED).map(({ id }) => id);
