import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest } from '#http/http.ts';
import { makeHttp } from '#http/send.ts';
import { MAILGUN } from '#providers/mailgun.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts, type Served } from '../helpers/served/server.ts';

type Row = Record<string, unknown>;

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('a key of Mailgun', () => {
  let served: Served;
  let context: ProviderContext;
  /** Changes the list that the operator is told. */
  let told: (rows: Row[]) => unknown;
  const sent: HttpRequest[] = [];
  const old = () => ({ id: served.old.id, value: new Secret(served.old.value) });
  const made = (): HttpRequest[] => sent.filter(({ method }) => method === 'POST');

  beforeEach(async () => {
    sent.length = 0;
    served = await serve(SERVED['mailgun'] as Facts);
    told = (rows) => ({ items: rows, total_count: rows.length });
    const plain = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
    const send = async (request: HttpRequest) => {
      sent.push(request);
      const response = await plain.send(request);
      if (!request.url.endsWith('/v1/keys') || request.method !== 'GET' || response.status !== 200) return response;
      return { ...response, body: JSON.stringify(told((JSON.parse(response.body) as { items: Row[] }).items)) };
    };
    context = { http: { send }, base: served.base, operator: new Secret(served.operator), clock: { now: () => NOW }, settings: {} };
  });
  afterEach(() => served.close());

  const mine = (change: Row) => (rows: Row[]) => ({ items: rows.map((row) => (row['id'] === served.old.id ? { ...row, ...change } : row)), total_count: rows.length });

  it('is known by the id at its end only where the list has that very id, once', async () => {
    expect(await MAILGUN.identify?.(old().value, context)).toMatchObject({ exact: true, id: served.old.id });
    told = mine({ id: served.old.id.slice(0, 8) });
    expect(await MAILGUN.identify?.(old().value, context)).toMatchObject({ exact: false, why: expect.stringMatching(/^0 keys/) });
    told = (rows) => ({ items: rows.map((row) => ({ ...row, id: served.old.id })), total_count: rows.length });
    expect(await MAILGUN.identify?.(old().value, context)).toMatchObject({ exact: false, why: expect.stringMatching(/^3 keys/) });
    expect(await MAILGUN.identify?.(new Secret(`key-${'a1'.repeat(16)}`), context)).toMatchObject({ exact: false, why: expect.stringContaining('does not hold its id') });
    const { operator: _operator, ...alone } = context;
    expect(await MAILGUN.identify?.(old().value, alone)).toMatchObject({ exact: false, why: expect.stringContaining('needs a key of yours') });
  });

  it('has the role of the old one, and its end', async () => {
    told = mine({ role: 'developer', expires_at: new Date(NOW + 3_600_000).toISOString() });
    await MAILGUN.create?.('stanch-x', context, old()).catch(() => undefined);
    const form = new URLSearchParams(made()[0]?.body ?? '');
    expect([form.get('role'), form.get('kind'), form.get('description')]).toEqual(['developer', 'user', 'stanch-x']);
    expect(form.get('expiration')).toBe('3600');
  });

  it.each<readonly [string, Row, string]>([
    ['sends for one domain', { kind: 'domain', role: 'sending' }, 'only keys of an account'],
    ['is of the web page', { kind: 'web' }, 'only keys of an account'],
    ['has no role', { role: undefined }, 'the role of the key'],
    ['has a role that would be read otherwise', { role: 'admin&kind=web' }, 'the role of the key'],
    ['has ended', { expires_at: '2020-01-01T00:00:00Z' }, 'past or not understood'],
    ['has an end in words', { expires_at: 'soon' }, 'past or not understood'],
  ])('is not made anew where the old one %s', async (_, change, words) => {
    told = mine(change);
    await expect(MAILGUN.checkRoom?.(old(), context)).rejects.toThrow(words);
    await expect(MAILGUN.create?.('stanch-x', context, old())).rejects.toThrow(words);
    expect(made()).toEqual([]);
  });

  it.each<readonly [string, (rows: Row[]) => unknown]>([
    ['no list', () => ({ message: 'hello' })],
    ['a list without ids', (rows) => ({ items: rows.map(({ role }) => ({ role })), total_count: rows.length })],
    ['a list that is longer than it shows', (rows) => ({ items: rows, total_count: rows.length + 1 })],
    ['a list without the old key', (rows) => ({ items: rows.slice(0, 1), total_count: 1 })],
  ])('is not made anew by %s', async (_, change) => {
    told = change;
    await expect(MAILGUN.create?.('stanch-x', context, old())).rejects.toThrow('list');
    expect(made()).toEqual([]);
  });
});
