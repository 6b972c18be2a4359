import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Http, HttpRequest, HttpResponse } from '#http/http.ts';
import { FOXNOSE } from '#providers/foxnose/foxnose.ts';
import { derivePublicKey } from '#providers/foxnose/key-pair.ts';
import type { ProviderContext } from '#providers/provider.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const sec1 = privateKey.export({ format: 'der', type: 'sec1' }).toString('base64');
const point = derivePublicKey(pkcs8) ?? '';
const pair = `${point}:${pkcs8}`;
const token = (claims: unknown): string => ['e30', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'c2ln'].join('.');

type Handler = (request: HttpRequest) => readonly [status: number, body: unknown];

function contextOf(handler: Handler, operator = pair, settings: Record<string, string> = {}): ProviderContext & { readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const http: Http = {
    send: async (request): Promise<HttpResponse> => {
      sent.push(request);
      const [status, body] = handler(request);
      return { status, headers: JSON_TYPE, body: JSON.stringify(body) };
    },
  };
  return { http, base: 'https://foxnose.example', operator: new Secret(operator), clock: Date, settings: { environment: 'env1', ...settings }, sent };
}

const verdict = (key: string, handler: Handler, settings?: Record<string, string>) => FOXNOSE.verify?.(new Secret(key), contextOf(handler, pair, settings));
const refused = [401, { error_code: 'authentication_failed' }] as const;
const OLD = { id: 'management/k1', value: new Secret(pair) };

