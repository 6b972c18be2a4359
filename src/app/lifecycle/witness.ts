import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { Verdict } from '#providers/provider.ts';
import { isNewKey } from './new-key.ts';
import type { RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** What a provider says of another key while it refuses the old one. */
export interface Witness {
  /** Undefined where there is no other key to ask about. */
  readonly taken: boolean | undefined;
  /** In words, behind "the provider refuses the key". */
  readonly words: string;
}

/** The new key, where it can be had whole: from the person who made it, else from a place that it was delivered to. */
async function newKeyOf(state: RunState, { newKey, sinks }: RunPorts): Promise<Secret | undefined> {
  if (newKey !== undefined) return newKey;
  for (const sink of sinks) {
    if (sink.part !== undefined) continue;
    // A place that cannot be read just now is no witness, and says nothing about the old key.
    const value = await sink.readBack?.().catch(() => undefined);
    if (isNewKey(value, sink, state)) return value;
  }
  return undefined;
}

/** Whether the operator may still list keys; undefined where this provider has no list, or nobody else to ask for one. */
async function operatorTaken({ head }: RunState, { provider, context, oldKey }: RunPorts): Promise<boolean | undefined> {
  if (provider.list === undefined || context.operator === undefined || fingerprintOf(context.operator, head.salt) === head.oldFingerprint) return undefined;
  return provider.list(context, { id: head.oldId, value: oldKey }).then(
    () => true,
    () => false,
  );
}

/** Asks about a key that must work: the new one, else that of the operator. */
async function askWitness(state: RunState, ports: RunPorts): Promise<Witness> {
  const key = await newKeyOf(state, ports);
  const verdict = key === undefined ? undefined : await ports.provider.verify?.(key, ports.context);
  if (verdict?.state === 'live') return { taken: true, words: 'it took the new key meanwhile' };
  const operator = await operatorTaken(state, ports);
  if (operator === true) return { taken: true, words: "it took the operator's key meanwhile" };
  // An operator who may end keys but not list them is no witness; where this run ended the key, its end was answered for.
  if (verdict === undefined && (operator === undefined || state.revokeBegun)) return { taken: undefined, words: 'it said so twice' };
  return { taken: false, words: 'it refuses other keys, too: that proves nothing' };
}

/**
 * Makes sure that a no is one to the old key. A provider whose sign-in is down says no to every key for a while, so
 * a no counts when it is said twice, and a key that must work was taken in between.
 * @param again asks about the old key once more
 * @param pause waits, where no other key can be asked about
 * @returns the second no with what stands behind it; an unknown where it proves nothing
 */
export async function confirmEnd(state: RunState, ports: RunPorts, again: () => Promise<Verdict>, pause: () => Promise<void>): Promise<Verdict> {
  const { taken, words } = await askWitness(state, ports);
  if (taken === undefined) await pause();
  const verdict = await again();
  if (taken === false) return { state: 'unknown', why: `${verdict.why}; ${words}` };
  return { ...verdict, why: `${verdict.why}; ${words}` };
}
