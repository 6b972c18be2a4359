import { createHash } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { KeyRecord, MintedKey } from '#providers/provider.ts';
import { LAG, type RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/**
 * The label of a new key: which key it replaces, which run made it, which attempt. The first word is the same in
 * every run for one leaked key, on every machine, so that two operators see each other.
 */
export function labelOf(state: RunState, { oldKey }: Pick<RunPorts, 'oldKey'>): string {
  return `${prefixOf(state, oldKey)}${state.head.runId}-${state.attempt + 1}`;
}

/** A key without an id is told apart by a few bits of itself. */
function prefixOf({ head }: RunState, oldKey: Secret): string {
  const name = head.oldId === '' ? fingerprintOf(oldKey, 'stanch/label') : head.oldId;
  return `stanch-${createHash('sha256').update(`${head.provider}\0${name}`).digest('hex').slice(0, 8)}-`;
}

/** Keys that another run made in place of the same leaked key. */
function rivalsIn(keys: readonly KeyRecord[], state: RunState, oldKey: Secret): readonly KeyRecord[] {
  const prefix = prefixOf(state, oldKey);
  return keys.filter(({ label }) => label.startsWith(prefix) && !label.startsWith(`${prefix}${state.head.runId}-`));
}

/** Says before anything is written down that a key may be made. @throws IncompleteError, UsageError */
export async function checkBefore(state: RunState, { provider, context, oldKey }: RunPorts): Promise<readonly string[]> {
  const old = { id: state.head.oldId, value: oldKey };
  const missing = provider.settings.find(({ name, neededFor }) => neededFor.includes('create') && (context.settings[name] ?? '') === '');
  if (missing !== undefined) throw new UsageError(`a setting is missing: ${missing.doc}`, `set ${missing.env}`);
  await provider.checkRoom?.(old, context);
  const keys = (await provider.list?.(context, old)) ?? [];
  const [rival] = provider.unlabelled === true ? [] : rivalsIn(keys, state, oldKey);
  if (rival !== undefined) throw new IncompleteError(`another run already made a key in place of this one: ${rival.label}`, 'finish that run with resume, or delete its key; nothing was made here');
  return provider.unlabelled === true ? keys.map(({ id }) => id) : [];
}

/**
 * Another run that made a key at the same time, if there is one. Both look after both have made theirs, so at least
 * one of them sees the other; whoever sees another steps back. Only a list that shows the own key tells.
 * @throws IncompleteError while the list lags behind
 */
export async function findRival(state: RunState, { provider, context, clock, oldKey }: RunPorts): Promise<KeyRecord | undefined> {
  if (provider.list === undefined || provider.unlabelled === true || provider.revoke === undefined) return undefined;
  for (const wait of [0, ...LAG]) {
    if (wait > 0) await clock.sleep(wait);
    const keys = await provider.list(context, { id: state.head.oldId, value: oldKey });
    const [rival] = rivalsIn(keys, state, oldKey);
    if (rival !== undefined || keys.some(({ id }) => id === state.minting?.id)) return rival;
  }
  throw new IncompleteError('the list of keys does not show the new key yet', 'the old key was not revoked; resume looks again');
}

/** The pieces of the journal line of a new key. */
export function mintedLine(minted: MintedKey, prints: readonly string[], salt: string): Record<string, string | readonly string[]> {
  return { step: 'create', id: minted.id, fingerprint: fingerprintOf(minted.value, salt), ...(prints.length === 0 ? {} : { parts: prints }) };
}
