import { StanchError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import type { Verdict } from '#providers/provider.ts';
import { askOperator, type Witness } from './ask-operator.ts';
import { isNewKey } from './new-key.ts';
import { LAG, type RunPorts } from './run-ports.ts';
import { ENDS, type RunState } from './run-state.ts';

/** What the provider says of the old key, and what that is worth. */
export interface Asked {
  readonly verdict: Verdict;
  /** True for a no that holds. */
  readonly isProved: boolean;
  /** For a no that does not: false where no other key could be asked about, so that asking again says no more. */
  readonly mayChange: boolean;
}

/** How often in a row a no has to be said behind the first: each of three nodes that take turns is asked so. */
const AGAIN = 3;

/** A clear no; or a refusal, where the provider took the key while the plan was made. */
function isNo(verdict: Verdict, { head }: RunState): boolean {
  return verdict.state === 'dead' || (verdict.refused === true && head.wasLive);
}

async function verdictOf({ provider, context, oldKey }: RunPorts): Promise<Verdict> {
  return (await provider.verify?.(oldKey, context)) ?? { state: 'not-verifiable', why: 'there is no harmless question to ask' };
}

/** The new key, where it can be had whole: from the person who made it, else from a place that it was delivered to. */
async function newKeyOf(state: RunState, { newKey, sinks }: RunPorts): Promise<Secret | undefined> {
  if (newKey !== undefined) return newKey;
  for (const sink of sinks) {
    if (sink.part !== undefined) continue;
    try {
      const value = await sink.readBack?.();
      if (isNewKey(value, sink, state)) return value;
    } catch (error) {
      // A place that cannot be read just now is no witness, and says nothing about the old key.
      if (!(error instanceof StanchError)) throw error;
    }
  }
  return undefined;
}

/** Asks about a key that must work: the new one, which was taken by the very same question, else that of the operator. */
async function askWitness(state: RunState, ports: RunPorts): Promise<Witness & { readonly isNew: boolean }> {
  const key = await newKeyOf(state, ports);
  if (key === undefined) return { ...(await askOperator({ id: state.head.oldId, value: ports.oldKey }, ports)), isNew: false };
  const verdict = await ports.provider.verify?.(key, ports.context);
  if (verdict?.state === 'live') return { says: 'taken', words: 'it took the new key meanwhile', isNew: true };
  return { says: 'refused', words: 'it does not take the new key either: that proves nothing', isNew: true };
}

/** What else a no may rest on: the word of a person who looked, or the provider's own to the call that ended the key. */
function wordFor({ isAnswered, confirmed }: RunState, { isNew }: { readonly isNew: boolean }): string | undefined {
  if (ENDS.some((step) => confirmed.has(step))) return 'a person said that it is gone';
  // Where the new key is refused as well, whoever uses it stands without any: that is no time to close.
  return isAnswered && !isNew ? 'it had said that the key ended' : undefined;
}

/**
 * Asks about the old key, and makes sure that a no is one to it: a provider whose sign-in is down says no to every key for
 * a while. So a no is said four times, and a key that must work is taken behind the first and behind the last; where there is
 * none to ask about, the end rests on the provider's or a person's word, and else on nothing.
 */
export async function askOld(state: RunState, ports: RunPorts): Promise<Asked> {
  let verdict = await verdictOf(ports);
  if (!isNo(verdict, state)) return { verdict, isProved: false, mayChange: true };
  const before = await askWitness(state, ports);
  for (let turn = 0; turn < AGAIN; turn++) {
    if (before.says !== 'taken') await ports.clock.sleep(LAG[0] ?? 0);
    verdict = await verdictOf(ports);
    if (!isNo(verdict, state)) return { verdict, isProved: false, mayChange: true };
  }
  const witness = before.says === 'taken' ? await askWitness(state, ports) : before;
  const word = witness.says === 'taken' ? undefined : wordFor(state, witness);
  return { verdict: { ...verdict, why: `${verdict.why}; ${word ?? witness.words}` }, isProved: witness.says === 'taken' || word !== undefined, mayChange: witness.says === 'refused' };
}

/** True for a no, whatever it is worth. */
export function isRefused({ verdict }: Asked, state: RunState): boolean {
  return isNo(verdict, state);
}
