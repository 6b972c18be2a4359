import { IncompleteError } from '#core/errors.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** How a manual end of a lost key is confirmed. */
export function discardStep(state: RunState): string {
  return `discard:${state.attempt}`;
}

/**
 * Ends a new key whose value is lost, or which may have been made without an answer: known by its id, else found by
 * its label, which only this attempt used.
 * @returns an outcome where a person has to do it
 */
export async function discard(state: RunState, { provider, context, clock }: RunPorts): Promise<RunOutcome | undefined> {
  const minting = state.minting;
  if (minting === undefined || state.confirmed.has(discardStep(state))) return undefined;
  const canList = provider.list !== undefined;
  if (provider.revoke === undefined || (minting.id === undefined && !canList)) {
    const words = `The value of the new key named ${minting.label} is lost. Look for that name and delete that key; there may be none.`;
    return { state: 'manual', step: discardStep(state), words, link: provider.manual.revoke.link };
  }
  if (minting.id !== undefined) await endKey(minting.id, state, { provider, context });
  if (canList) await endByLabel(minting.label, state, { provider, context, clock });
  return undefined;
}

/** A list may lag behind: that a key is missing counts only after the last look. */
async function endByLabel(label: string, state: RunState, { provider, context, clock }: Pick<RunPorts, 'provider' | 'context' | 'clock'>): Promise<void> {
  let left = 0;
  for (const wait of [0, ...LAG.slice(0, 3)]) {
    if (wait > 0) await clock.sleep(wait);
    const found = ((await provider.list?.(context)) ?? []).filter((key) => key.label === label);
    for (const key of found) await endKey(key.id, state, { provider, context });
    left = found.length;
  }
  if (left > 0) throw new IncompleteError(`the key named ${label} does not go away`, 'nothing new is made while it may live; delete it by hand and resume');
}

async function endKey(id: string, state: RunState, { provider, context }: Pick<RunPorts, 'provider' | 'context'>): Promise<void> {
  if (id === state.head.oldId) throw new IncompleteError('the new key and the leaked one have the same id', 'nothing was revoked: look at the keys of the provider');
  await provider.revoke?.(id, context);
}
