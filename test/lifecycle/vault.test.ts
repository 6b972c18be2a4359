import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import { makeHttp } from '#http/send.ts';
import type { ProviderContext } from '#providers/provider.ts';
import { VAULT } from '#providers/vault/vault.ts';
import { contextOf, crashEverywhere, RealRun, startService, verdictOn, type RealService } from '../helpers/real-service.ts';

interface Auth {
  readonly client_token: string;
  readonly accessor: string;
}

/** The same interface from two houses; the second is its own since 2023. */
const SERVERS = [
  ['a real Vault', 'vault.sh'],
  ['a real OpenBao', 'openbao.sh'],
] as const;

for (const [title, script] of SERVERS) {
  const started = await startService(script, ['0']);

  describe.skipIf(started === undefined)(title, () => {
    const { address: base = '', root = '' } = started?.line ?? {};
    const http = makeHttp({ privateHosts: new Set(['127.0.0.1']) });
    let service: RealService;
    let context: ProviderContext;

    async function ask(token: string, path: string, json: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<{ auth?: Auth; data?: Record<string, unknown> }> {
      const response = await http.send({ method, url: `${base}/v1/${path}`, headers: { 'x-vault-token': token }, body: JSON.stringify(json) });
      if (response.status >= 400) throw new Error(`${path} ${response.status}`);
      return response.body === '' ? {} : (JSON.parse(response.body) as { auth?: Auth });
    }
    const make = async (json: unknown, by = root): Promise<Auth> => (await ask(by, 'auth/token/create', json)).auth as Auth;
    const facts = async (token: string): Promise<Record<string, unknown>> => (JSON.parse((await http.send({ method: 'GET', url: `${base}/v1/auth/token/lookup-self`, headers: { 'x-vault-token': token } })).body) as { data: Record<string, unknown> }).data;

    beforeAll(async () => {
      await ask(root, 'sys/policies/acl/app', { policy: 'path "secret/*" { capabilities = ["read"] }' }, 'PUT');
      const rules = ['path "auth/token/create-orphan" { capabilities = ["update", "sudo"] }', 'path "auth/token/accessors" { capabilities = ["list", "read", "sudo"] }', 'path "auth/token/accessors/" { capabilities = ["list", "read", "sudo"] }', 'path "auth/token/lookup-accessor" { capabilities = ["update"] }', 'path "auth/token/revoke-accessor" { capabilities = ["update"] }'];
      await ask(root, 'sys/policies/acl/rotator', { policy: rules.join('\n') }, 'PUT');
      const { client_token: operator } = await make({ policies: ['rotator'], ttl: '1h' });
      service = { provider: VAULT, base, operator, newKey: async () => (await make({ policies: ['app'], period: '24h', meta: { owner: 'team' } })).client_token };
      service = { ...service, drop: async (token) => void (await ask(token, 'auth/token/revoke-self', {})) };
      context = contextOf(service);
    });
    afterAll(() => started?.stop());

    it('tells live tokens from dead ones', async () => {
      const token = await service.newKey();
      expect(await verdictOn(service, token)).toMatchObject({ state: 'live' });
      await VAULT.endSelf?.(new Secret(token), context);
      await VAULT.endSelf?.(new Secret(token), context);
      expect(await verdictOn(service, token)).toMatchObject({ state: 'unknown', refused: true });
      const { client_token: mute } = await make({ policies: ['app'], no_default_policy: true });
      expect(await verdictOn(service, mute)).toMatchObject({ state: 'unknown', refused: true });
    });

    it('rotates with the rights that it asks for, and no more: the new token is like the old one, and nobody’s child', async () => {
      const run = await RealRun.begin(service);
      const before = await facts(run.old);
      const value = await run.finish('rotation');
      const after = await facts(value);
      for (const name of ['policies', 'period', 'meta', 'renewable', 'type', 'explicit_max_ttl']) expect(after[name], name).toEqual(before[name]);
      expect(after).toMatchObject({ orphan: true, display_name: expect.stringMatching(/^token-stanch-/) });
    });

    it('tells what the operator’s token may do', async () => {
      const old = { id: 'x', value: new Secret('x') };
      const as = (operator: string): ProviderContext => ({ ...context, operator: new Secret(operator) });
      expect(await VAULT.readRights?.(context, old, 'rotate')).toMatchObject({ missing: [], excess: [] });
      expect(await VAULT.readRights?.(as(await service.newKey()), old, 'revoke')).toMatchObject({ missing: ['update on auth/token/revoke-accessor'] });
      expect(await VAULT.readRights?.(as(root), old, 'rotate')).toMatchObject({ missing: [], excess: ['everything: it is a root token'] });
    });

    it('ends what was made with the leaked token, too', async () => {
      const { client_token: parent, accessor } = await make({ policies: ['rotator'] });
      await ask(root, 'sys/policies/acl/maker', { policy: 'path "auth/token/create" { capabilities = ["update"] }' }, 'PUT');
      const { client_token: maker, accessor: makerId } = await make({ policies: ['maker'] });
      const { client_token: child } = await make({ policies: ['maker'] }, maker);
      await VAULT.revoke?.(makerId, context);
      await VAULT.revoke?.(makerId, context);
      expect(await verdictOn(service, child)).toMatchObject({ refused: true });
      expect(await verdictOn(service, parent)).toMatchObject({ state: 'live' });
      expect(accessor).not.toBe(makerId);
    });

    it.each([
      ['a root token', { policies: ['root'] }, 'root token'],
      ['a token for a few uses', { policies: ['app'], num_uses: 5 }, 'a few uses'],
    ])('does not make anew %s', async (_name, json, words) => {
      const { accessor, client_token: token } = await make(json);
      await expect(VAULT.checkRoom?.({ id: accessor, value: new Secret(token) }, context)).rejects.toThrow(words);
    });

    it('refuses to make a child of the operator, and to end a batch token', async () => {
      const { accessor, client_token: token } = await make({ policies: ['app'] });
      const { client_token: weak } = await make({ policies: ['weak'] });
      await ask(root, 'sys/policies/acl/weak', { policy: 'path "auth/token/lookup-accessor" { capabilities = ["update"] }' }, 'PUT');
      await expect(VAULT.checkRoom?.({ id: accessor, value: new Secret(token) }, { ...context, operator: new Secret(weak) })).rejects.toThrow('end together with yours');
      await expect(VAULT.list?.({ ...context, operator: new Secret(weak) }, { id: accessor, value: new Secret(token) })).rejects.toThrow('list tokens');
      const { client_token: batch } = await make({ type: 'batch', policies: ['default'] });
      expect(await verdictOn(service, batch)).toMatchObject({ state: 'live' });
      expect(await VAULT.identify?.(new Secret(batch), context)).toMatchObject({ exact: false, why: expect.stringContaining('batch') });
    });

    it('survives a crash at every moment', async () => {
      const moments = await crashEverywhere(service);
      expect(moments).toBeGreaterThan(40);
      process.stdout.write(`${`${script.replace('.sh', '')} (real)`.padEnd(24)} crashes: ${moments} of ${moments} moments, nothing lost\n`);
    }, 180_000);
  });
}
