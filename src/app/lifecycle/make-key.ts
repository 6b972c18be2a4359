import { IncompleteError, UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import { findRival, labelOf, mintedLine } from './create-new.ts';
import { discard, discardStep } from './discard.ts';
import { endTwins } from './end-twins.ts';
import { approveSinks, lostByHand, takeHandMade, type HandMade } from './hand-made.ts';
import { endLeftover, mayBeHeld, roomBefore } from './leftovers.ts';
import { isNewKey, partPrints } from './new-key.ts';
import type { RunAtHand } from './run-at-hand.ts';
import type { RunOutcome } from './run-ports.ts';
import { isByHand, type RunState } from './run-state.ts';

/** What has to do with the making of the new key, and with keys that were lost or made twice on the way. */
export type MakingStep = 'create' | 'recover' | 'discard' | 'settle' | 'clear';

type Making = (run: RunAtHand, state: RunState) => Promise<RunOutcome | undefined>;

/** Takes one of these steps. @returns what a person has to do first; nothing where the run goes on */
export function makeKey(step: MakingStep, run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  return STEPS[step](run, state);
}

async function create(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  const { provider, context, oldKey, newKey } = run.ports;
  if (provider.create === undefined && newKey === undefined) return { state: 'manual', step: 'create', ...provider.manual.create };
  const declined = await approveSinks(run.ports);
  if (declined !== undefined) return declined;
  if (provider.create === undefined || newKey !== undefined) return adopt(run, await takeHandMade(state, run.ports));
  const room = await roomBefore(state, run.ports, (id) => endLeft(id, run, state));
  if ('outcome' in room) return room.outcome;
  const { before } = room;
  const label = labelOf(state, run.ports);
  run.write('intent', { step: 'create', label, ...(before.length === 0 ? {} : { before }) });
  const minted = await provider.create(label, context, { id: state.head.oldId, value: oldKey });
  run.write('done', mintedLine(minted, partPrints(minted.value, provider, state.head.salt), state.head.salt));
  run.value = minted.value;
  return undefined;
}

/** Nothing is changed by taking a key, so no intent goes before. */
function adopt(run: RunAtHand, { data, value }: HandMade): undefined {
  run.write('done', data);
  run.value = value;
}

/** A sink that can be read may hold the whole new key already: then nothing is lost. */
async function recover(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  for (const sink of run.ports.sinks) {
    if (sink.part !== undefined) continue;
    const value = await sink.readBack?.();
    if (!isNewKey(value, sink, state)) continue;
    run.value = value;
    return undefined;
  }
  if (state.minting !== undefined && isByHand(state.minting)) return askAgain(run, state);
  return mayBeHeld(state, run.ports) ? run.finish('leave', undefined) : discardMade(run, state);
}

/** A key that a person made is not ended by us: it is given again, or the person says that it is gone. */
async function askAgain(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  const { newKey } = run.ports;
  if (state.confirmed.has(discardStep(state))) return discardMade(run, state);
  if (newKey === undefined) return lostByHand(state, run.ports);
  if (fingerprintOf(newKey, state.head.salt) !== state.minting?.fingerprint) throw new UsageError('that is another new key than the one that was given before', `give that one again; or delete it by hand and add --done ${discardStep(state)}`);
  run.value = newKey;
  return undefined;
}

async function discardMade(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  run.write('intent', { step: 'discard' });
  const outcome = await discard(state, run.ports);
  run.value = outcome === undefined ? undefined : run.value;
  return run.finish('discard', outcome);
}

/** Ends a key that an earlier attempt left behind. */
async function endLeft(id: string, run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  const outcome = await endLeftover(id, state, run.ports);
  if (outcome === undefined) run.write('done', { step: 'clear', id });
  return outcome;
}

/** Makes sure that this run's key is the only one that was made in place of the leaked one. */
async function settle(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  if (state.minting !== undefined && isByHand(state.minting)) return run.finish('settle', undefined);
  const rival = await findRival(state, run.ports);
  if (rival === undefined) return run.finish('settle', await endTwins(state, run.ports));
  await discardMade(run, state);
  throw new IncompleteError(`another run made a key in place of this one: ${rival.label}`, 'the key of this run was deleted, the old one was not revoked; finish the other run, or delete its key and resume');
}

const STEPS: Readonly<Record<MakingStep, Making>> = {
  create,
  recover,
  discard: discardMade,
  settle,
  clear: (run, state) => endLeft(state.leftovers[0] ?? '', run, state),
};
