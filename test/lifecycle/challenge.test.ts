import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { challengeFor, counterOf } from '#app/lifecycle/challenge.ts';
import type { PlacedSink } from '#app/lifecycle/run-ports.ts';
import { stateOf, type RunState } from '#app/lifecycle/run-state.ts';
import { Secret } from '#core/secret.ts';
import type { Provider } from '#providers/provider.ts';
import { PROVIDERS } from '#providers/registry.ts';
import type { ProofJob } from '#sinks/proof-job.ts';
import { base62 } from '../helpers/keys.ts';
import { runTemplate } from '../helpers/sinks/job-runs.ts';

const STRONG = base62('strong', 40);
const job: ProofJob = { plan: '', needs: '', look: async () => undefined, start: async () => undefined, find: async () => undefined };
const sink = (part?: string): PlacedSink => ({ plan: '', write: async () => undefined, job, ...(part === undefined ? {} : { part }) });
const providerOf = (id: string): Provider => PROVIDERS.find((provider) => provider.id === id) as Provider;

function stateWith(label: string): RunState {
  const line = (kind: 'plan' | 'intent', data: Record<string, string>) => ({ at: '2026-01-01T00:00:00.000Z', kind, data, previous: '', hash: '' });
  const state = stateOf([line('plan', { runId: 'r' }), line('intent', { step: 'create', label })] as unknown as Parameters<typeof stateOf>[0]);
  if (state === undefined) throw new Error('no state');
  return state;
}
const MADE = stateWith('stanch-1');
/** A key that a person made has no label of ours. */
const BY_HAND = stateWith('');

describe('the question of a job', () => {
  it('is the keyed hash of the value, by a key that is never used twice', () => {
    const asked = Array.from({ length: 20 }, () => challengeFor(new Secret(STRONG), sink(), MADE, { provider: providerOf('openai') }));
    for (const { nonce = '', expected } of asked) expect(expected).toBe(createHmac('sha256', Buffer.from(nonce, 'hex')).update(STRONG).digest('hex'));
    expect(new Set(asked.map(({ nonce }) => nonce)).size).toBe(20);
    expect(asked.every(({ nonce }) => /^[0-9a-f]{64}$/.test(nonce ?? ''))).toBe(true);
  });

  it.each<readonly [string, string, RunState, string]>([
    ['a short value', 'Tr0ub4dor&3', MADE, 'openai'],
    ['a value of few different characters', 'abcabcabcabcabcabcabcabcabc', MADE, 'openai'],
    ['a password of a database that a person chose', 'correct horse battery staple 1', BY_HAND, 'postgres'],
    ['one that looks strong', STRONG, BY_HAND, 'mysql'],
    ['one of Redis', STRONG, BY_HAND, 'redis'],
  ])('is not asked about %s', (_, value, state, id) => {
    expect(challengeFor(new Secret(value), sink(), state, { provider: providerOf(id) })).toEqual({});
  });

  it('is asked about passwords that were drawn, about tokens that a person only fetched, and about no place without a job', () => {
    expect(challengeFor(new Secret(STRONG), sink(), MADE, { provider: providerOf('postgres') })).toHaveProperty('expected');
    expect(challengeFor(new Secret(STRONG), sink(), BY_HAND, { provider: providerOf('github') })).toHaveProperty('expected');
    expect(challengeFor(new Secret(STRONG), { plan: '', write: async () => undefined }, MADE, { provider: providerOf('openai') })).toEqual({});
  });

  it('is about the piece that stands in the place, and weighs that piece', () => {
    const key = new Secret(`shop_app:${STRONG}`);
    const provider = providerOf('postgres');
    const { nonce = '', expected } = challengeFor(key, sink('password'), MADE, { provider });
    expect(expected).toBe(createHmac('sha256', Buffer.from(nonce, 'hex')).update(STRONG).digest('hex'));
    expect(challengeFor(key, sink('user'), MADE, { provider })).toEqual({});
  });

  it('is answered by the template with yes to the value and with no to all others', () => {
    const text = fc.string({ unit: 'binary', minLength: 20, maxLength: 60 }).filter((value) => !value.includes('\u0000') && new Set(value).size >= 10);
    fc.assert(
      fc.property(text, text, (value, other) => {
        const challenge = challengeFor(new Secret(value), sink(), MADE, { provider: providerOf('openai') });
        const ask = (question: Partial<Record<'nonce' | 'expected', string>>, secret: string): number | null => runTemplate({ id: 'x', name: 'API_KEY', nonce: '', expected: '', ...question }, secret).code;
        expect([ask(challenge, value), ask(counterOf({ nonce: '', expected: '', ...challenge }), value), ask(challenge, other)]).toEqual([0, 1, value === other ? 0 : 1]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
