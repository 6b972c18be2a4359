import { IncompleteError } from '#core/errors.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import { isByHand, type Minting, type RunState } from './run-state.ts';

/** How a manual end of a lost key is confirmed. */
export function discardStep(state: RunState): string {
  return `discard:${state.attempt}`;
}

/**
 * Ends a new key whose value is lost, or which may have been made without an answer: known by its id, else found by
 * its label, which only this attempt used, else shown to a person.
 * @returns an outcome where a person has to do it
 */
export async function discard(state: RunState, ports: RunPorts): Promise<RunOutcome | undefined> {
  const { provider } = ports;
  const minting = state.minting;
  if (minting === undefined || isByHand(minting) || state.confirmed.has(discardStep(state))) return undefined;
  if (provider.revoke !== undefined && minting.id !== undefined) await endKey(minting.id, state, ports);
  if (provider.unlabelled === true) return discardUnnamed(minting, state, ports);
  if (provider.revoke !== undefined && provider.list !== undefined) return endByLabel(minting.label, state, ports);
  return provider.revoke !== undefined && minting.id !== undefined ? undefined : byHand(`Look for the name ${minting.label} and delete that key; there may be none.`, state, ports);
}

function byHand(words: string, state: RunState, { provider }: RunPorts): RunOutcome {
  const lost = state.minting?.id === undefined ? 'A new key may have been made, but no answer came.' : `The value of the new key ${state.minting.id} is lost.`;
  return { state: 'manual', step: discardStep(state), words: `${lost} ${words}`, link: provider.manual.revoke.link };
}

/** An end that was said to be done is believed only when the list shows the key no more. */
function doesNotGo(key: string): IncompleteError {
  return new IncompleteError(`${key} does not go away`, 'nothing new is made while it may live; resume tries again, or delete it by hand and resume');
}

/** Ends a key by its id and looks whether it went: what is said to be gone may be a lie of the moment. @throws IncompleteError */
export async function endForGood(id: string, state: RunState, ports: RunPorts): Promise<void> {
  const { provider, context, clock, oldKey } = ports;
  await endKey(id, state, ports);
  if (provider.list === undefined) return;
  for (const wait of [0, ...LAG.slice(0, 3)]) {
    if (wait > 0) await clock.sleep(wait);
    const keys = await provider.list(context, { id: state.head.oldId, value: oldKey });
    if (!keys.some((key) => key.id === id)) return;
  }
  throw doesNotGo(`the key ${id}`);
}

/** A list may lag behind: that a key is missing counts only after the last look. */
async function endByLabel(label: string, state: RunState, { provider, context, clock, oldKey }: RunPorts): Promise<undefined> {
  let left = 0;
  for (const wait of [0, ...LAG.slice(0, 3)]) {
    if (wait > 0) await clock.sleep(wait);
    const found = ((await provider.list?.(context, { id: state.head.oldId, value: oldKey })) ?? []).filter((key) => key.label === label);
    for (const key of found) await endKey(key.id, state, { provider, context });
    left = found.length;
  }
  if (left > 0) throw doesNotGo(`the key named ${label}`);
}

/**
 * Keys without a label: whatever was not there before and is not the leaked one may be the lost one, or somebody
 * else's. No key is ended on such grounds; a person looks.
 */
async function discardUnnamed(minting: Minting, state: RunState, ports: RunPorts): Promise<RunOutcome | undefined> {
  const { provider, context, clock, oldKey } = ports;
  let fresh: readonly string[] = [];
  for (const wait of [0, ...LAG.slice(0, 3)]) {
    if (wait > 0) await clock.sleep(wait);
    const keys = (await provider.list?.(context, { id: state.head.oldId, value: oldKey })) ?? [];
    fresh = keys.map(({ id }) => id).filter((id) => id !== state.head.oldId && !minting.before.includes(id));
    if (fresh.some((id) => id !== minting.id || provider.revoke === undefined)) break;
  }
  if (provider.revoke !== undefined && fresh.length === 1 && fresh[0] === minting.id) throw doesNotGo(`the key ${minting.id}`);
  if (fresh.length === 0) return undefined;
  return byHand(`Since ${new Date(minting.begun).toISOString()} this came to be: ${fresh.join(', ')}. Delete it unless somebody else made it.`, state, ports);
}

async function endKey(id: string, state: RunState, { provider, context }: Pick<RunPorts, 'provider' | 'context'>): Promise<void> {
  if (id === state.head.oldId) throw new IncompleteError('the new key and the leaked one have the same id', 'nothing was revoked: look at the keys of the provider');
  await provider.revoke?.(id, context);
}
