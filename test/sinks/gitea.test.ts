import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { freePort, startService, waitFor } from '../helpers/real-service.ts';
import { failureIn, FAULTS, tryFaults } from '../helpers/sinks/faults.ts';
import { startGiteaServer, type GiteaServer } from '../helpers/sinks/gitea-server.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';

const TOKEN = base62('gitea sink', 40);
const VALUE = base62('gitea value', 40);

describe('Actions secrets of Gitea', () => {
  let server: GiteaServer;
  let kept: Map<string, string>;
  const open = (target = 'gitea:acme/shop#API_KEY'): Sink => openSink(target, { STANCH_SINK_GITEA_URL: server.base, GITEA_TOKEN: TOKEN });
  beforeEach(async () => {
    server = await startGiteaServer(TOKEN);
    kept = new Map(['A', 'B', 'C', 'D'].map((name) => [name, 'other']));
    server.secrets.set('repos/acme/shop', kept);
  });
  afterEach(() => server.close());

  it('makes and changes one, in capitals, and finds it on a later page', async () => {
    expect(await open().look?.()).toBe('is not there yet');
    await open('gitea:acme/shop#api_key').write(new Secret(VALUE));
    expect(kept.get('API_KEY')).toBe(VALUE);
    await open().write(new Secret(`${VALUE}2`));
    expect(kept.get('API_KEY')).toBe(`${VALUE}2`);
    expect(await open().look?.()).toBe('is there, made at 2026-01-01T00:00:00Z');
  });

  it('serves organisations', async () => {
    server.secrets.set('orgs/acme', new Map());
    await open('gitea-organisation:acme#API_KEY').write(new Secret(VALUE));
    expect(server.secrets.get('orgs/acme')?.get('API_KEY')).toBe(VALUE);
  });

  it('says that it cannot be read back, and what a person does', () => {
    expect(open().readBack).toBeUndefined();
    expect(open().proof?.words).toContain('Run a job that uses API_KEY of acme/shop');
  });

  it('counts no new secret as delivered that is not there', async () => {
    server.lie = [201, {}];
    const make = (): Sink => (kept.delete('API_KEY'), open());
    const counts = await tryFaults({ server, make, value: VALUE, isTried: () => true, stands: () => kept.get('API_KEY') === VALUE, hidden: [TOKEN] });
    expect(counts.tried).toBe(2 * FAULTS.length);
    expect(counts.refused).toBe(counts.tried);
  });

  it('takes an answer that does not fit what stood there for a failure', async () => {
    kept.set('API_KEY', 'old');
    server.fault = ({ method }) => (method === 'PUT' ? 201 : 'none');
    await failureIn(open().write(new Secret(VALUE)), [VALUE, TOKEN]);
  });

  it.each(['gitea:acme#K', 'gitea:acme/shop#GITEA_K', 'gitea:acme/shop#1K', 'gitea-organisation:acme/shop#K'])('refuses %s', (target) => expect(() => open(target)).toThrow());

  it('needs an address', () => expect(() => openSink('gitea:acme/shop#K', { GITEA_TOKEN: TOKEN })).toThrow('the address of Gitea is not known'));
});

const port = await freePort();
const real = await startService('gitea.sh', [String(port)]);

describe.skipIf(real === undefined)('a real Gitea', () => {
  const { address = '', admin = '', password = '', folder = '' } = real?.line ?? {};
  const basic = `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}`;
  let token = '';
  const ask = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${address}/api/v1/${path}`, { method, headers: { authorization: basic, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const open = (target: string, key = token): Sink => openSink(target, { STANCH_SINK_GITEA_URL: address, GITEA_TOKEN: key });
  const tokenWith = async (scope: string): Promise<string> => ((await ask('POST', `users/${admin}/tokens`, { name: scope, scopes: scope.split('+') })).json as { sha1: string }).sha1;
  beforeAll(async () => {
    await waitFor(async () => (await fetch(`${address}/api/v1/version`).catch(() => undefined))?.status === 200);
    token = await tokenWith('write:repository+write:organization');
    await ask('POST', 'user/repos', { name: 'shop' });
    await ask('POST', 'orgs', { username: 'acme' });
  });
  afterAll(() => {
    real?.child.kill('SIGKILL');
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it.each(['gitea:root-admin/shop#API_KEY', 'gitea-organisation:acme#API_KEY'])('takes %s, new and again', async (target) => {
    expect(await open(target).look?.()).toBe('is not there yet');
    await open(target).write(new Secret(VALUE));
    await open(target).write(new Secret(`${VALUE}2`));
    expect(await open(target).look?.()).toMatch(/^is there, made at 20/);
  });

  it('finds a secret among many', async () => {
    for (let n = 0; n < 60; n++) await ask('PUT', `repos/root-admin/shop/actions/secrets/N${n}`, { data: 'x' });
    expect(await open('gitea:root-admin/shop#N59').look?.()).toMatch(/^is there/);
    expect(await open('gitea:root-admin/shop#N60').look?.()).toBe('is not there yet');
  });

  it('refuses a token without the right, and a repository that is none', async () => {
    const weak = await tokenWith('read:user');
    expect((await failureIn(open('gitea:root-admin/shop#API_KEY', weak).write(new Secret(VALUE)), [VALUE, weak])).message).toContain('answered 403');
    expect((await failureIn(open('gitea:root-admin/none#API_KEY').write(new Secret(VALUE)), [VALUE, token])).message).toContain('answered 404');
    expect((await failureIn(open('gitea:root-admin/shop#API_KEY', base62('no token', 40)).write(new Secret(VALUE)), [VALUE])).message).toContain('answered 401');
  });
});
