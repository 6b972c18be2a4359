import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEUROAI } from '#providers/neuroai.ts';
import { startNeuroai, type NeuroaiServer, type ServedKey } from '../helpers/neuroai-server.ts';
import { allRead, goOn, makeRotation, planRotation, remove, valueIn, type Around, type Rotation } from '../helpers/rotation.ts';

class Crash extends Error {}

let server: NeuroaiServer;
let old: ServedKey;
let bystander: ServedKey;
let rotation: Rotation;

async function setUp(): Promise<void> {
  server = await startNeuroai();
  old = server.add('production');
  bystander = server.add('production');
  rotation = makeRotation(old.value, 2);
  planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value });
  server.hook = (moment, call) => {
    // The rule of rules, watched by the provider itself.
    if (moment === 'before' && call.endsWith(`/${old.id}`) && call.startsWith('DELETE')) {
      expect(allRead(rotation)).toBe(true);
      const held = rotation.files.map(valueIn);
      expect(server.keys.filter((key) => key.live && key.value === held[0])).toHaveLength(1);
      expect(new Set(held).size).toBe(1);
    }
    return 'go';
  };
}

async function tearDown(): Promise<void> {
  await server.close();
  remove(rotation);
}

const go = (around?: Around): ReturnType<typeof goOn> => goOn(rotation, { provider: NEUROAI, base: server.base, operator: server.operator, oldKey: old.value }, around);
const replacements = (): ServedKey[] => server.keys.filter((key) => key.live && key.name.startsWith('stanch-'));

function expectFinished(): void {
  expect(replacements()).toHaveLength(1);
  expect(rotation.files.map(valueIn)).toEqual(rotation.files.map(() => replacements()[0]?.value));
  expect([old.live, bystander.live, server.keys[0]?.live]).toEqual([false, true, true]);
}

/** A crash at the k-th moment: from then on nothing reaches outside. */
function crashAt(k: number): { around: Around; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    around: () => {
      count += 1;
      if (count >= k) throw new Crash();
    },
  };
}

async function countMoments(): Promise<number> {
  const counter = crashAt(Number.POSITIVE_INFINITY);
  expect(await go(counter.around)).toEqual({ state: 'closed' });
  expectFinished();
  return counter.count();
}

describe('a rotation', () => {
  beforeEach(setUp);
  afterEach(tearDown);

  it('goes through, and again is as once', async () => {
    expect(await countMoments()).toBeGreaterThan(40);
    const before = server.keys.length;
    expect(await go()).toEqual({ state: 'closed' });
    expect(server.keys).toHaveLength(before);
  });

  it('survives a crash at every moment', async () => {
    const moments = await countMoments();
    for (let k = 1; k <= moments; k++) {
      await tearDown();
      await setUp();
      await expect(go(crashAt(k).around), `moment ${k}`).rejects.toThrow();
      expect(replacements().length, `moment ${k}`).toBeLessThanOrEqual(1);
      expect(await go(), `moment ${k}`).toEqual({ state: 'closed' });
      expectFinished();
    }
    process.stdout.write(`neuroai: crashed at ${moments} of ${moments} moments, nothing lost\n`);
  });

  it('survives two crashes', async () => {
    const moments = await countMoments();
    for (let k = 1; k <= moments; k += 3) {
      for (let second = 1; second <= 40; second += 4) {
        await tearDown();
        await setUp();
        await go(crashAt(k).around).catch(() => undefined);
        await go(crashAt(second).around).catch(() => undefined);
        expect(replacements().length).toBeLessThanOrEqual(1);
        expect(await go()).toEqual({ state: 'closed' });
        expectFinished();
      }
    }
  });

  it.each([['before', 'cut'], ['after', 'cut'], ['before', 500], ['after', 500], ['after', 200]] as const)('survives a create answered %s its effect by %s', async (moment, how) => {
    const watch = server.hook;
    let armed = true;
    server.hook = (at, call) => {
      if (!armed || call !== 'POST /v1/api-keys' || at !== moment) return watch(at, call);
      armed = false;
      return how;
    };
    await go().catch(() => undefined);
    expect(await go()).toEqual({ state: 'closed' });
    expectFinished();
  });

  it('does not take a revoke without effect for done', async () => {
    server.hook = (at, call) => (at === 'before' && call === `DELETE /v1/api-keys/${old.id}` ? 204 : 'go');
    expect(await go()).toMatchObject({ state: 'manual', step: 'prove' });
    expect(old.live).toBe(true);
    expect(await go()).toMatchObject({ state: 'manual', step: 'prove' });
  });

  it('refuses to revoke when the leaked key answers to another id', async () => {
    remove(rotation);
    rotation = makeRotation(old.value, 1);
    planRotation(rotation, { provider: 'neuroai', oldId: bystander.id, oldKey: old.value });
    await expect(go()).rejects.toThrow('no longer known under the id');
    expect([old.live, bystander.live]).toEqual([true, true]);
  });

  it('waits out the grace', async () => {
    remove(rotation);
    rotation = makeRotation(old.value, 1);
    planRotation(rotation, { provider: 'neuroai', oldId: old.id, oldKey: old.value, grace: 60_000 });
    expect(await go()).toMatchObject({ state: 'waiting' });
    expect(old.live).toBe(true);
  });
});
