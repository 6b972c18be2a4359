import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Secret } from '#core/secret.ts';
import type { Sink } from '#sinks/sink.ts';
import { base62 } from '../helpers/keys.ts';
import { makeAuthority, type Authority, type Certificate } from '../helpers/sinks/certificates.ts';
import { failureIn, FAULTS, tryFaults } from '../helpers/sinks/faults.ts';
import { startKubernetes, type KubernetesServer } from '../helpers/sinks/kubernetes-server.ts';
import { openSink } from '../helpers/sinks/open-sink.ts';

const TOKEN = base62('kubernetes sink', 60);
const VALUE = base62('kubernetes value', 40);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const TARGET = 'kubernetes:shop/keys#API_KEY';

let folder: string;
let authority: Authority;
let host: Certificate;
let client: Certificate;
let server: KubernetesServer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-kube-'));
  authority = makeAuthority(folder);
  host = authority.sign('host', 'subjectAltName=IP:127.0.0.1,DNS:cluster.example.org');
  client = authority.sign('deliverer', 'extendedKeyUsage=clientAuth');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startKubernetes(TOKEN, { cert: host.cert, key: host.key, ca: authority.ca });
  server.put('shop', 'keys', { data: { API_KEY: base64('old'), OTHER: base64('kept') } });
});
afterEach(() => server.close());

interface Config {
  readonly cluster?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
}

function writeConfig({ cluster = {}, user = { token: TOKEN } }: Config = {}): string {
  const path = join(folder, 'config');
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'local', user: 'me' } }, { name: 'arn:aws:eks:x/y', context: { cluster: 'local', user: 'me' } }],
    clusters: [{ name: 'local', cluster: { server: server.base, 'certificate-authority-data': base64(authority.ca), ...cluster } }],
    users: [{ name: 'me', user }],
  });
  writeFileSync(path, text);
  return path;
}

const open = (config: Config = {}, target = TARGET, env: Record<string, string> = {}): Sink => openSink(target, { KUBECONFIG: writeConfig(config), ...env });
const dataOf = (name = 'keys'): unknown => server.secrets.get(`shop/${name}`)?.data;

describe('a Secret of Kubernetes', () => {
  it.each([
    ['a token', (): Config => ({})],
    ['a file with a token', (): Config => (writeFileSync(join(folder, 'token'), `${TOKEN}\n`), { user: { tokenFile: 'token' } })],
    ['a client certificate', (): Config => ({ user: { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) } })],
    ['a client certificate in files', (): Config => ({ user: { 'client-certificate': 'deliverer.crt', 'client-key': 'deliverer.key' } })],
    ['another name in the certificate', (): Config => ({ cluster: { 'tls-server-name': 'cluster.example.org' } })],
    ['an authority in a file', (): Config => ({ cluster: { 'certificate-authority-data': undefined, 'certificate-authority': 'ca.crt' } })],
  ])('is changed with %s', async (_, config) => {
    const sink = open(config());
    expect(await sink.look?.()).toBe('is there, with 2 keys in the Secret');
    await sink.write(new Secret(VALUE));
    expect(dataOf()).toEqual({ API_KEY: base64(VALUE), OTHER: base64('kept') });
    expect((await sink.readBack?.())?.reveal()).toBe(VALUE);
  });

  it('is made where there is none, in the context that was named', async () => {
    const sink = open({}, 'kubernetes:shop/new.keys@arn:aws:eks:x/y#API_KEY');
    expect(sink.plan).toContain('context arn:aws:eks:x/y');
    await sink.write(new Secret(VALUE));
    expect(server.secrets.get('shop/new.keys')).toMatchObject({ type: 'Opaque', data: { API_KEY: base64(VALUE) } });
  });

  it('takes a token of the environment where the kubeconfig would run a program', async () => {
    const user = { exec: { command: 'touch', args: [join(folder, 'ran')] } };
    expect(() => open({ user })).toThrow('which is not run here');
    await open({ user }, TARGET, { STANCH_SINK_KUBERNETES_KEY: TOKEN }).write(new Secret(VALUE));
    expect(dataOf()).toMatchObject({ API_KEY: base64(VALUE) });
  });

  it('is refused before anything else where it may be read only', async () => {
    server.mayWrite = false;
    expect((await failureIn(open().look?.() ?? Promise.resolve(), [TOKEN])).message).toContain('may not patch secrets in the namespace shop');
    expect((await failureIn(open({}, 'kubernetes:shop/none#K').look?.() ?? Promise.resolve(), [TOKEN])).message).toContain('may not create secrets');
  });

  it('is refused where somebody else wrote meanwhile', async () => {
    server.before = async ({ method }) => {
      if (method === 'PATCH') server.put('shop', 'keys', { data: { API_KEY: base64('theirs') } });
    };
    const error = await failureIn(open().write(new Secret(VALUE)), [VALUE, base64(VALUE), TOKEN]);
    expect(`${error.message} ${error.hint}`).toMatch(/answered 409.*somebody else changed it/);
    expect(dataOf()).toEqual({ API_KEY: base64('theirs') });
  });

  it.each([
    ['is immutable', { immutable: true }],
    ['is written by ExternalSecret keys', { metadata: { name: '', namespace: '', resourceVersion: '', ownerReferences: [{ kind: 'ExternalSecret', name: 'keys' }] } }],
  ])('is refused where it %s', async (words, extra) => {
    server.put('shop', 'keys', { ...extra, data: { API_KEY: base64('old') } });
    expect((await failureIn(open().write(new Secret(VALUE)), [VALUE])).message).toContain(words);
    expect(dataOf()).toEqual({ API_KEY: base64('old') });
  });

  it('counts nothing as delivered that did not happen', async () => {
    server.lie = [200, { kind: 'Secret', metadata: { name: 'keys', namespace: 'shop', resourceVersion: '1' }, data: { API_KEY: base64('lie') } }];
    const make = (): Sink => (server.put('shop', 'keys', { data: { API_KEY: base64('old') } }), open());
    const stands = (): boolean => (dataOf() as { API_KEY: string }).API_KEY === base64(VALUE);
    const counts = await tryFaults({ server, make, value: VALUE, isTried: () => true, stands, hidden: [TOKEN, base64(VALUE)] });
    expect(counts).toEqual({ tried: 2 * FAULTS.length, refused: 2 * FAULTS.length });
  });
});

