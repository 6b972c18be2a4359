import { IncompleteError } from '#core/errors.ts';
import type { RunOutcome, RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** How a person confirms that no second key is left. */
function twinStep(state: RunState): string {
  return `twin:${state.attempt}`;
}

/**
 * Something on the way may deliver a request twice, and the provider then made two keys, one of which nobody knows.
 * By the label, which only this attempt used, it is found and ended; without labels a person is asked about what came
 * to be since.
 */
export async function endTwins(state: RunState, { provider, context, oldKey }: RunPorts): Promise<RunOutcome | undefined> {
  const { minting, head } = state;
  if (provider.list === undefined || provider.revoke === undefined || minting?.id === undefined || state.confirmed.has(twinStep(state))) return undefined;
  const keys = await provider.list(context, { id: head.oldId, value: oldKey });
  const others = keys.filter(({ id }) => id !== minting.id && id !== head.oldId);
  if (provider.unlabelled === true) {
    const fresh = others.filter(({ id }) => !minting.before.includes(id)).map(({ id }) => id);
    if (fresh.length === 0) return undefined;
    const words = `While the new key was made this came to be, too: ${fresh.join(', ')}. Delete it unless somebody else made it.`;
    return { state: 'manual', step: twinStep(state), words, link: provider.manual.revoke.link };
  }
  const twins = others.filter(({ label }) => label === minting.label);
  for (const { id } of twins) await provider.revoke(id, context);
  const left = twins.length === 0 ? [] : await provider.list(context, { id: head.oldId, value: oldKey });
  if (left.some(({ id }) => twins.some((twin) => twin.id === id))) throw new IncompleteError(`a second key named ${minting.label} does not go away`, 'the old key was not revoked; resume tries again');
  return undefined;
}
