import { IncompleteError } from '#core/errors.ts';
import type { Verdict } from '#providers/provider.ts';
import { isNewKey } from './new-key.ts';
import { lookYourself, reopen, type EndOfOld } from './prove-end.ts';
import type { RunOutcome, RunPorts } from './run-ports.ts';
import { ENDS, isByHand, type RunState } from './run-state.ts';
import { askOld, isRefused } from './witness.ts';

/** Reads every sink once more: what was true at delivery may have changed since. */
async function checkSinks(state: RunState, ports: RunPorts): Promise<void> {
  for (const [index, sink] of ports.sinks.entries()) {
    if (sink.readBack === undefined) continue;
    if (!isNewKey(await sink.readBack(), sink, state)) {
      throw new IncompleteError(`sink ${index + 1} no longer holds the new key`, 'the old key was not revoked: deliver by hand or start anew');
    }
  }
}

/** The provider must still know the leaked key under the id of the plan, and under no other. */
async function checkIdentity(state: RunState, { provider, context, oldKey }: RunPorts): Promise<void> {
  if (state.minting?.id === state.head.oldId) throw new IncompleteError('the new key and the leaked one have the same id', 'nothing was revoked');
  const identity = await provider.identify?.(oldKey, context);
  if (identity?.exact === true && identity.id === state.head.oldId) return;
  if (identity?.exact !== true) throw new IncompleteError(`the id of the leaked key cannot be made sure of now: ${identity?.why ?? 'the provider does not tell ids'}`, 'nothing was revoked: resume asks again; if that stays so, look at the keys of the provider');
  throw new IncompleteError('the leaked key is no longer known under the id of the plan', 'nothing was revoked: look at the keys of the provider');
}

/** Where keys cannot be listed, a second one that came of a request delivered twice is for a person to see. */
function byHand({ minting }: RunState, { provider }: RunPorts): RunOutcome {
  const { words, link } = provider.manual.revoke;
  const twin = minting?.id === undefined || isByHand(minting) || provider.list !== undefined ? '' : ` Of the keys named ${minting.label} keep only ${minting.id}.`;
  return { state: 'manual', step: 'revoke', words: `${words}${twin}`, link };
}

/** A key that is dead by now: what outlives it is ended too, where this run had begun to end it. */
async function noteEnd({ state: verdict, why }: Verdict, { revokeBegun, head }: RunState, { provider, context }: RunPorts): Promise<EndOfOld> {
  if (revokeBegun) await provider.finish?.(head.oldId, context);
  return { data: { how: revokeBegun ? 'the key is dead by now' : 'nothing was to be revoked: the key is dead', verdict, why } };
}

/** Ends a key by its id, or by itself where there is no other way, or no key of the operator for it; how it was done. */
async function end(id: string, { provider, context, oldKey }: RunPorts): Promise<Readonly<Record<string, string>>> {
  const bySelf = provider.endSelf !== undefined && (provider.revoke === undefined || context.operator === undefined);
  if (bySelf) return { how: 'by the key itself', answer: (await provider.endSelf?.(oldKey, context)) === true ? 'ended' : 'refused' };
  await provider.revoke?.(id, context);
  return { how: 'by its id', answer: 'ended' };
}

/**
 * Ends the leaked key, by its exact id and only if it still answers to it. A key that is dead already is done.
 * @param begin writes the intent
 */
export async function revokeOld(state: RunState, ports: RunPorts, begin: () => void): Promise<EndOfOld> {
  const { provider, approve } = ports;
  const asked = await askOld(state, ports);
  if (asked.isProved) return noteEnd(asked.verdict, state, ports);
  if (isRefused(asked, state)) return lookYourself(asked.verdict, ports);
  if (state.head.mode === 'rotate') await checkSinks(state, ports);
  if ((provider.revoke === undefined && provider.endSelf === undefined) || state.head.oldId === '') return { outcome: byHand(state, ports), ...(ENDS.some((step) => state.confirmed.has(step)) ? reopen(asked.verdict) : {}) };
  await checkIdentity(state, ports);
  const impact = state.head.mode === 'revoke' ? '; there is no new one, and every program that uses it stops working' : '';
  const words = `revoke key ${state.head.oldId} of ${provider.title}; this cannot be undone${impact}`;
  if (!state.revokeBegun && !(await approve(words))) return { outcome: { state: 'declined', words } };
  begin();
  return { data: await end(state.head.oldId, ports) };
}