describe('a kubeconfig', () => {
  it.each([
    ['insecure-skip-tls-verify', { cluster: { 'insecure-skip-tls-verify': true } }],
    ['proxy-url', { cluster: { 'proxy-url': 'http://127.0.0.1:1' } }],
    ['username', { user: { username: 'a', password: 'b' } }],
    ['as', { user: { token: 'a', as: 'root' } }],
    ['has no token and no certificate', { user: {} }],
    ['has no server', { cluster: { server: '' } }],
  ])('is refused: %s', (words, config) => expect(() => open(config)).toThrow(words));

  it('that is no YAML, or not there, is named without its text', () => {
    const path = join(folder, 'broken');
    writeFileSync(path, `users: [\n  token: ${TOKEN}: {`);
    for (const file of [path, join(folder, 'none')]) {
      let error: unknown;
      try {
        openSink(TARGET, { KUBECONFIG: file });
      } catch (reason) {
        error = reason;
      }
      expect(String(error)).toContain(file);
      expect(`${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(TOKEN);
    }
  });

  it('is joined of several files, the first one counts', async () => {
    const first = join(folder, 'first');
    writeFileSync(first, stringify({ contexts: [{ name: 'here', context: { cluster: 'local', user: 'other' } }], users: [{ name: 'other', user: { token: 'wrong' } }] }));
    const sink = openSink(TARGET, { KUBECONFIG: `${first}:${writeConfig()}` });
    expect((await failureIn(sink.write(new Secret(VALUE)), [VALUE, TOKEN])).message).toContain('answered 401');
  });

  it('leads to no server whose certificate is not of its authority', async () => {
    const other = makeAuthority(mkdtempSync(join(folder, 'other-')));
    const sink = open({ cluster: { 'certificate-authority-data': base64(other.ca) } });
    await failureIn(sink.write(new Secret(VALUE)), [VALUE, TOKEN]);
    expect(server.calls).toEqual([]);
  });

  it('says nothing in the clear, but to a loopback address', async () => {
    await failureIn(open({ cluster: { server: 'http://192.0.2.7' } }).write(new Secret(VALUE)), [VALUE, TOKEN]);
  });

  it.each(['kubernetes:shop#K', 'kubernetes:Shop/keys#K', 'kubernetes:shop/../x#K', 'kubernetes:shop/keys#a/b', 'kubernetes:shop/keys@nowhere#K'])('has no place %s', (target) => expect(() => open({}, target)).toThrow());
});
