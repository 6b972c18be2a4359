import type { RunState } from './run-state.ts';

/** The one step that comes next. */
export type Step =
  | { readonly kind: 'create' | 'discard' | 'recover' | 'settle' | 'test' | 'revoke' | 'prove' | 'close' | 'end' }
  | { readonly kind: 'deliver' | 'read'; readonly sink: number };

/**
 * The order of things. The old key is touched only when every sink has given the new one back; a key that was made
 * but whose value is lost is discarded before another is made.
 * @param hasValue true while the value of the new key is in memory
 */
export function nextStep(state: RunState, hasValue: boolean): Step {
  if (state.closed) return { kind: 'end' };
  if (state.proved) return { kind: 'close' };
  if (state.revoked) return { kind: 'prove' };
  if (state.head.mode === 'revoke' || state.revokeBegun) return { kind: 'revoke' };
  if (state.minting === undefined) return { kind: 'create' };
  if (state.minting.id === undefined) return { kind: 'discard' };
  return afterCreate(state, hasValue);
}

function afterCreate(state: RunState, hasValue: boolean): Step {
  const all = state.head.sinks.map((_, index) => index);
  if (all.length > 0 && state.settled && state.tested && all.every((index) => state.read.has(index))) return { kind: 'revoke' };
  if (!hasValue) return { kind: 'recover' };
  if (!state.settled) return { kind: 'settle' };
  if (!state.tested) return { kind: 'test' };
  const sink = all.find((index) => !state.read.has(index)) ?? 0;
  return { kind: state.delivered.has(sink) ? 'read' : 'deliver', sink };
}
