import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Http, HttpResponse } from '#http/http.ts';
import { NEUROAI } from '#providers/neuroai.ts';
import { NOXUS } from '#providers/noxus.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

const OLD = { id: 'key_1', value: new Secret('leaked') };

function contextWith(answer: Partial<HttpResponse>): ProviderContext {
  const http: Http = { send: async () => ({ status: 200, headers: JSON_TYPE, body: '{}', ...answer }) };
  return { http, base: 'https://provider.example', operator: new Secret('operator'), clock: Date, settings: { workspace: 'ws' } };
}

const verdict = async (provider: Provider, answer: Partial<HttpResponse>): Promise<string | undefined> => (await provider.verify?.(new Secret('leaked'), contextWith(answer)))?.state;

describe.each([
  ['neuroai', NEUROAI, { valid: true, key_id: 'key_1' }],
  ['noxus', NOXUS, { id: 'key_1', name: 'n', value: 'leaked' }],
] as const)('%s judges', (_, provider, yes) => {
  it.each([
    ['a clear yes', { body: JSON.stringify(yes) }, 'live'],
    ['a yes that is a page', { body: JSON.stringify(yes), headers: { 'content-type': 'text/html' } }, 'unknown'],
    ['200 to everything', { body: '{}' }, 'unknown'],
    ['JSON that lies', { body: '<html>' }, 'unknown'],
    ['a list', { body: '[]' }, 'unknown'],
    ['its own no', { status: 401 }, 'dead'],
    ['a 401 of a proxy', { status: 401, body: '<html>', headers: { 'content-type': 'text/html' } }, 'unknown'],
    ['a restriction', { status: 403 }, 'restricted'],
    ['a redirect', { status: 302 }, 'unknown'],
    ['not found', { status: 404 }, 'unknown'],
    ['too many', { status: 429 }, 'unknown'],
    ['a failure', { status: 503 }, 'unknown'],
    ['a proxy that asks', { status: 407 }, 'unknown'],
  ])('%s', async (_name, answer, state) => expect(await verdict(provider, answer)).toBe(state));

  it('no identity without a clear yes', async () => {
    for (const answer of [{ body: '{}' }, { status: 401 }, { status: 403, body: JSON.stringify(yes) }]) expect((await provider.identify?.(new Secret('leaked'), contextWith(answer)))?.exact).toBe(false);
  });

  it('no key out of an answer that has none', async () => {
    for (const answer of [{ body: '{}' }, { status: 500 }, { status: 201, body: '{"id":"x"}' }, { status: 302 }]) await expect(provider.create?.('label', contextWith(answer), OLD)).rejects.toThrow('create key');
  });
});

describe('neuroai', () => {
  it('valid:false is a no', async () => expect(await verdict(NEUROAI, { body: '{"valid":false}' })).toBe('dead'));

  it('does not take part of a list for the whole', async () => {
    for (const body of ['{"data":[],"has_more":true}', '{"data":[],"next":"x"}', '{}', '{"data":[{}]}']) await expect(NEUROAI.list?.(contextWith({ body }), OLD)).rejects.toThrow('list keys');
  });

  it('a revoke that was refused is not done', async () => {
    for (const status of [200, 204, 404]) await expect(NEUROAI.revoke?.('key_1', contextWith({ status }))).resolves.toBeUndefined();
    for (const status of [302, 401, 403, 429, 500]) await expect(NEUROAI.revoke?.('key_1', contextWith({ status }))).rejects.toThrow('revoke key');
  });
});
