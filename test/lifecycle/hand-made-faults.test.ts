import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { allRead, goOn, makeRotation, planRotation, remove, valueIn, type Around, type Rotation } from '../helpers/rotation.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Served } from '../helpers/served/server.ts';

/** Providers whose keys a person makes: one that can end them by program, and one where a person does that, too. */
const BY_HAND = ['anthropic', 'cloudflare', 'groq'] as const;

interface World {
  readonly served: Served;
  readonly rotation: Rotation;
  readonly newKey: string;
  readonly violations: string[];
  go(around?: Around): Promise<RunOutcome>;
  close(): Promise<void>;
}

async function makeWorld(id: string): Promise<World> {
  const [facts, provider] = [SERVED[id], PROVIDERS.find((candidate) => candidate.id === id)];
  if (facts === undefined || provider === undefined) throw new Error(`no provider ${id}`);
  const served = await serve(facts);
  const newKey = served.make('by hand').value;
  const context = { http: makeHttp({ privateHosts: new Set(['127.0.0.1']) }), base: served.base, operator: new Secret(served.operator), clock: Date, settings: facts.settings ?? {} };
  const identity = await provider.identify?.(new Secret(served.old.value), context);
  const rotation = makeRotation(served.old.value, 2);
  planRotation(rotation, { provider: id, oldId: identity?.exact === true ? identity.id : '', oldKey: served.old.value, verdict: 'live' });
  const violations: string[] = [];
  served.hook = () => {
    if (served.keys.some((key) => key.label === 'by hand' && !key.live)) violations.push('the new key was ended');
    if (!served.old.live && !allRead(rotation)) violations.push('the old key was ended before the new one was read back');
    return 'go';
  };
  const matter = { provider, base: served.base, operator: served.operator, oldKey: served.old.value, newKey, settings: { ...facts.settings } };
  return {
    served,
    rotation,
    newKey,
    violations,
    go: (around) => goOn(rotation, matter, around),
    close: async () => {
      await served.close();
      remove(rotation);
    },
  };
}

/** Goes on as a person would: gives the same key again, and deletes the old one where asked to. */
async function finish(world: World): Promise<RunOutcome | undefined> {
  let outcome: RunOutcome | undefined;
  for (let turn = 0; turn < 4 && outcome?.state !== 'closed'; turn++) {
    outcome = await world.go();
    if (outcome.state === 'manual' && outcome.step === 'revoke') world.served.old.live = false;
  }
  return outcome;
}

describe.each(BY_HAND.map((id) => [id] as const))('a key of %s that a person made', (id) => {
  it('survives a crash at every moment: it is never ended, and never another', async () => {
    let moments = 0;
    for (let k = 1; ; k++) {
      const world = await makeWorld(id);
      const keys = world.served.keys.length;
      let count = 0;
      const ended = await world
        .go(() => {
          count += 1;
          if (count === k) throw new Error('crash');
        })
        .catch(() => undefined);
      if (ended?.state === 'manual') world.served.old.live = false;
      expect(await finish(world), `moment ${k}`).toEqual({ state: 'closed' });
      // Every key that there was lives but the leaked one, and there is no other.
      expect([world.violations, world.served.keys.filter(({ live }) => !live), world.served.keys.length], `moment ${k}`).toEqual([[], [world.served.old], keys]);
      expect(world.rotation.files.map(valueIn), `moment ${k}`).toEqual([world.newKey, world.newKey]);
      await world.close();
      if (count < k) break;
      moments = k;
    }
    expect(moments).toBeGreaterThan(20);
    process.stdout.write(`${`${id}-by-hand`.padEnd(24)} crashes: ${moments} of ${moments} moments, nothing lost\n`);
  }, 120_000);
});
