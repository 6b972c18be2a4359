import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { sinkOf, targetSpecs } from '#app/lifecycle/sink-spec.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { goOn, makeRotation, planRotation, remove, type Around, type Rotation } from '../helpers/rotation.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts, type Served } from '../helpers/served/server.ts';
import { startGitHub, type GitHubServer } from '../helpers/sinks/github-server.ts';
import type { SinkFault } from '../helpers/sinks/sink-server.ts';

class Crash extends Error {}

const TOKEN = base62('job faults', 40);
const KEY = 'repos/acme/shop/actions/secrets/API_KEY';
const provider = PROVIDERS.find(({ id }) => id === 'openrouter') as Provider;

/** A rotation at a local provider into a store that only a job can read, watched from the provider's side. */
describe('a place that a job reads', () => {
  let served: Served;
  let github: GitHubServer;
  let rotation: Rotation;
  let violations: string[];
  let time: number;

  const made = (): Served['keys'] => served.live().filter(({ label }) => label.startsWith('stanch-'));
  const held = (): string | undefined => github.secrets.get(KEY)?.value;

  async function setUp(): Promise<void> {
    [served, github, violations, time] = [await serve(SERVED['openrouter'] as Facts), await startGitHub(TOKEN), [], 0];
    github.secrets.set(KEY, { value: served.old.value, changed: 1 });
    github.jobs.slow = 1;
    // One place, which is no file.
    rotation = { ...makeRotation(served.old.value, 0), files: ['the store'] };
    planRotation(rotation, { provider: provider.id, oldId: served.old.id, oldKey: served.old.value, verdict: 'live' });
    served.hook = (moment) => {
      const isProved = github.jobs.runs.some(({ conclusion, left }) => conclusion === 'success' && left < 0);
      if (moment === 'after' && !served.old.live && !(isProved && made().some(({ value }) => value === held()))) violations.push('the old key ended before a job saw the new one');
      if (served.keys.some(({ label, live }) => label === 'somebody else' && !live)) violations.push('a wrong key ended');
      return 'go';
    };
  }

  async function tearDown(): Promise<void> {
    await Promise.all([served.close(), github.close()]);
    remove(rotation);
  }

  beforeEach(setUp);
  afterEach(async () => {
    expect(github.complaints).toEqual([]);
    await tearDown();
  });

  function store(): Sink {
    const clock = { now: () => time, sleep: async (wait: number) => void (time += wait) };
    const world = { env: { STANCH_SINK_GITHUB_URL: github.base, GITHUB_TOKEN: TOKEN }, cwd: '/', clock };
    const [spec = ''] = targetSpecs('github-actions:acme/shop#API_KEY', world, 'stanch-prove.yml');
    return sinkOf(spec, world);
  }
  const go = (around?: Around, more: { newKey?: string; signal?: AbortSignal } = {}): Promise<RunOutcome> => goOn(rotation, { provider, base: served.base, operator: served.operator, oldKey: served.old.value, sinks: [store()], ...more }, around);

  async function finish(words: string): Promise<void> {
    let outcome: RunOutcome | undefined;
    for (let turn = 0; turn < 6 && outcome?.state !== 'closed'; turn++) outcome = await go().catch(() => undefined);
    expect([words, outcome]).toEqual([words, { state: 'closed' }]);
    expect([violations, made().map(({ value }) => value), served.old.live], words).toEqual([[], [held()], false]);
  }

  it('survives a crash at every moment', async () => {
    let moments = 0;
    await go(() => void (moments += 1));
    for (let k = 1; k <= moments; k++) {
      await tearDown();
      await setUp();
      let count = 0;
      const crashing = go(() => {
        count += 1;
        if (count >= k) throw new Crash();
      });
      await expect(crashing, `moment ${k}`).rejects.toThrow();
      expect(served.old.live || made().some(({ value }) => value === held()), `moment ${k}`).toBe(true);
      await finish(`moment ${k}`);
    }
    expect(moments).toBeGreaterThan(40);
    process.stdout.write(`a job that proves        crashes: ${moments} of ${moments} moments, nothing lost\n`);
  }, 120_000);

  it.each<SinkFault>(['cut-before', 'cut-after', 'page', 'redirect', 'lie', 403, 404, 429, 500])('survives %s at every request to the store and its jobs', async (fault) => {
    await go();
    const requests = github.calls.length;
    for (let k = 1; k <= requests; k++) {
      await tearDown();
      await setUp();
      github.fault = () => (github.calls.length === k ? fault : 'none');
      await go().catch(() => undefined);
      github.fault = () => 'none';
      await finish(`request ${k} ${String(fault)}`);
      expect(github.strayed).toEqual([]);
    }
    process.stdout.write(`a job that proves        faults: ${requests} (${String(fault)} at each request), nothing lost\n`);
  }, 120_000);

  it.each([
    ['never ends', 'the job has not ended'],
    ['has no title', 'no run of the job is to be seen'],
    ['never starts', 'no run of the job is to be seen'],
  ] as const)('whose job %s stops in time, and goes on when it does', async (habit, words) => {
    github.jobs.habit = habit;
    await expect(go()).rejects.toThrow(words);
    expect([served.old.live, made().length]).toEqual([true, 1]);
    github.jobs.habit = 'honest';
    await finish(habit);
  });

  it('stops at Ctrl-C while the job runs', async () => {
    github.jobs.habit = 'never ends';
    const stop = new AbortController();
    const stopping = go((moment, call) => void (moment === 'after' && call === 'look at the job' && github.jobs.runs.length > 1 && stop.abort()), { signal: stop.signal });
    await expect(stopping).rejects.toThrow('stopped while the job runs');
    github.jobs.habit = 'honest';
    await finish('Ctrl-C');
    // The runs that were there are looked at; no others were started.
    expect(github.jobs.runs).toHaveLength(2);
  });

  it('is not asked about a value that others could guess', async () => {
    const weak = 'short-but-fine-key1';
    served.keys.push({ id: 'weak', label: 'stanch-by-hand', value: weak, live: true });
    expect(await go(undefined, { newKey: weak })).toMatchObject({ state: 'manual', step: 'works:1:1' });
    expect([github.jobs.inputs, served.old.live]).toEqual([[], true]);
  });
});
