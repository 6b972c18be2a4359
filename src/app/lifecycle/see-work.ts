import { IncompleteError } from '#core/errors.ts';
import type { PlacedSink, RunOutcome, RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** Indices of the sinks that cannot be read back. */
export function blindOf({ sinks }: Pick<RunPorts, 'sinks'>): ReadonlySet<number> {
  return new Set(sinks.flatMap(({ readBack }, index) => (readBack === undefined ? [index] : [])));
}

/** How it is said that the new key works in a place. Of this attempt only: what was seen of an earlier key counts no more. */
function workStep(index: number, { attempt }: RunState): string {
  return `works:${attempt}:${index + 1}`;
}

/** Whether a person saw the new key work in a place that cannot be read; until then they are asked to look. */
export function seeWork(index: number, { proof }: PlacedSink, state: RunState): { readonly data: Readonly<Record<string, string | number>> } | { readonly outcome: RunOutcome } {
  if (proof === undefined) throw new IncompleteError(`sink ${index + 1} cannot be read back`, 'the old key is not revoked without that');
  const step = workStep(index, state);
  if (!state.confirmed.has(step)) return { outcome: { state: 'manual', step, ...proof } };
  return { data: { step: 'read', sink: index, how: SEEN_BY_HAND } };
}

/** In the journal: the place was not read, a person saw that it works. */
export const SEEN_BY_HAND = 'seen to work by a person';
