import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { startService } from '../helpers/real-service.ts';
import { failureIn, FAULTS, tryFaults } from '../helpers/sinks/faults.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';
import { serveProxy } from '../helpers/sinks/proxy.ts';
import { startVaultServer, type VaultServer } from '../helpers/sinks/vault-server.ts';
import type { SinkServer } from '../helpers/sinks/sink-server.ts';

const TOKEN = base62('vault sink', 30);
const VALUE = base62('vault value', 40);
const open = (server: SinkServer, token: string, target = 'vault:secret/shop/production#API_KEY'): Sink => openSink(target, { STANCH_SINK_VAULT_URL: server.base, VAULT_TOKEN: token });

describe('a KV store of Vault', () => {
  let server: VaultServer;
  const KEY = 'shop/production';
  const sink = (): Sink => open(server, TOKEN);
  const last = (): unknown => server.versions.get(KEY)?.at(-1)?.data;
  beforeEach(async () => void (server = await startVaultServer(TOKEN)));
  afterEach(() => server.close());

  it.each([true, false])('keeps what stands beside the key (with patch: %s)', async (mayPatch) => {
    server.mayPatch = mayPatch;
    server.versions.set(KEY, [{ data: { API_KEY: 'old', OTHER: 'kept', LIST: [1, 'a'] } }]);
    await sink().write(new Secret(VALUE));
    expect(last()).toEqual({ API_KEY: VALUE, OTHER: 'kept', LIST: [1, 'a'] });
    expect((await sink().readBack?.())?.reveal()).toBe(VALUE);
  });

  it('writes the same value once', async () => {
    await sink().write(new Secret(VALUE));
    await sink().write(new Secret(VALUE));
    expect(server.versions.get(KEY)).toHaveLength(1);
  });

  it('goes on from a version that was deleted', async () => {
    server.versions.set(KEY, [{ data: { API_KEY: 'old' } }, { data: null }]);
    await sink().write(new Secret(VALUE));
    expect(last()).toEqual({ API_KEY: VALUE });
  });

  it.each([true, false])('is refused where somebody wrote meanwhile (with patch: %s)', async (mayPatch) => {
    server.mayPatch = mayPatch;
    server.versions.set(KEY, [{ data: { API_KEY: 'old' } }]);
    server.fault = ({ method }) => {
      if (method === 'PATCH' || method === 'POST') server.versions.get(KEY)?.push({ data: { API_KEY: 'theirs' } });
      return 'none';
    };
    const error = await failureIn(sink().write(new Secret(VALUE)), [VALUE, TOKEN, 'theirs']);
    expect(error.message).toContain('somebody else wrote at the same time');
    expect(last()).toEqual({ API_KEY: 'theirs' });
  });

  it('does not write numbers back that it could not read exactly', async () => {
    server.mayPatch = false;
    server.versions.set(KEY, [{ data: { API_KEY: 'old', BIG: 2 ** 60 } }]);
    expect((await failureIn(sink().write(new Secret(VALUE)), [VALUE])).message).toContain('lose digits');
    expect(last()).toMatchObject({ API_KEY: 'old' });
  });

  it('counts nothing as delivered that did not happen', async () => {
    const stands = (): boolean => (last() as { API_KEY?: string } | undefined)?.API_KEY === VALUE;
    const make = (): Sink => (server.versions.set(KEY, [{ data: { API_KEY: 'old', OTHER: 'kept' } }]), sink());
    const counts = await tryFaults({ server, make, value: VALUE, isTried: () => true, stands, hidden: [TOKEN, 'old'] });
    expect(counts.tried).toBe(2 * FAULTS.length);
    expect(last()).toEqual({ API_KEY: VALUE, OTHER: 'kept' });
  });

  it.each(['vault:secret#K', 'vault:secret/../x#K', 'vault:secret//#K', 'vault:/x#K'])('refuses %s', (target) => expect(() => open(server, TOKEN, target)).toThrow());

  it('takes mounts with slashes, and OpenBao by its own variables', async () => {
    await open(server, TOKEN, 'vault:team/kv//a/b#K').look?.().catch(() => undefined);
    expect(server.calls.at(0)?.line).toBe('GET /v1/team/kv/data/a/b');
    expect(server.calls.at(-1)?.json).toEqual({ path: 'team/kv/data/a/b' });
    const bao = openSink('openbao:secret/x#K', { BAO_ADDR: server.base, BAO_TOKEN: TOKEN, BAO_NAMESPACE: 'team' });
    await bao.write(new Secret(VALUE));
    expect(server.calls.at(-1)?.headers['x-vault-namespace']).toBe('team');
    expect(() => openSink('openbao:secret/x#K', { VAULT_ADDR: server.base, VAULT_TOKEN: TOKEN })).toThrow('a key of yours for OpenBao');
  });
});

