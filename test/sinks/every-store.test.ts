import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sinkOf, targetSpecs } from '#app/lifecycle/sink-spec.ts';
import { StanchError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { readTarget } from '#sinks/registry.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { makeAuthority } from '../helpers/sinks/certificates.ts';
import { CLOCK } from '../helpers/sinks/faults.ts';
import { startGiteaServer } from '../helpers/sinks/gitea-server.ts';
import { startGitHub } from '../helpers/sinks/github-server.ts';
import { startGitLab, variable } from '../helpers/sinks/gitlab-server.ts';
import { startKubernetes } from '../helpers/sinks/kubernetes-server.ts';
import type { SinkServer } from '../helpers/sinks/sink-server.ts';
import { startVaultServer } from '../helpers/sinks/vault-server.ts';

const TOKEN = base62('every store', 40);
const VALUE = base62('every value', 40);

/** A store with one secret in it, and what stands there in truth. */
interface Store {
  readonly server: SinkServer;
  readonly target: string;
  readonly env: Readonly<Record<string, string>>;
  readonly truth: () => unknown;
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stanch-stores-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  github: async () => {
    const server = await startGitHub(TOKEN);
    return { server, target: 'github-actions:acme/shop#KEY', env: { STANCH_SINK_GITHUB_URL: server.base, GITHUB_TOKEN: TOKEN }, truth: () => server.secrets.get('repos/acme/shop/actions/secrets/KEY')?.value };
  },
  gitlab: async () => {
    const server = await startGitLab(TOKEN);
    server.variables.set('projects/acme/shop', [variable({ key: 'KEY' })]);
    return { server, target: 'gitlab:acme/shop#KEY', env: { STANCH_SINK_GITLAB_URL: server.base, GITLAB_TOKEN: TOKEN }, truth: () => server.variables.get('projects/acme/shop')?.[0]?.value };
  },
  gitea: async () => {
    const server = await startGiteaServer(TOKEN);
    server.secrets.set('repos/acme/shop', new Map());
    return { server, target: 'gitea:acme/shop#KEY', env: { STANCH_SINK_GITEA_URL: server.base, GITEA_TOKEN: TOKEN }, truth: () => server.secrets.get('repos/acme/shop')?.get('KEY') };
  },
  vault: async () => {
    const server = await startVaultServer(TOKEN);
    return { server, target: 'vault:secret/shop#KEY', env: { VAULT_ADDR: server.base, VAULT_TOKEN: TOKEN }, truth: () => server.versions.get('shop')?.at(-1)?.data?.['KEY'] };
  },
  kubernetes: async () => {
    const authority = makeAuthority(folder);
    const host = authority.sign('host', 'subjectAltName=IP:127.0.0.1');
    const server = await startKubernetes(TOKEN, { cert: host.cert, key: host.key });
    const [context, cluster, user] = [{ cluster: 'c', user: 'u' }, { server: server.base, 'certificate-authority': 'ca.crt' }, { token: TOKEN }];
    writeFileSync(join(folder, 'config'), JSON.stringify({ 'current-context': 'x', contexts: [{ name: 'x', context }], clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] }));
    const truth = (): unknown => Buffer.from(server.secrets.get('shop/keys')?.data['KEY'] ?? '', 'base64').toString();
    return { server, target: 'kubernetes:shop/keys#KEY', env: { KUBECONFIG: join(folder, 'config') }, truth };
  },
};

describe.each(Object.keys(STORES))('%s', (name) => {
  let store: Store;
  afterEach(() => store.server.close());
  const open = (timeouts?: { idle: number; total: number }): Sink => {
    const { kind, ...target } = readTarget(store.target);
    return kind.open(target, { env: store.env, clock: CLOCK, cwd: '/', ...(timeouts === undefined ? {} : { timeouts }) });
  };
  const start = async (): Promise<void> => void (store = (await STORES[name]?.()) ?? store);

  it('holds any key as it is', async () => {
    await start();
    const key = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(key, async (value) => {
        await open().write(new Secret(value));
        expect(store.truth()).toBe(value);
        if (open().readBack !== undefined) expect((await open().readBack?.())?.reveal()).toBe(value);
      }),
      { numRuns: 40 },
    );
  });

  it('that does not answer is no delivery, whichever call it is', async () => {
    await start();
    await open().write(new Secret('before'));
    await open().write(new Secret('again'));
    let tried = 0;
    for (const line of new Set(store.server.calls.map((call) => call.line))) {
      let asked = 0;
      const value = `${VALUE}${line.length}`;
      store.server.fault = (call) => (call.line === line && (asked += 1) > 0 ? 'hang' : 'none');
      const error: unknown = await open({ idle: 300, total: 600 }).write(new Secret(value)).then(() => undefined, (reason: unknown) => reason);
      if (asked > 0) {
        tried++;
        expect(error).toBeInstanceOf(StanchError);
        expect(String(error)).toContain('no answer in time');
        expect(String(error)).not.toContain(VALUE);
        expect(store.truth()).not.toBe(value);
      }
    }
    expect(tried).toBeGreaterThanOrEqual(2);
  }, 60_000);
});

describe('a key of several pieces', () => {
  it('goes to several places of one store', async () => {
    const { server, env, truth } = (await STORES['vault']?.()) ?? { server: undefined, env: {}, truth: () => undefined };
    const world = { env, clock: CLOCK, cwd: '/' };
    const specs = targetSpecs('vault:secret/shop#ID=id,KEY=secret', world);
    const sinks = specs.map((spec) => sinkOf(spec, world));
    expect(sinks.map(({ part, plan }) => [part, plan.split(' in ')[0]])).toEqual([['id', 'write ID'], ['secret', 'write KEY']]);
    await sinks[1]?.write(new Secret(VALUE));
    expect(truth()).toBe(VALUE);
    expect(specs.join()).not.toContain(TOKEN);
    const elsewhere = { ...world, env: { ...env, VAULT_ADDR: 'https://elsewhere.example.org' } };
    expect(() => sinkOf(specs[0] ?? '', elsewhere)).toThrow('is not that of the plan');
    await server?.close();
  });
});
