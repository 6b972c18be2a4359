import { describe, expect, it } from 'vitest';
import { expectEnded, makeFaultWorld, ROTATABLE, type FaultWorld } from '../helpers/fault-world.ts';

/** Takes a run so far that the new key stands where it belongs, and no further. */
async function goUntilRead(world: FaultWorld): Promise<void> {
  const end = new Error('stopped behind the last read-back');
  let reads = 0;
  await world.go((moment, call) => {
    if (call === 'read' && moment === 'after') reads += 1;
    if (call === 'http' && reads > 0) throw end;
  }).catch((error: unknown) => expect(error).toBe(end));
  expect(reads).toBeGreaterThan(0);
}

/** Answers the first `count` requests with a no, whoever asks. */
function refuseAll(world: FaultWorld, count: number): void {
  let asked = 0;
  world.during((moment) => {
    if (moment === 'before') asked += 1;
    return moment === 'before' && asked <= count ? 401 : 'go';
  });
}

describe('a provider whose sign-in is down', () => {
  // One lie is the question whether the old key is dead already, two are that question and the proof.
  for (const id of ROTATABLE) {
    for (const count of [1, 2, 3, Number.POSITIVE_INFINITY]) {
      it(`${id}: ${count} false noes do not pass for the end of a key`, async () => {
        const world = await makeFaultWorld(id);
        try {
          await goUntilRead(world);
          refuseAll(world, count);
          const outcome = await world.go().catch(() => undefined);
          expect(outcome?.state === 'closed' && world.served.old.live).toBe(false);
          world.during(() => 'go');
          await world.finish();
          expectEnded(world, id);
        } finally {
          await world.close();
        }
      });
    }
  }
});
