import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { NEUROAI } from '#providers/neuroai.ts';
import type { Sink } from '#sinks/sink.ts';
import { openJournal } from '#store/journal-file.ts';
import { base62 } from '../helpers/keys.ts';
import { startNeuroai, type NeuroaiServer, type ServedKey } from '../helpers/neuroai-server.ts';
import { goOn, makeRotation, planRotation, remove, RUN_ID, type Around, type Rotation } from '../helpers/rotation.ts';
import { startGitHub, type GitHubServer } from '../helpers/sinks/github-server.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';
import type { SinkServer } from '../helpers/sinks/sink-server.ts';
import { startVaultServer, type VaultServer } from '../helpers/sinks/vault-server.ts';

const [GITHUB, VAULT] = [base62('crash github', 40), base62('crash vault', 30)];
const KEY = 'repos/acme/shop/actions/secrets/API_KEY';
const NAMES = { github: 'github-actions:acme/shop#API_KEY', vault: 'vault:secret/shop#API_KEY' } as const;
type Store = keyof typeof NAMES;

class Crash extends Error {}

let provider: NeuroaiServer;
let github: GitHubServer;
let vault: VaultServer;
let old: ServedKey;
let rotation: Rotation;
let stores: readonly Store[];
/** What a person said, who looked at GitHub. */
let seen: boolean;

const live = (): readonly ServedKey[] => provider.keys.filter((key) => key.live && key.name.startsWith('stanch-'));
const held = (store: Store): unknown => (store === 'github' ? github.secrets.get(KEY)?.value : vault.versions.get('shop')?.at(-1)?.data?.['API_KEY']);
const sinks = (): readonly Sink[] => stores.map((store) => openSink(NAMES[store], { STANCH_SINK_GITHUB_URL: github.base, GITHUB_TOKEN: GITHUB, VAULT_ADDR: vault.base, VAULT_TOKEN: VAULT }));
const go = (around?: Around): Promise<RunOutcome> => goOn(rotation, { provider: NEUROAI, base: provider.base, operator: provider.operator, oldKey: old.value, sinks: sinks() }, around);

async function setUp(names: readonly Store[]): Promise<void> {
  [provider, github, vault] = [await startNeuroai(), await startGitHub(GITHUB), await startVaultServer(VAULT)];
  stores = names;
  seen = false;
  old = provider.add('production');
  github.secrets.set(KEY, { value: old.value, changed: 1 });
  vault.versions.set('shop', [{ data: { API_KEY: old.value, OTHER: 'kept' } }]);
  rotation = makeRotation(old.value, names.length);
  planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
  provider.hook = (moment, call) => {
    if (moment === 'after' && call.startsWith('DELETE')) expectLive(call);
    if (moment === 'before' && call === `DELETE /v1/api-keys/${old.id}`) {
      // The rule of rules: the old key ends only when every store holds the one new key, and a person saw what cannot be read.
      expect(live()).toHaveLength(1);
      expect(stores.map(held)).toEqual(stores.map(() => live()[0]?.value));
      expect(seen || !stores.includes('github')).toBe(true);
    }
    return 'go';
  };
}

async function tearDown(): Promise<void> {
  await Promise.all([provider.close(), github.close(), vault.close()]);
  remove(rotation);
}

/** Whatever a store holds works at the provider: no program is ever left without a key. */
function expectLive(words: string): void {
  for (const store of stores) expect(provider.keys.filter((key) => key.live).map(({ value }) => value), `${store}, ${words}`).toContain(held(store));
}

/** From the k-th moment on nothing reaches outside: moments are journal lines, calls and what happens inside them. */
function crashAt(k: number): { around: Around; count: () => number } {
  let count = 0;
  const tick = (): boolean => (count += 1) >= k;
  for (const server of [github, vault] as readonly SinkServer[]) {
    server.fault = () => {
      const [isBefore, isAfter] = [tick(), tick()];
      return isBefore ? 'cut-before' : isAfter ? 'cut-after' : 'none';
    };
  }
  return {
    count: () => count,
    around: () => {
      if (tick()) throw new Crash();
    },
  };
}

function confirm(step: string): void {
  const journal = openJournal(rotation.state, RUN_ID);
  journal.append({ at: new Date(Date.parse(journal.records.at(-1)?.at ?? '') + 1).toISOString(), kind: 'confirm', data: { step } });
  journal.close();
}

/** A person resumes, looks whether programs work with the one new key, and says so. */
async function finish(words: string): Promise<void> {
  for (const server of [github, vault] as readonly SinkServer[]) server.fault = () => 'none';
  let outcome: RunOutcome | undefined;
  for (let turn = 0; turn < 6 && outcome?.state !== 'closed'; turn++) {
    outcome = await go();
    if (outcome.state !== 'manual') continue;
    expect(outcome.step, words).toMatch(/^works:\d+:\d+$/);
    // Besides it a lost one may live, which a program may have got meanwhile.
    expect(held('github'), words).toBe(live().at(-1)?.value);
    expect(live().length, words).toBeLessThanOrEqual(2);
    expect(old.live, words).toBe(true);
    seen = true;
    confirm(outcome.step);
  }
  expect(outcome, words).toEqual({ state: 'closed' });
  expect(live(), words).toHaveLength(1);
  expect(stores.map(held), words).toEqual(stores.map(() => live()[0]?.value));
  expect(old.live, words).toBe(false);
  expect(vault.versions.get('shop')?.at(-1)?.data?.['OTHER'], words).toBe('kept');
}

describe.each([[['vault']], [['github']], [['github', 'vault']]] as const satisfies readonly (readonly [readonly Store[]])[])('a rotation into %j that dies', (names) => {
  beforeEach(() => setUp(names));
  afterEach(tearDown);

  it('at every moment ends with one new key in every store and none too many', async () => {
    const whole = crashAt(Number.POSITIVE_INFINITY);
    await go(whole.around);
    const moments = whole.count();
    expect(moments).toBeGreaterThan(30);
    await finish('without a crash');
    let crashed = 0;
    for (let k = 1; k <= moments; k++) {
      await tearDown();
      await setUp(names);
      const outcome = await go(crashAt(k).around).catch(() => undefined);
      if (outcome === undefined) crashed++;
      expectLive(`moment ${k} of ${moments}`);
      await finish(`moment ${k} of ${moments}`);
    }
    expect(crashed).toBeGreaterThan(moments - 8);
  }, 180_000);
});
