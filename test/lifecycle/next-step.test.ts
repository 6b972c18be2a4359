import { describe, expect, it } from 'vitest';
import { nextStep } from '#app/lifecycle/next-step.ts';
import { stateOf, type RunState } from '#app/lifecycle/run-state.ts';
import type { JournalRecord } from '#store/journal.ts';

/** A state after these lines, for a plan with so many sinks. */
function after(sinks: number, ...lines: readonly (readonly [kind: JournalRecord['kind'], data: JournalRecord['data']])[]): RunState {
  const plan = { kind: 'plan', data: { mode: 'rotate', sinks: Array.from({ length: sinks }, (_, index) => String(index)) } };
  const records = [plan, ...lines.map(([kind, data]) => ({ kind, data }))].map((one, seq) => ({ ...one, seq, at: '2026-01-01T00:00:00Z' }));
  const state = stateOf(records as unknown as readonly JournalRecord[]);
  if (state === undefined) throw new Error('no plan');
  return state;
}

const MADE = [['intent', { step: 'create', label: 'l' }], ['done', { step: 'create', id: 'new', fingerprint: 'f' }], ['done', { step: 'settle' }], ['done', { step: 'test' }]] as const;
const done = (step: string, sink: number): readonly ['done', JournalRecord['data']] => ['done', { step, sink }];
const WITH = { hasValue: true, blind: new Set([0]) };
const WITHOUT = { ...WITH, hasValue: false };

describe('the order of steps with places that cannot be read', () => {
  it('goes to what can be read first, and asks a person last', () => {
    expect(nextStep(after(3, ...MADE), WITH)).toEqual({ kind: 'deliver', sink: 1 });
    expect(nextStep(after(3, ...MADE, done('deliver', 1), done('read', 1)), WITH)).toEqual({ kind: 'deliver', sink: 2 });
    expect(nextStep(after(3, ...MADE, done('deliver', 1), done('read', 1), done('deliver', 2), done('read', 2)), WITH)).toEqual({ kind: 'deliver', sink: 0 });
    const all = after(3, ...MADE, done('deliver', 1), done('read', 1), done('deliver', 2), done('read', 2), done('deliver', 0));
    expect(nextStep(all, WITH)).toEqual({ kind: 'read', sink: 0 });
    expect(nextStep(all, WITHOUT)).toEqual({ kind: 'read', sink: 0 });
  });

  it('makes no other key while a person looks, and one where the value was lost before the delivery', () => {
    expect(nextStep(after(1, ...MADE, done('deliver', 0)), WITHOUT)).toEqual({ kind: 'read', sink: 0 });
    expect(nextStep(after(1, ...MADE), WITHOUT)).toEqual({ kind: 'recover' });
    expect(nextStep(after(2, ...MADE, done('deliver', 0)), WITHOUT)).toEqual({ kind: 'recover' });
  });

  it('lets a lost key live while a place may hold it, and ends it before the old one', () => {
    const left = [...MADE, ['done', { step: 'leave' }]] as const;
    expect(nextStep(after(1, ...left), WITHOUT)).toEqual({ kind: 'create' });
    expect(after(1, ...left).leftovers).toEqual(['new']);
    const again = [...left, ...MADE, done('deliver', 0)] as const;
    expect(nextStep(after(1, ...again), WITHOUT)).toEqual({ kind: 'read', sink: 0 });
    expect(nextStep(after(1, ...again, done('read', 0)), WITHOUT)).toEqual({ kind: 'clear' });
    expect(nextStep(after(1, ...again, done('read', 0), ['done', { step: 'clear', id: 'new' }]), WITHOUT)).toEqual({ kind: 'revoke' });
  });

  it('ends the old key only when everything is seen', () => {
    expect(nextStep(after(1, ...MADE, done('deliver', 0), done('read', 0)), WITHOUT)).toEqual({ kind: 'revoke' });
    expect(nextStep(after(2, ...MADE, done('deliver', 0), done('read', 0)), WITHOUT)).toEqual({ kind: 'recover' });
    expect(nextStep(after(0, ...MADE), WITHOUT)).toEqual({ kind: 'recover' });
  });
});