describe('a pair of FoxNose', () => {
  it('is known by its secret half alone, in both containers', () => {
    expect(point).toMatch(/^A[g-z0-9+/][A-Za-z0-9+/]{42}$/);
    expect(derivePublicKey(sec1)).toBe(point);
    for (const other of ['', 'AAAA', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')]) expect(derivePublicKey(other)).toBeUndefined();
  });

  it('is asked about with the secret half alone', async () => {
    const context = contextOf(() => [200, { count: 0, results: [] }]);
    expect(await FOXNOSE.verify?.(new Secret(sec1), context)).toMatchObject({ state: 'live' });
    expect(context.sent[0]?.headers['authorization']).toBe(`Simple ${point}:${sec1}`);
  });

  it('is not asked about when its halves are no pair, or when it opens nothing', async () => {
    const never: Handler = () => expect.unreachable();
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    expect(await verdict(`${point}:${stranger}`, never)).toMatchObject({ state: 'unknown' });
    for (const harmless of [point, `${point}:MEUCIQ==`]) expect(await verdict(harmless, never)).toMatchObject({ state: 'not-verifiable' });
  });

  it('gives its pieces', () => {
    expect(FOXNOSE.part?.(new Secret(sec1), 'public').reveal()).toBe(point);
    expect(FOXNOSE.part?.(new Secret(pair), 'secret').reveal()).toBe(pkcs8);
    expect(() => FOXNOSE.part?.(new Secret(pair), 'other')).toThrow('pieces');
  });
});

describe('FoxNose judges', () => {
  it('one plane that refuses as no proof, both as proof', async () => {
    expect(await verdict(pair, () => refused)).toMatchObject({ state: 'unknown', refused: true });
    expect(await verdict(pair, () => refused, { flux: 'https://flux.example/api/' })).toMatchObject({ state: 'dead' });
    expect(await verdict(pair, ({ url }) => (url === 'https://flux.example/api/_router' ? [200, { routes: [] }] : refused), { flux: 'https://flux.example/api/' })).toMatchObject({ state: 'live' });
  });

  it.each([
    [402, 'spend_cap_reached', 'unknown'],
    [402, 'plan_exhausted', 'unknown'],
    [403, 'plan_limit_exceeded', 'restricted'],
    [403, 'collection_not_writable', 'restricted'],
    [403, 'other', 'restricted'],
    [404, 'not_found', 'unknown'],
    [409, 'conflict', 'unknown'],
    [422, 'validation', 'unknown'],
    [429, 'rate_limited', 'unknown'],
    [502, 'upstream_error', 'unknown'],
  ])('%i %s', async (status, code, state) => expect(await verdict(pair, () => [status, { error_code: code }])).toMatchObject({ state }));

  it('a token, and tells until when it says that it lasts', async () => {
    const answer = await verdict(token({ exp: 1_900_000_000 }), () => [200, []]);
    expect(answer).toMatchObject({ state: 'live', advice: 'it says that it lasts until 2030-03-17T17:46:40.000Z; no call ends it' });
    expect(await verdict(token({ exp: 1 }), () => refused)).toMatchObject({ state: 'dead' });
    expect(await verdict('x.y.z', () => [200, []])).toMatchObject({ state: 'live', advice: 'it does not say how long it lasts; no call ends it' });
    expect(await FOXNOSE.identify?.(new Secret(token({})), contextOf(() => refused))).toMatchObject({ exact: false });
  });
});

describe('the operator of FoxNose', () => {
  it('signs without the query, and with it when that is refused', async () => {
    const context = contextOf(({ headers, url, body }) => {
      const [, signature = ''] = (headers['authorization'] ?? '').split(':');
      const { pathname, search } = new URL(url);
      const text = `${pathname}${search}|${createHash('sha256').update(body ?? '').digest('hex')}|${headers['date']}`;
      return verify('sha256', Buffer.from(text), createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })), Buffer.from(signature, 'base64')) ? [200, []] : refused;
    });
    expect(await FOXNOSE.list?.(context, OLD)).toEqual([]);
    expect(context.sent.every(({ headers }) => headers['authorization']?.startsWith(`Secure ${point}:`) === true && !JSON.stringify(headers).includes(pkcs8))).toBe(true);
  });

  it('logs in once, renews both tokens where the path is known, else logs in anew', async () => {
    for (const [settings, paths] of [[{}, ['/account/auth/', '/account/auth/']], [{ refresh: '/account/again/' }, ['/account/auth/', '/account/again/']]] as const) {
      let access = 'one';
      const asked: string[] = [];
      const context = contextOf(({ url, headers }) => {
        const { pathname } = new URL(url);
        if (pathname.startsWith('/account/')) {
          asked.push(pathname);
          return [200, { access, refresh: `r-${access}` }];
        }
        if (headers['authorization'] !== `Bearer ${access}`) return refused;
        return [200, []];
      }, 'me@example.org:pass:word', { ...settings, tree: 'permissions' });
      expect(await FOXNOSE.list?.(context, OLD)).toEqual([]);
      access = 'two';
      expect(await FOXNOSE.list?.(context, OLD)).toEqual([]);
      expect(asked).toEqual(paths);
      expect(JSON.parse(context.sent[0]?.body ?? '')).toEqual({ email: 'me@example.org', password: 'pass:word' });
    }
  });

  it('finds the keys under the other path', async () => {
    const context = contextOf(({ url }) => (url.includes('/permissions/') ? [404, {}] : [200, { count: 0, results: [] }]));
    await FOXNOSE.list?.(context, OLD);
    expect(context.sent.at(-1)?.url).toContain('/v1/env1/roles/management-api/api-keys/?');
  });

  it('makes nothing where the plan is full, and never asks twice', async () => {
    const context = contextOf(({ method }) => (method === 'POST' ? [403, { error_code: 'plan_limit_exceeded', detail: { entity: 'api_keys' } }] : [200, [{ key: 'k1', public_key: point, role: 'reader' }]]));
    await expect(FOXNOSE.create?.('label', context, OLD)).rejects.toThrow('allows no more keys');
    expect(context.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('matches nothing when two keys fit, or none', async () => {
    const row = { key: 'k1', public_key: point };
    expect(await FOXNOSE.identify?.(new Secret(pair), contextOf(({ url }) => [200, url.includes('flux') ? [] : [row]]))).toMatchObject({ exact: true, id: 'management/k1' });
    for (const rows of [[], [row]]) expect(await FOXNOSE.identify?.(new Secret(pair), contextOf(() => [200, rows]))).toMatchObject({ exact: false });
  });
});