const real = await startService('vault.sh');

describe.skipIf(real === undefined)('a real Vault', () => {
  const { address = '', root = '' } = real?.line ?? {};
  let server: SinkServer;
  const ask = async (method: string, path: string, body?: unknown, token = root): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${address}/v1/${path}`, { method, headers: { 'x-vault-token': token }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const data = async (path: string): Promise<unknown> => ((await ask('GET', `secret/data/${path}`)).json as { data: { data: unknown } }).data.data;
  const tokenWith = async (capabilities: string): Promise<string> => {
    await ask('PUT', `sys/policies/acl/${capabilities}`, { policy: `path "secret/data/*" { capabilities = [${capabilities.split('-').map((one) => `"${one}"`).join(',')}] }` });
    return ((await ask('POST', 'auth/token/create', { policies: [capabilities] })).json as { auth: { client_token: string } }).auth.client_token;
  };
  beforeEach(async () => {
    server = await serveProxy(address);
    await ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } });
    // The mount upgrades itself for a moment.
    while ((await ask('GET', 'secret/data/none')).status !== 404) await new Promise((done) => setTimeout(done, 50));
  });
  afterEach(() => server.close());
  afterAll(() => void real?.child.kill('SIGKILL'));

  it.each(['read-patch', 'read-update-create'])('changes one field with a token that may %s', async (capabilities) => {
    await ask('POST', `secret/data/${capabilities}`, { data: { K: 'old', OTHER: 'kept' } });
    const token = await tokenWith(capabilities);
    const sink = open(server, token, `vault:secret/${capabilities}#K`);
    expect(await sink.look?.()).toBe('is there, version 1 with 2 fields');
    await sink.write(new Secret(VALUE));
    expect(await data(capabilities)).toEqual({ K: VALUE, OTHER: 'kept' });
    expect((await sink.readBack?.())?.reveal()).toBe(VALUE);
  });

  it('makes a path, and goes on after a deletion', async () => {
    const sink = open(server, root, 'vault:secret/new/one#K');
    expect(await sink.look?.()).toBe('is not there yet');
    await sink.write(new Secret(VALUE));
    await ask('DELETE', 'secret/data/new/one');
    expect(await sink.readBack?.()).toBeUndefined();
    await sink.write(new Secret(VALUE));
    expect((await sink.readBack?.())?.reveal()).toBe(VALUE);
  });

  it('is refused by Vault itself where somebody wrote meanwhile', async () => {
    await ask('POST', 'secret/data/race', { data: { K: 'old' } });
    server.before = async ({ method }) => void (method === 'GET' ? undefined : await ask('POST', 'secret/data/race', { data: { K: 'theirs' } }));
    const error = await failureIn(open(server, root, 'vault:secret/race#K').write(new Secret(VALUE)), [VALUE, root]);
    expect(error.message).toContain('somebody else wrote');
    expect(await data('race')).toEqual({ K: 'theirs' });
  });

  it('a token without the right, and one that is gone, deliver nothing', async () => {
    const token = await tokenWith('read');
    await ask('POST', 'secret/data/right', { data: { K: 'old' } });
    const sink = open(server, token, 'vault:secret/right#K');
    expect((await failureIn(sink.look?.() ?? Promise.resolve(), [token])).message).toContain('your token may not write K in secret/right');
    expect((await failureIn(sink.write(new Secret(VALUE)), [VALUE, token])).message).toContain('answered 403');
    await ask('POST', 'auth/token/revoke', { token });
    await failureIn(sink.look?.() ?? Promise.resolve(), [token]);
    expect(await data('right')).toEqual({ K: 'old' });
  });

  it('counts nothing as delivered that did not happen', async () => {
    await ask('POST', 'secret/data/faults', { data: { K: 'old' } });
    let value = 0;
    const counts = { tried: 0, delivered: 0 };
    for (const method of ['GET', 'PATCH']) {
      for (const fault of FAULTS) {
        value++;
        const next = `${VALUE}${value}`;
        server.fault = (call) => (call.method === method ? fault : 'none');
        const sink = open(server, root, 'vault:secret/faults#K');
        const isDone = await sink.write(new Secret(next)).then(() => true, () => false);
        server.fault = () => 'none';
        counts.tried++;
        if (isDone) counts.delivered++;
        if (isDone) expect((await sink.readBack?.())?.reveal(), `${method} ${fault}`).toBe(next);
      }
    }
    expect(counts.tried).toBe(2 * FAULTS.length);
    // Without the right to patch the whole is written, by which nothing is lost.
    expect(counts.delivered).toBe(1);
  });
});
