import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openJournal } from '#store/journal-file.ts';
import { expectEnded, makeFaultWorld, ROTATABLE, type FaultWorld } from '../helpers/fault-world.ts';
import { RUN_ID } from '../helpers/rotation.ts';
import type { Fault } from '../helpers/served/server.ts';

/** What must hold of the world as far as the model knows it: a journal only grows, and what is closed stays closed. */
interface Model {
  records: number;
  closed: boolean;
}

type Step = fc.AsyncCommand<Model, FaultWorld>;

let faults = 0;

function check(model: Model, world: FaultWorld): void {
  const journal = openJournal(world.rotation.state, RUN_ID);
  journal.close();
  const isClosed = journal.records.at(-1)?.kind === 'closed';
  expect(journal.records.length).toBeGreaterThanOrEqual(model.records);
  expect(model.closed && !isClosed).toBe(false);
  expect(world.violations).toEqual([]);
  Object.assign(model, { records: journal.records.length, closed: isClosed });
}

const step = (name: string, act: (world: FaultWorld) => Promise<void>): Step => ({
  check: () => true,
  run: async (model, world) => {
    faults += 1;
    await act(world);
    world.during(() => 'go');
    check(model, world);
  },
  toString: () => name,
});

const goOn = step('goes on', async (world) => void (await world.go().catch(() => undefined)));

const crash = (at: number): Step =>
  step(`crashes at ${at}`, async (world) => {
    let count = 0;
    const outcome = world.go(() => {
      count += 1;
      if (count >= at) throw new Error('crash');
    });
    await outcome.catch(() => undefined);
  });

/** Faults of several requests of one run: a request number may stand for more than one. */
const breaks = (plan: readonly (readonly [at: number, moment: 'before' | 'after', fault: Fault])[]): Step =>
  step(`breaks ${JSON.stringify(plan)}`, async (world) => {
    let count = 0;
    world.during((moment) => {
      if (moment === 'before') count += 1;
      return plan.find(([at, when]) => at === count && when === moment)?.[2] ?? 'go';
    });
    await world.go().catch(() => undefined);
  });

/** All requests from one on are answered alike for a while. */
const outage = ([start, length, answer]: [number, number, Fault]): Step =>
  step(`is answered ${JSON.stringify(answer)} from request ${start}, ${length} times`, async (world) => {
    let count = 0;
    world.during((moment) => {
      if (moment === 'before') count += 1;
      return moment === 'before' && count >= start && count < start + length ? answer : 'go';
    });
    const outcome = await world.go().catch(() => undefined);
    expect(outcome?.state === 'closed' && world.served.old.live).toBe(false);
  });

const steps = [
  fc.constant(goOn),
  fc.integer({ min: 1, max: 60 }).map(crash),
  fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom<Fault>('stranger', 401, 404, 200, 'cut')).map(outage),
  fc.array(fc.tuple(fc.integer({ min: 1, max: 14 }), fc.constantFrom<'before' | 'after'>('before', 'after'), fc.constantFrom<Fault>('cut', 'stranger', 200, 204, 401, 403, 404, 429, 500, 503)), { minLength: 1, maxLength: 4 }).map(breaks),
];

describe('a rotation', () => {
  it('ends well after any schedule of faults', async () => {
    const runs = 150;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ROTATABLE), fc.commands(steps, { maxCommands: 6 }), async (id, commands) => {
        const world = await makeFaultWorld(id);
        try {
          await fc.asyncModelRun(() => ({ model: { records: 0, closed: false }, real: world }), commands);
          await world.finish();
          expectEnded(world, id);
        } finally {
          await world.close();
        }
      }),
      { numRuns: runs },
    );
    process.stdout.write(`schedules: ${runs} random ones with ${faults} faults over ${ROTATABLE.length} providers, nothing lost\n`);
  }, 180_000);
});
