import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Http } from '#http/http.ts';
import { makeHttp } from '#http/send.ts';
import { CLOUDFLARE, CLOUDFLARE_ACCOUNT } from '#providers/cloudflare/cloudflare.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Served } from '../helpers/served/server.ts';

type Fields = Record<string, unknown>;

describe.each([['cloudflare', CLOUDFLARE, '/user'], ['cloudflare-account', CLOUDFLARE_ACCOUNT, '/accounts/a1']] as const)('%s: a new token', (id, provider: Provider, tree) => {
  let served: Served;
  /** Changes what Cloudflare tells of the old token. */
  let told: (token: Fields) => unknown;
  let context: ProviderContext;
  const old = () => ({ id: served.old.id, value: new Secret(served.old.value) });
  const made = (): number => served.calls.filter((line) => line.startsWith('POST')).length;

  beforeEach(async () => {
    const facts = SERVED[id];
    if (facts === undefined) throw new Error('no facts');
    served = await serve(facts);
    told = (token) => token;
    const plain = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
    const http: Http = {
      send: async (request) => {
        const response = await plain.send(request);
        if (request.method !== 'GET' || !request.url.endsWith(`${tree}/tokens/${served.old.id}`)) return response;
        const json = JSON.parse(response.body) as { result: Fields };
        return { ...response, body: JSON.stringify({ ...json, result: told(json.result) }) };
      },
    };
    context = { http, base: served.base, operator: new Secret(served.operator), clock: Date, settings: facts.settings ?? {} };
  });
  afterEach(() => served.close());

  it('has the policies, the condition and the expiry of the old one, and is found by its name', async () => {
    // The server refuses terms that differ in anything.
    const minted = await provider.create?.('stanch-x', context, old());
    expect(await provider.verify?.(minted?.value ?? new Secret('none'), context)).toMatchObject({ state: 'live', account: minted?.id });
    expect(await provider.list?.(context, old())).toContainEqual({ id: minted?.id, label: 'stanch-x' });
    await provider.revoke?.(minted?.id ?? '', context);
    expect((await provider.list?.(context, old()))?.map(({ label }) => label)).not.toContain('stanch-x');
  });

  it.each<readonly [string, (token: Fields) => unknown, string]>([
    ['tells no policies', (token) => ({ ...token, policies: undefined }), 'the answer has none'],
    ['tells an empty list of policies', (token) => ({ ...token, policies: [] }), 'the answer has none'],
    ['tells a policy of another form', (token) => ({ ...token, policies: [{ effect: 'perhaps' }] }), 'no policy'],
    ['tells a group without an id', (token) => ({ ...token, policies: [{ effect: 'allow', resources: {}, permission_groups: [{ name: 'All' }] }] }), 'has no id'],
    ['tells of another token', (token) => ({ ...token, id: 'another' }), 'no answer about it'],
    ['says that it has expired', (token) => ({ ...token, status: 'expired' }), 'not active'],
    ['tells a text that templates would change', (token) => ({ ...token, policies: [{ effect: 'allow', resources: { '{secret}': '*' }, permission_groups: [] }] }), 'changed on the way'],
  ])('is not made where Cloudflare %s', async (_, change, words) => {
    told = change;
    await expect(provider.create?.('stanch-x', context, old())).rejects.toThrow(words);
    expect(made()).toBe(0);
  });

  it('is not begun where the old one may not be read', async () => {
    await expect(provider.checkRoom?.(old(), { ...context, operator: new Secret('weak') })).rejects.toThrow('read the policies of the token: the provider answered 401');
  });

  it('needs a key that manages tokens and nothing else', async () => {
    expect(await provider.readRights?.(context, old(), 'rotate')).toEqual({ told: 'scopes API_Tokens_Write', missing: [], excess: [] });
    expect(await provider.readRights?.({ ...context, operator: new Secret(served.old.value) }, old(), 'rotate')).toBeUndefined();
  });
});
