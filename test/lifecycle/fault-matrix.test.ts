import { afterAll, describe, expect, it } from 'vitest';
import { expectEnded, makeFaultWorld, ROTATABLE, type FaultWorld } from '../helpers/fault-world.ts';
import type { Fault } from '../helpers/served/server.ts';

class Crash extends Error {}

const table: string[] = [];
afterAll(() => void process.stdout.write(`${table.join('\n')}\n`));

async function inWorld(id: string, work: (world: FaultWorld) => Promise<void>): Promise<void> {
  const world = await makeFaultWorld(id);
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

/** Goes through once without faults: how many moments and requests there are. */
async function measure(id: string): Promise<{ moments: number; requests: number }> {
  const counted = { moments: 0, requests: 0 };
  await inWorld(id, async (world) => {
    world.during((moment) => {
      if (moment === 'before') counted.requests += 1;
      return 'go';
    });
    const outcome = await world.go(() => void (counted.moments += 1));
    if (outcome.state !== 'closed') await world.finish();
    expectEnded(world, 'without faults');
  });
  return counted;
}

/** What can happen to one request, at the moment where it happens. */
const FAULTS: readonly (readonly [name: string, moment: 'before' | 'after', fault: Fault])[] = [
  ['cut before its effect', 'before', 'cut'],
  ['cut after its effect', 'after', 'cut'],
  ['500 before its effect', 'before', 500],
  ['500 after its effect', 'after', 500],
  ['200 without effect', 'before', 200],
  ['200 without its body', 'after', 200],
  ['429', 'before', 429],
  ['delivered twice', 'before', 'twice'],
];

describe.each(ROTATABLE.map((id) => [id] as const))('%s', (id) => {
  it('survives a crash at every moment', async () => {
    const { moments } = await measure(id);
    for (let k = 1; k <= moments; k++) {
      await inWorld(id, async (world) => {
        let count = 0;
        await world
          .go(() => {
            count += 1;
            if (count >= k) throw new Crash();
          })
          .catch(() => undefined);
        await world.finish();
        expectEnded(world, `moment ${k}`);
      });
    }
    expect(moments).toBeGreaterThan(20);
    table.push(`${id.padEnd(24)} crashes: ${moments} of ${moments} moments, nothing lost`);
  }, 120_000);

  it('survives every fault of every request', async () => {
    const { requests } = await measure(id);
    for (const [name, moment, fault] of FAULTS) {
      for (let k = 1; k <= requests; k++) {
        await inWorld(id, async (world) => {
          let count = 0;
          world.during((at) => {
            if (at === 'before') count += 1;
            return at === moment && count === k ? fault : 'go';
          });
          await world.go().catch(() => undefined);
          world.during(() => 'go');
          await world.finish();
          expectEnded(world, `request ${k} ${name}`);
        });
      }
    }
    table.push(`${id.padEnd(24)} faults: ${requests * FAULTS.length} (${requests} requests x ${FAULTS.length} faults), nothing lost`);
  }, 120_000);
});
