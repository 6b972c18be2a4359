import { UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import { discardStep } from './discard.ts';
import { partPrints } from './new-key.ts';
import type { RunOutcome, RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** A new key that a person made, and its line in the journal. */
export interface HandMade {
  readonly value: Secret;
  readonly data: Readonly<Record<string, string | readonly string[]>>;
}

/** What stands in the sinks now is lost by a delivery: asked before there is a new key, so that a no leaves nothing behind. */
export async function approveSinks({ sinks, approve }: RunPorts): Promise<RunOutcome | undefined> {
  for (const { plan } of sinks) {
    const words = `${plan}; what stands there now is replaced`;
    if (!(await approve(words))) return { state: 'declined', words };
  }
  return undefined;
}

/** @throws UsageError for a key that cannot be the new one */
function checkNewKey(newKey: Secret, { head }: RunState, { provider, context }: RunPorts): void {
  const fingerprint = fingerprintOf(newKey, head.salt);
  if (fingerprint === head.oldFingerprint) throw new UsageError('the new key is the leaked one', 'make a new one at the provider');
  if (context.operator !== undefined && fingerprintOf(context.operator, head.salt) === fingerprint) throw new UsageError('the new key is your operator key', 'programs must not get that one');
  if (provider.isWhole?.(newKey) === false) throw new UsageError(`that is no whole key of ${provider.title}`, 'docs/providers.md shows its form');
}

/**
 * Takes a key that a person made. Whether it works is tested afterwards, as with any new key.
 * @throws UsageError for a key that cannot be the new one
 */
export async function takeHandMade(state: RunState, ports: RunPorts): Promise<HandMade> {
  const { head } = state;
  const { newKey, provider, context } = ports;
  if (newKey === undefined) throw new UsageError('no new key was given', 'it comes on standard input, with --new-key-stdin');
  checkNewKey(newKey, state, ports);
  const identity = await provider.identify?.(newKey, context);
  const id = identity?.exact === true ? identity.id : '';
  if (id !== '' && id === head.oldId) throw new UsageError('the provider knows the new key under the id of the leaked one', 'make a new one at the provider');
  const prints = partPrints(newKey, provider, head.salt);
  return { value: newKey, data: { step: 'create', how: 'by hand', id, fingerprint: fingerprintOf(newKey, head.salt), ...(prints.length === 0 ? {} : { parts: prints }) } };
}

/** Where the value of a key that a person made is no longer at hand. */
export function lostByHand(state: RunState, { provider }: RunPorts): RunOutcome {
  const words = 'Give the new key again, with --new-key-stdin. If you do not have it any more, delete it by hand.';
  return { state: 'manual', step: discardStep(state), words, link: provider.manual.revoke.link };
}
