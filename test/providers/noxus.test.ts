import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest } from '#http/http.ts';
import { NOXUS } from '#providers/noxus.ts';
import type { ProviderContext } from '#providers/provider.ts';

const OLD = { id: 'id-1', value: new Secret('leaked') };

/** Answers by `METHOD path`, everything else with 404. */
function contextOf(answers: Readonly<Record<string, readonly [number, unknown]>>): ProviderContext & { readonly sent: string[] } {
  const sent: string[] = [];
  const send = async ({ method, url }: HttpRequest) => {
    const line = `${method} ${new URL(url).pathname}`;
    sent.push(line);
    const [status, body] = answers[line] ?? [404, { detail: 'not found' }];
    return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  };
  return { http: { send }, base: 'https://noxus.example', operator: new Secret('operator'), clock: Date, settings: {}, sent };
}

describe('Noxus', () => {
  it('is asked for its models where it does not tell who asks', async () => {
    for (const body of [[], { items: [] }]) expect(await NOXUS.verify?.(OLD.value, contextOf({ 'GET /v1/models/llms': [200, body] }))).toMatchObject({ state: 'live' });
    expect(await NOXUS.verify?.(OLD.value, contextOf({ 'GET /v1/models/llms': [401, {}] }))).toMatchObject({ state: 'dead' });
    for (const answer of [[200, {}], [404, {}], [500, []]] as const) expect(await NOXUS.verify?.(OLD.value, contextOf({ 'GET /v1/models/llms': answer }))).toMatchObject({ state: 'unknown' });
    expect(await NOXUS.identify?.(OLD.value, contextOf({ 'GET /v1/models/llms': [200, []] }))).toMatchObject({ exact: false });
  });

  it('makes a key in the only workspace, and in none where there are more', async () => {
    const made = { 'POST /v1/admin/groups/ws-1/api-keys': [200, { id: 'id-2', name: 'n', value: 'new' }] } as const;
    for (const groups of [[{ id: 'ws-1' }], { items: [{ id: 'ws-1' }] }]) {
      expect(await NOXUS.create?.('label', contextOf({ ...made, 'GET /v1/admin/groups': [200, groups] }), OLD)).toMatchObject({ id: 'id-2' });
    }
    for (const groups of [[], [{ id: 'ws-1' }, { id: 'ws-2' }], {}, [{}]]) {
      const context = contextOf({ ...made, 'GET /v1/admin/groups': [200, groups] });
      await expect(NOXUS.create?.('label', context, OLD)).rejects.toThrow('workspace');
      expect(context.sent.filter((line) => line.startsWith('POST'))).toEqual([]);
    }
  });

  it('never ends anything: a DELETE near keys would end a workspace', () => {
    expect('revoke' in NOXUS || 'endSelf' in NOXUS).toBe(false);
  });
});
