import { describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { HttpRequest } from '#http/http.ts';
import { GITLAB } from '#providers/gitlab/gitlab.ts';
import type { ProviderContext } from '#providers/provider.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const old = { id: '5/42', value: new Secret('old') };
const row = (more: object = {}): object => ({ id: 42, user_id: 5, name: 'ci', scopes: ['api'], expires_at: null, active: true, revoked: false, ...more });

/** A GitLab whose user 5 is that one, with lists as given; what it was told. */
function gitlab(user: object, list: readonly object[], settings: Record<string, string> = {}): { context: ProviderContext; told: HttpRequest[] } {
  const told: HttpRequest[] = [];
  const send = async (request: HttpRequest): Promise<{ status: number; headers: Record<string, string>; body: string }> => {
    told.push(request);
    const path = request.url.replace('https://gitlab.example/api/v4', '');
    const made = { ...row(), id: 43, token: 'new-token' };
    const body = path.startsWith('/users/5') && request.method === 'GET' ? { id: 5, ...user } : request.method === 'POST' ? made : list;
    return { status: request.method === 'POST' ? 201 : request.method === 'DELETE' ? 204 : 200, headers: { ...JSON_TYPE, 'x-next-page': '' }, body: JSON.stringify(body) };
  };
  return { context: { http: { send }, base: 'https://gitlab.example', operator: new Secret('operator'), clock: Date, settings }, told };
}

const pathOf = ({ url }: HttpRequest): string => url.replace('https://gitlab.example/api/v4', '').replace(/&per_page.*$/, '');

describe('where tokens of GitLab are managed', () => {
  it.each([
    ['a project', { username: 'project_12_bot_0a1b', bot: true }, '/projects/12/access_tokens', '/projects/12/access_tokens?state=active'],
    ['a group', { username: 'group_9_bot1', bot: true }, '/groups/9/access_tokens', '/groups/9/access_tokens?state=active'],
    ['a person', { username: 'alice', bot: false }, '/users/5/personal_access_tokens', '/personal_access_tokens?user_id=5&state=active'],
    ['a person who took the name of a project’s', { username: 'project_12_bot_0a1b' }, '/users/5/personal_access_tokens', '/personal_access_tokens?user_id=5&state=active'],
  ])('of %s', async (_name, user, createPath, listPath) => {
    const { context, told } = gitlab(user, [row({ access_level: 20 })]);
    expect(await GITLAB.create?.('label', context, old)).toMatchObject({ id: '5/43' });
    expect(told.filter(({ method }) => method === 'POST').map(pathOf)).toEqual([createPath]);
    expect(told.map(pathOf)).toContain(listPath);
    expect(told.every(({ url }) => !url.includes('rotate'))).toBe(true);
    expect(JSON.parse(told.at(-1)?.body ?? '')).toEqual({ name: 'label', scopes: ['api'], access_level: 20 });
  });

  it('keeps the expiry unless the operator says another', async () => {
    const user = { username: 'project_1_bot_a', bot: true };
    for (const [settings, expected] of [[{}, '2030-05-06'], [{ expires: '2026-12-31' }, '2026-12-31']] as const) {
      const { context, told } = gitlab(user, [row({ expires_at: '2030-05-06' })], settings);
      await GITLAB.create?.('label', context, old);
      expect(JSON.parse(told.at(-1)?.body ?? '')).toMatchObject({ expires_at: expected });
    }
    await expect(GITLAB.checkRoom?.(old, gitlab(user, [row()], { expires: 'tomorrow' }).context)).rejects.toThrow('no date');
    await expect(GITLAB.checkRoom?.(old, gitlab(user, []).context)).rejects.toThrow('not in the list');
  });

  it('tells a token that is not active, and tells nothing that it was not told', async () => {
    const say = (body: object, status = 200): ProviderContext => ({ ...gitlab({}, []).context, http: { send: async () => ({ status, headers: JSON_TYPE, body: JSON.stringify(body) }) } });
    expect(await GITLAB.verify?.(old.value, say(row({ active: false })))).toMatchObject({ state: 'dead' });
    expect(await GITLAB.verify?.(old.value, say({ id: 42, user_id: 5 }))).toMatchObject({ state: 'unknown' });
    expect(await GITLAB.verify?.(old.value, say({ error: 'invalid_token', error_description: 'Token was revoked.' }, 401))).toMatchObject({ state: 'dead' });
    expect(await GITLAB.verify?.(old.value, say({ error: 'insufficient_scope' }, 403))).toMatchObject({ state: 'restricted' });
  });
});
