import { IncompleteError, UsageError } from '#core/errors.ts';
import { checkBefore } from './create-new.ts';
import { endForGood } from './discard.ts';
import type { RunOutcome, RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/**
 * True where the value of the new key is lost to us, but a sink may hold it: one that cannot be read, or that was given
 * a piece. Such a key lives until another one stands in its place, or programs there would be left without any.
 */
export function mayBeHeld({ begun }: RunState, { sinks }: RunPorts): boolean {
  return sinks.some(({ readBack, part }, index) => begun.has(index) && (readBack === undefined || part !== undefined));
}

/** Ends a key that no sink holds any more. @returns an outcome where a person has to do it */
export async function endLeftover(id: string, state: RunState, ports: RunPorts): Promise<RunOutcome | undefined> {
  const { provider } = ports;
  if (id === state.head.oldId || id === state.minting?.id) throw new IncompleteError('a lost key has the id of one that is needed', 'nothing was revoked: look at the keys of the provider');
  const step = `left:${id}`;
  if (state.confirmed.has(step)) return undefined;
  if (provider.revoke === undefined) return { state: 'manual', step, words: `The value of the key ${id} was lost, and nothing holds it any more: delete it.`, link: provider.manual.revoke.link };
  await endForGood(id, state, ports);
  return undefined;
}

/**
 * What stands at the provider before another key is made. Where there is no room for one beside a lost key, that one
 * ends first, though a sink may hold it.
 * @param end ends one lost key and writes it down
 */
export async function roomBefore(state: RunState, ports: RunPorts, end: (id: string) => Promise<RunOutcome | undefined>): Promise<{ readonly before: readonly string[] } | { readonly outcome: RunOutcome }> {
  try {
    return { before: await checkBefore(state, ports) };
  } catch (error) {
    if (!(error instanceof UsageError) || state.leftovers.length === 0) throw error;
  }
  for (const id of state.leftovers) {
    const outcome = await end(id);
    if (outcome !== undefined) return { outcome };
  }
  return { before: await checkBefore(state, ports) };
}
