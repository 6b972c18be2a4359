import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest, HttpResponse } from '#http/http.ts';
import { makeHttp } from '#http/send.ts';
import { DATADOG } from '#providers/datadog.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { SERVED } from '../helpers/served/facts.ts';
import { serve, type Facts, type Served } from '../helpers/served/server.ts';

describe('a key of Datadog', () => {
  let served: Served;
  let context: ProviderContext;
  /** Changes what is told of one key. */
  let told: (body: string) => string;

  beforeEach(async () => {
    served = await serve(SERVED['datadog'] as Facts);
    told = (body) => body;
    const plain = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
    const send = async (request: HttpRequest): Promise<HttpResponse> => {
      const response = await plain.send(request);
      return /api_keys\/[\w-]+$/.test(request.url) ? { ...response, body: told(response.body) } : response;
    };
    context = { http: { send }, base: served.base, operator: new Secret(served.operator), clock: Date, settings: {} };
  });
  afterEach(() => served.close());

  it('is told from others that end alike by the record that holds it', async () => {
    for (const key of served.keys) expect(await DATADOG.identify?.(new Secret(key.value), context)).toMatchObject({ exact: true, id: key.id });
  });

  it.each<readonly [string, (body: string) => string]>([
    ['that does not show keys', (body) => body.replaceAll(/"key":"[^"]*",?/g, '')],
    ['that shows a masked one', (body) => body.replaceAll(/"key":"[^"]*(.{4})"/g, '"key":"****$1"')],
  ])('is not known by a record %s', async (_, change) => {
    told = change;
    expect(await DATADOG.identify?.(new Secret(served.old.value), context)).toMatchObject({ exact: false, why: expect.stringContaining('3 keys in the list end like this one') });
  });

  it('is not known where the list does not have it, or nobody may look', async () => {
    expect(await DATADOG.identify?.(new Secret('z'.repeat(32)), context)).toMatchObject({ exact: false });
    const { operator: _operator, ...alone } = context;
    expect(await DATADOG.identify?.(new Secret(served.old.value), alone)).toMatchObject({ exact: false, why: expect.stringContaining('needs a key of yours') });
  });

  it('is not made anew where the record is that of another', async () => {
    told = (body) => body.replace(/"id":"[^"]*"/, '"id":"another"');
    await expect(DATADOG.checkRoom?.({ id: served.old.id, value: new Secret(served.old.value) }, context)).rejects.toThrow('no answer about it');
    await expect(DATADOG.create?.('stanch-x', context, { id: served.old.id, value: new Secret(served.old.value) })).rejects.toThrow('no answer about it');
    expect(served.calls.filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});
