import type { RunState } from './run-state.ts';

/** The one step that comes next. */
export type Step =
  | { readonly kind: 'create' | 'discard' | 'recover' | 'clear' | 'settle' | 'test' | 'revoke' | 'prove' | 'close' | 'end' }
  | { readonly kind: 'deliver' | 'read'; readonly sink: number };

/** What is at hand beside the journal. */
export interface AtHand {
  /** True while the value of the new key is in memory. */
  readonly hasValue: boolean;
  /** Indices of sinks that cannot be read back: a person says that the new key works there. */
  readonly blind: ReadonlySet<number>;
}

/**
 * The order of things. The old key is touched only when every sink has given the new one back, or a person has seen
 * it work there; a key that was made but whose value is lost is discarded before another is made.
 */
export function nextStep(state: RunState, atHand: AtHand): Step {
  if (state.closed) return { kind: 'end' };
  if (state.proved) return { kind: 'close' };
  if (state.revoked) return { kind: 'prove' };
  if (state.head.mode === 'revoke' || state.revokeBegun) return { kind: 'revoke' };
  if (state.minting === undefined) return { kind: 'create' };
  if (state.minting.id === undefined) return { kind: 'discard' };
  return afterCreate(state, atHand);
}

function afterCreate(state: RunState, atHand: AtHand): Step {
  const next = sinkStep(state, atHand.blind);
  if (state.settled && state.tested && next !== undefined && !needsValue(next, atHand.blind)) return next;
  if (!atHand.hasValue) return { kind: 'recover' };
  if (!state.settled) return { kind: 'settle' };
  return state.tested && next !== undefined ? next : { kind: 'test' };
}

/** What only a person can see needs the value no more. */
function needsValue(step: Step, blind: ReadonlySet<number>): boolean {
  return step.kind === 'deliver' || (step.kind === 'read' && !blind.has(step.sink));
}

/** What is open with the sinks; undefined where there is none. */
function sinkStep({ head, read, delivered, leftovers }: RunState, blind: ReadonlySet<number>): Step | undefined {
  const open = head.sinks.map((_, index) => index).filter((index) => !read.has(index));
  // Places that can be read go first: if this process dies, the value is found there. What a person has to see comes last.
  const sink = open.find((index) => !blind.has(index)) ?? open.find((index) => !delivered.has(index)) ?? open[0];
  if (sink === undefined) return head.sinks.length === 0 ? undefined : { kind: leftovers.length > 0 ? 'clear' : 'revoke' };
  return { kind: delivered.has(sink) ? 'read' : 'deliver', sink };
}
