import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { ROTATABLE } from '../helpers/fault-world.ts';
import { goOn, makeRotation, planRotation, remove, valueIn, type Around, type Rotation } from '../helpers/rotation.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts, type Served } from '../helpers/served/server.ts';

/** Providers whose list of labels lets two runs see each other. */
const SEEING = PROVIDERS.filter((provider) => ROTATABLE.includes(provider.id) && 'list' in provider && provider.unlabelled !== true);

interface Two {
  readonly served: Served;
  readonly runs: readonly [Rotation, Rotation];
  go(run: Rotation, around?: Around): Promise<RunOutcome | undefined>;
}

/** Two operators on two machines, each with a plan of their own for one leaked key. */
async function two(provider: Provider): Promise<Two> {
  const facts = SERVED[provider.id] as Facts;
  const served = await serve(facts);
  const oldId = provider.id === 'foxnose' ? `management/${served.old.id}` : served.old.id;
  const runs = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'].map((runId) => ({ ...makeRotation(served.old.value, 1), runId }));
  for (const run of runs) planRotation(run, { provider: provider.id, oldId, oldKey: served.old.value, verdict: 'live' });
  const go: Two['go'] = (run, around) => goOn(run, { provider, base: served.base, operator: served.operator, oldKey: served.old.value, settings: { ...facts.settings } }, around).catch(() => undefined);
  return { served, runs: runs as unknown as Two['runs'], go };
}

/** However it went: no old key without a new one in somebody's hands, and never two in its place. */
function expectOne({ served, runs }: Two, words: string): void {
  const made = served.live().filter(({ label }) => label.startsWith('stanch-'));
  expect(made.length, words).toBeLessThanOrEqual(1);
  if (!served.old.live) expect(runs.flatMap(({ files }) => files.map(valueIn)), words).toContain(made[0]?.value);
  if (!served.old.live) expect(made, words).toHaveLength(1);
}

async function close({ served, runs }: Two): Promise<void> {
  await served.close();
  for (const run of runs) remove(run);
}

describe.each(SEEING.map((provider) => [provider.id, provider] as const))('two operators at %s', (id, provider) => {
  it('who work at the same time make one key at most', async () => {
    for (let round = 0; round < 5; round++) {
      const both = await two(provider);
      await Promise.all(both.runs.map((run) => both.go(run)));
      for (const run of both.runs) await both.go(run);
      expectOne(both, `round ${round}`);
      await close(both);
    }
  }, 60_000);

  it('of whom one stops at any moment make one key at most', async () => {
    let tried = 0;
    for (let k = 1, isOver = false; !isOver; k += 1) {
      const both = await two(provider);
      const [first, second] = both.runs;
      let count = 0;
      await both.go(first, () => {
        count += 1;
        if (count >= k) throw new Error('stopped');
      });
      await both.go(second);
      await both.go(first);
      await both.go(second);
      expectOne(both, `moment ${k}`);
      await close(both);
      isOver = count < k;
      tried = k;
    }
    process.stdout.write(`${id.padEnd(24)} two operators: ${tried} interleavings, one key\n`);
  }, 120_000);
});
