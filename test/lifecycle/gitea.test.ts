import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import { GITHUB_DEPLOY_KEY } from '#providers/github/deploy-key.ts';
import { newSshKey, publicHalf } from '#providers/github/ssh-key.ts';
import { GITEA } from '#providers/gitea/gitea.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { startCutter } from '../helpers/cutter.ts';
import { contextOf, crashEverywhere, cutEverywhere, freePort, RealRun, startService, verdictOn, waitFor, type RealService } from '../helpers/real-service.ts';

/** The same interface from two houses. */
const SERVERS = [
  ['a real Gitea', 'gitea.sh'],
  ['a real Forgejo', 'forgejo.sh'],
] as const;

for (const [title, script] of SERVERS) {
  const started = await startService(script, [String(await freePort())]);

  describe.skipIf(started === undefined)(title, () => {
    const { address: base = '', admin = '', password = '' } = started?.line ?? {};
    const http = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
    let service: RealService;
    let context: ProviderContext;
    let count = 0;

    async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, json?: unknown): Promise<Record<string, unknown>> {
      const headers = { authorization: `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}`, 'content-type': 'application/json' };
      const response = await http.send({ method, url: `${base}/api/v1/${path}`, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
      if (response.status >= 400) throw new Error(`${path} ${response.status} ${response.body}`);
      return response.body === '' ? {} : (JSON.parse(response.body) as Record<string, unknown>);
    }
    const newToken = async (owner: string, scopes: readonly string[]): Promise<string> => String((await ask('POST', `users/${owner}/tokens`, { name: `made-${(count += 1)}`, scopes }))['sha1']);

    beforeAll(async () => {
      await waitFor(async () => (await http.send({ method: 'GET', url: `${base}/api/v1/version`, headers: {} }).catch(() => undefined))?.status === 200);
      for (const username of ['alice', 'bob']) await ask('POST', 'admin/users', { username, email: `${username}@example.org`, password: `${username}-Passw0rd!`, must_change_password: false });
      service = { provider: GITEA, base, operator: 'alice:alice-Passw0rd!', newKey: () => newToken('alice', ['read:user', 'write:repository']) };
      context = contextOf(service);
      for (let n = 0; n < 60; n++) await newToken('alice', ['read:user']);
    }, 120_000);
    afterAll(() => started?.stop());

    it('tells live tokens from dead ones, also where they may not say whose they are', async () => {
      expect(await verdictOn(service, await service.newKey())).toMatchObject({ state: 'live', account: 'alice' });
      const narrow = await newToken('alice', ['read:repository']);
      expect(await verdictOn(service, narrow)).toMatchObject({ state: 'live', why: expect.stringContaining('403') });
      expect(await GITEA.identify?.(new Secret(narrow), context)).toMatchObject({ exact: false, why: expect.stringContaining('STANCH_GITEA_USER') });
      expect(await GITEA.identify?.(new Secret(narrow), { ...context, settings: { user: 'alice' } })).toMatchObject({ exact: true });
      expect(await GITEA.identify?.(new Secret(narrow), { ...context, settings: { user: 'bob' }, operator: new Secret(`${admin}:${password}`) })).toMatchObject({ exact: false });
      expect(await verdictOn(service, 'a'.repeat(40))).toMatchObject({ state: 'dead' });
    });

    it('tells what the operator may do', async () => {
      const old = { id: 'alice/1', value: new Secret('x') };
      const as = (operator: string): ProviderContext => ({ ...context, operator: new Secret(operator) });
      expect(await GITEA.readRights?.(context, old, 'rotate')).toEqual({ told: 'alice', missing: [], excess: [] });
      expect(await GITEA.readRights?.(as('bob:bob-Passw0rd!'), old, 'rotate')).toMatchObject({ missing: ['to be the owner of the token or an administrator'] });
      expect(await GITEA.readRights?.(as(`${admin}:${password}`), old, 'rotate')).toMatchObject({ missing: [], excess: [] });
      expect(await GITEA.readRights?.(as(`${admin}:${password}`), { ...old, id: `${admin}/1` }, 'rotate')).toMatchObject({ excess: ['the administration of the server'] });
    });

    it('rotates with the name and password of the owner, and keeps the scopes', async () => {
      const run = await RealRun.begin(service);
      const value = await run.finish('rotation');
      const pages = await Promise.all([1, 2].map((page) => ask('GET', `users/alice/tokens?limit=50&page=${page}`)));
      const rows = pages.flat() as unknown as { token_last_eight: string; scopes: string[]; name: string }[];
      const row = rows.find((candidate) => candidate.token_last_eight === value.slice(-8));
      expect(row).toMatchObject({ name: expect.stringMatching(/^stanch-/) });
      expect(row?.scopes.toSorted()).toEqual(['read:user', 'write:repository']);
    });

    it('an administrator may do it for others; others and tokens may not', async () => {
      const byAdmin = { ...service, operator: `${admin}:${password}`, newKey: () => newToken('bob', ['read:user']) };
      await (await RealRun.begin(byAdmin)).finish('by the administrator');
      const token = await newToken('bob', ['read:user', 'write:user']);
      const old = { id: 'bob/1', value: new Secret(token) };
      await expect(GITEA.list?.(context, old)).rejects.toThrow('403');
      await expect(GITEA.list?.({ ...context, operator: new Secret(token) }, old)).rejects.toThrow('NAME:PASSWORD');
      await expect(GITEA.list?.({ ...context, operator: new Secret('alice:wrong') }, { ...old, id: 'alice/1' })).rejects.toThrow('401');
    });

    it('takes deploy keys by the calls of GitHub: crashes and cuts included', async () => {
      await ask('POST', 'user/repos', { name: 'deployed', auto_init: true });
      const operator = String((await ask('POST', `users/${admin}/tokens`, { name: 'deployer', scopes: ['write:repository'] }))['sha1']);
      const target = Number(new URL(base).port);
      const cutter = await startCutter(target, (bytes) => /^(?:GET|POST|DELETE) /.test(bytes.toString('latin1')));
      const keys: RealService = {
        provider: GITHUB_DEPLOY_KEY,
        base: `${base}/api/v1`,
        operator,
        settings: { repo: `${admin}/deployed` },
        newKey: async () => {
          const key = newSshKey();
          await ask('POST', `repos/${admin}/deployed/keys`, { title: `made-${(count += 1)}`, key: publicHalf(key), read_only: true });
          // On one line, as a .env file can hold it.
          return Buffer.from(key.reveal()).toString('base64');
        },
        drop: async (value) => {
          const identity = await GITHUB_DEPLOY_KEY.identify?.(new Secret(value), contextOf(keys));
          await GITHUB_DEPLOY_KEY.revoke?.(identity?.exact === true ? identity.id : '', contextOf(keys));
        },
      };
      const run = await RealRun.begin(keys);
      const value = await run.finish('rotation');
      const rows = (await ask('GET', `repos/${admin}/deployed/keys`)) as unknown as { key: string; title: string; read_only: boolean }[];
      expect(rows.filter((row) => row.title.startsWith('stanch-'))).toMatchObject([{ key: expect.stringContaining(publicHalf(new Secret(value))), read_only: true }]);
      expect(await GITHUB_DEPLOY_KEY.verify?.(newSshKey(), contextOf(keys))).toMatchObject({ state: 'unknown', refused: true });
      const crashes = await crashEverywhere(keys);
      const cuts = await cutEverywhere({ ...keys, base: `http://127.0.0.1:${cutter.port}/api/v1` }, cutter);
      await cutter.close();
      expect(Math.min(crashes, cuts)).toBeGreaterThan(15);
      process.stdout.write(`${`deploy keys (real ${script.replace('.sh', '')})`.padEnd(24)} crashes: ${crashes} of ${crashes} moments, cuts: ${cuts} (${cuts / 2} requests x 2), nothing lost\n`);
    }, 240_000);

    it('survives a crash at every moment', async () => {
      const moments = await crashEverywhere({ ...service, operator: `${admin}:${password}`, newKey: () => newToken('bob', ['read:user']) });
      expect(moments).toBeGreaterThan(30);
      process.stdout.write(`${`${script.replace('.sh', '')} (real)`.padEnd(24)} crashes: ${moments} of ${moments} moments, nothing lost\n`);
    }, 180_000);
  });
}
