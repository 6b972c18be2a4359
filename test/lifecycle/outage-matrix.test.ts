import { afterAll, describe, expect, it } from 'vitest';
import type { RunOutcome } from '#app/lifecycle/run-ports.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import { ROTATABLE } from '../helpers/fault-world.ts';
import { makeOutageWorld, type Lane, type OutageWorld } from '../helpers/outage-world.ts';
import type { Fault } from '../helpers/served/server.ts';

/** What everybody is answered while the outage lasts. */
const ANSWERS: readonly (readonly [name: string, answer: Fault])[] = [
  ['what a wrong key is told', 'stranger'],
  ['401', 401],
  ['404', 404],
  ['200', 200],
  ['403', 403],
  ['a page', [200, '<!doctype html><title>We are back soon</title>', { 'content-type': 'text/html' }]],
  ['500', 500],
  ['cut', 'cut'],
  ['429', 429],
  ['503', 503],
];

/** How many requests it lasts, or how many processes, of which the first is at work. */
interface Length {
  readonly requests: number;
  readonly processes: number;
}
const FOREVER = Number.POSITIVE_INFINITY;
const LENGTHS: readonly Length[] = [{ requests: FOREVER, processes: 1 }, { requests: 1, processes: 1 }, { requests: 2, processes: 1 }, { requests: FOREVER, processes: 2 }, { requests: 3, processes: 1 }, { requests: 5, processes: 1 }];

const COMBINATIONS = LENGTHS.flatMap((length) => ANSWERS.map(([name, answer]) => ({ name, answer, length })));

const byId = (...ids: readonly string[]): readonly string[] => ids;
const withOperator = ROTATABLE.filter((id) => PROVIDERS.find((provider): provider is Provider => provider.id === id)?.revoke !== undefined);
const inPieces = ROTATABLE.filter((id) => PROVIDERS.find((provider): provider is Provider => provider.id === id)?.parts !== undefined);

/** Kinds of runs, and at which providers they are tried. */
const LANES: readonly (readonly [lane: Lane, ids: readonly string[]])[] = [
  [{ name: 'a rotation', mode: 'rotate', operator: 'full' }, ROTATABLE],
  [{ name: 'a blind rotation', mode: 'rotate', operator: 'full', place: 'blind' }, byId('neuroai', 'noxus', 'google-service-account')],
  [{ name: 'a rotation in pieces', mode: 'rotate', operator: 'full', place: 'pieces' }, inPieces],
  [{ name: 'a rotation in pieces, killed', mode: 'rotate', operator: 'full', place: 'pieces', killed: true }, inPieces],
  [{ name: 'a blind rotation, killed', mode: 'rotate', operator: 'full', place: 'blind', killed: true }, byId('neuroai', 'google-service-account', 'vault')],
  [{ name: 'a revocation', mode: 'revoke', operator: 'full' }, withOperator],
  [{ name: 'a revocation without a list', mode: 'revoke', operator: 'no list' }, byId('neuroai', 'cloudflare', 'twilio', 'google-service-account', 'vault')],
  [{ name: 'a revocation by nobody', mode: 'revoke', operator: 'none' }, byId('gitlab', 'vault', 'slack', 'npm', 'huggingface', 'discord-webhook', 'slack-webhook', 'groq')],
  [{ name: 'a key that a person made', mode: 'rotate', operator: 'none', byHand: true }, byId('gitlab', 'slack', 'groq', 'anthropic')],
  [{ name: 'a blind key that a person made', mode: 'rotate', operator: 'none', byHand: true, place: 'blind' }, byId('gitlab', 'slack', 'groq', 'stripe')],
];

/** Every beginning, length and answer of an outage, with STANCH_EVERY_OUTAGE=1: some 58,000 runs, which takes an hour and more. */
const isEvery = process.env['STANCH_EVERY_OUTAGE'] === '1';
const counts = new Map<string, number>();
afterAll(() => void process.stdout.write([...counts].map(([id, count]) => `${id.padEnd(24)} outages: ${count}, nothing lost\n`).join('')));

/** Goes on until the run is closed. @returns what a person had to do on the way */
async function finish(world: OutageWorld): Promise<readonly string[]> {
  const helped: string[] = [];
  let outcome: RunOutcome | undefined;
  for (let turn = 0; turn < 8 && outcome?.state !== 'closed'; turn++) {
    outcome = await world.go();
    if (outcome !== undefined && world.help(outcome) && outcome.state === 'manual') helped.push(outcome.step);
  }
  if (outcome?.state !== 'closed') helped.push('did not close');
  return helped;
}

async function inWorld<T>(id: string, lane: Lane, work: (world: OutageWorld) => Promise<T>): Promise<T> {
  const world = await makeOutageWorld(id, lane);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** Lets the outage pass over a run: processes go on in it, each until it stops. @returns true where one closed the run */
async function passOver(world: OutageWorld, start: number, { answer, length }: { readonly answer: Fault; readonly length: Length }): Promise<boolean> {
  world.lie = (request) => (request >= start && request < start + length.requests ? answer : 'go');
  let isClosed = false;
  for (let left = length.processes; left > 0; left--) {
    let outcome = await world.go();
    // What is asked of a person before the outage begins is done, so that it begins at all.
    while (outcome !== undefined && world.asked() < start && world.help(outcome)) outcome = await world.go();
    isClosed ||= outcome?.state === 'closed';
  }
  world.lie = () => 'go';
  return isClosed;
}

describe.each(LANES)('$name', (lane, ids) => {
  it.each(ids.map((id) => [id] as const))('at %s comes through every outage', async (id) => {
    const calm = await inWorld(id, lane, async (world) => {
      const helped = await finish(world);
      expect(world.problems()).toEqual([]);
      return { helped, requests: world.asked() };
    });
    let count = 0;
    for (let start = 1; start <= calm.requests; start++) {
      // One outage begins at each request, a different one each time; every one of them where there is time.
      const offset = start * 7 + lane.name.length + id.length * 3;
      for (const outage of isEvery ? COMBINATIONS : [COMBINATIONS[offset % COMBINATIONS.length]]) {
        if (outage === undefined) continue;
        count += 1;
        await inWorld(id, lane, async (world) => {
          const isClosed = await passOver(world, start, outage);
          const words = `${outage.name} from request ${start}, for ${outage.length.requests} requests of ${outage.length.processes} processes: ${world.told.join(' | ')}`;
          const helped = isClosed ? [] : await finish(world);
          expect(world.problems(), words).toEqual([]);
          expect(helped.filter((step) => !calm.helped.includes(step) && !isAsked(step, lane, id)), words).toEqual([]);
        });
      }
    }
    counts.set(id, (counts.get(id) ?? 0) + count);
  }, 1_200_000);
});

/**
 * What only a person can see: that a key is gone, where no other one can be asked about; that a key was not made, where
 * nothing lists them; that the key of a second attempt works in a place that nobody reads.
 */
function isAsked(step: string, { operator, place }: Lane, id: string): boolean {
  const hasList = PROVIDERS.some((provider) => provider.id === id && 'list' in provider);
  return (step === 'ended' && operator === 'none') || (step.startsWith('discard') && !hasList) || (place === 'blind' && step.startsWith('works'));
}
