import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { ERROR_CODES, GENERIC_AI } from '#providers/generic-ai.ts';

const contextOf = (status: number, body: string): ProviderContext => ({
  http: { send: async () => ({ status, headers: { 'content-type': 'application/json' }, body }) },
  base: 'https://ai.example',
  clock: Date,
  settings: { probe: '/v1/models' },
});
const verdict = (status: number, body: unknown) => GENERIC_AI.verify?.(new Secret('leaked'), contextOf(status, typeof body === 'string' ? body : JSON.stringify(body)));

describe('the generic AI API', () => {
  it.each([
    ['INVALID_API_KEY', { key_id: 'key_12' }, 'dead', 'key_id: key_12'],
    ['EXPIRED_API_KEY', { expired_at: '2026-01-01T00:00:00Z' }, 'dead', 'expired_at: 2026-01-01T00:00:00Z'],
    ['MISSING_API_KEY', { header: 'Authorization' }, 'unknown', 'header: Authorization'],
  ])('%s', async (code, details, state, told) => {
    for (const status of [200, 400, 401, 403, 500]) {
      const answer = await verdict(status, { success: false, error: { code, message: 'm', details } });
      expect(answer).toMatchObject({ state, advice: ERROR_CODES[code]?.advice });
      expect(answer?.why).toContain(told);
    }
    // What is no plain word is not repeated.
    expect((await verdict(401, { success: false, error: { code, details: { key_id: 'a b\u001B[2J', expired_at: 'x y', header: 'x y' } } }))?.why).not.toMatch(/[:\u001B]/);
  });

  it.each([
    [200, { success: true }, 'live'],
    [200, { data: [] }, 'live'],
    [200, { success: false }, 'unknown'],
    [200, {}, 'unknown'],
    [401, {}, 'dead'],
    [401, { error: { code: 'constructor' } }, 'dead'],
    [403, {}, 'restricted'],
    [429, {}, 'unknown'],
    [502, 'not JSON', 'unknown'],
  ])('%i %j', async (status, body, state) => expect(await verdict(status, body)).toMatchObject({ state }));

  it('asks nothing without a probe', async () => {
    await expect(GENERIC_AI.verify?.(new Secret('leaked'), { ...contextOf(200, '{}'), settings: {} })).rejects.toThrow('probe');
    expect(await GENERIC_AI.verify?.(new Secret('leaked'), { ...contextOf(200, '{"success":true}'), settings: { probe: '.evil.example/' } })).toMatchObject({ state: 'unknown' });
  });
});
