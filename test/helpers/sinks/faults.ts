import { expect } from 'vitest';
import { StanchError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import type { SinkCall, SinkFault, SinkServer } from './sink-server.ts';

/** Time in which nobody waits. */
export const CLOCK: { now: () => number; sleep: () => Promise<void> } = { now: () => 0, sleep: async () => undefined };

/** What can go wrong with one call; none of it is a delivery. */
export const FAULTS: readonly SinkFault[] = [301, 401, 403, 404, 409, 422, 429, 500, 502, 503, 'cut-before', 'cut-after', 'page', 'redirect', 'lie'];

/** The error of a delivery, which must be one that a person can act on, and silent about every value. */
export async function failureIn(work: Promise<unknown>, values: readonly string[]): Promise<StanchError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error, 'it was taken for done').toBeInstanceOf(StanchError);
  const told = error as StanchError;
  const words = `${told.message} ${told.hint ?? ''} ${JSON.stringify(told)} ${told.cause instanceof Error ? told.cause.message : ''}`;
  for (const value of values) expect(words).not.toContain(value);
  return told;
}

/** How a sink is tried. */
export interface Tried {
  readonly server: SinkServer;
  readonly make: () => Sink;
  readonly value: string;
  /** Calls of a delivery that can go wrong. */
  readonly isTried: (call: SinkCall) => boolean;
  /** True when the value stands there in truth. */
  readonly stands: () => boolean;
  /** Strings that no message may hold. */
  readonly hidden: readonly string[];
}

/** Delivery and, where there is one, the read-back that follows it, as a rotation does both. */
async function deliver(sink: Sink, value: string): Promise<void> {
  await sink.write(new Secret(value));
  if (sink.readBack === undefined) return;
  const back = await sink.readBack();
  if (back?.reveal() !== value) throw new StanchError('not read back', { exitCode: 3 });
}

/**
 * Makes each call of a delivery go wrong in each way, one at a time, for good. A delivery that counts as done in
 * spite of it must stand there; afterwards the same sink delivers without faults.
 * @returns how many pairs of call and fault were tried, and how many of them were refused
 */
export async function tryFaults(tried: Tried): Promise<{ tried: number; refused: number }> {
  const { server, make, value, hidden } = tried;
  const lines = await linesOf(tried);
  const counts = { tried: 0, refused: 0 };
  for (const line of lines) {
    for (const fault of FAULTS) {
      server.fault = (call) => (call.line === line ? fault : 'none');
      counts.tried++;
      const error: unknown = await deliver(make(), value).then(() => undefined, (reason: unknown) => reason);
      if (error === undefined) expect(tried.stands(), `${line} ${fault}`).toBe(true);
      else {
        counts.refused++;
        await failureIn(Promise.reject(error), [value, ...hidden]);
      }
      expect(server.strayed, `${line} ${fault}`).toEqual([]);
    }
  }
  server.fault = () => 'none';
  await deliver(make(), value);
  expect(tried.stands()).toBe(true);
  return counts;
}

async function linesOf({ server, make, value, isTried }: Tried): Promise<readonly string[]> {
  server.fault = () => 'none';
  const from = server.calls.length;
  await deliver(make(), value);
  return [...new Set(server.calls.slice(from).filter(isTried).map(({ line }) => line))];
}
