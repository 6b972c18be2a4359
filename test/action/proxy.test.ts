import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls, type Server as TlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { serveGithub, type GithubServer } from './github-server.ts';
import { pullRequest, startAction, type ActionRun } from './runner.ts';
import { TestProxy } from './test-proxy.ts';

const TOKEN = 'token-of-the-job';
const CERTIFICATE = fileURLToPath(new URL('../services/certificate.sh', import.meta.url));
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

let folder: string;
let github: GithubServer;
let proxy: TestProxy;
let address: string;
let repo: TestRepo;
let base: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-proxy-'));
  execFileSync('sh', [CERTIFICATE, folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  github = await serveGithub();
  github.accounts.set(TOKEN, { login: 'github-actions', kind: 'Bot', writes: ['pull-requests'] });
  proxy = new TestProxy();
  proxy.goal = Number(new URL(github.url).port);
  await proxy.open();
  address = proxy.url;
  repo = makeRepo();
  base = repo.commitFile('a.ts', 'one\n');
  repo.git('checkout', '-q', '-b', 'topic');
  repo.commitFile('a.ts', `const token = '${githubToken('by a proxy')}';\n`);
});

afterEach(async () => {
  const { complaints } = github;
  await github.close();
  proxy.close();
  repo.cleanup();
  expect(complaints).toEqual([]);
});

async function run(env: Readonly<Record<string, string>>): Promise<{ readonly run: ActionRun; readonly told: string[] }> {
  const head = repo.git('rev-parse', 'HEAD');
  github.push(repo, base, head);
  const done = await startAction(repo, { event: 'pull_request', payload: pullRequest(base, head), inputs: { token: TOKEN }, env });
  expect(done).toMatchObject({ code: 1, stderr: '' });
  expect(done.log + done.summary).not.toContain('sesame');
  return { run: done, told: done.log.split('\n').flatMap((line) => /^stanch: on GitHub: (.*)/.exec(line)?.[1] ?? []) };
}

test('an address in the clear is asked for at the proxy', async () => {
  const { told } = await run({ GITHUB_API_URL: 'http://api.github.test', HTTP_PROXY: address });
  expect(told).toEqual(['1 comment written']);
  expect(proxy.asked[0]).toBe('POST http://api.github.test/graphql');
});

test('any other goes through a tunnel, and its certificate is checked', async ({ skip }) => {
  if (!existsSync(join(folder, 'server.crt'))) return skip('no openssl here');
  const ends: TlsServer = createTls({ cert: readFileSync(join(folder, 'server.crt')), key: readFileSync(join(folder, 'server.key')) }, (socket) => {
    const way = connect(Number(new URL(github.url).port), '127.0.0.1');
    for (const end of [way, socket]) end.on('error', () => undefined);
    way.pipe(socket).pipe(way);
  });
  await new Promise<void>((done) => ends.listen(0, '127.0.0.1', done));
  proxy.goal = portOf(ends);
  try {
    const trusted = await run({ GITHUB_API_URL: 'https://localhost:8443', https_proxy: address, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') });
    expect(trusted.told).toEqual(['1 comment written']);
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT localhost:8443']));
    const strange = await run({ GITHUB_API_URL: 'https://localhost:8443', https_proxy: address });
    expect(strange.told).toEqual([expect.stringMatching(/^no comments: GitHub could not be reached \(.*(?:certificate|unable to verify)/i)]);
    expect(github.threads).toHaveLength(1);
  } finally {
    ends.close();
  }
});

test('a proxy that refuses costs the comments, and no more', async () => {
  proxy.account = 'another';
  const { told } = await run({ GITHUB_API_URL: 'https://api.github.test', ALL_PROXY: address });
  expect(told).toEqual([expect.stringMatching(/^no comments: GitHub could not be reached \(the proxy answered 407\)/)]);
});

test('one of another kind is refused by its name', async () => {
  const { told } = await run({ GITHUB_API_URL: 'https://api.github.test', HTTPS_PROXY: 'socks5://ada:sesame@127.0.0.1:9' });
  expect(told).toEqual(['nothing written: HTTPS_PROXY names a proxy of another kind than http']);
});

test('NO_PROXY leads past it', async () => {
  const { told } = await run({ GITHUB_API_URL: github.apiUrl, HTTP_PROXY: address, NO_PROXY: 'example.test, 127.0.0.1' });
  expect(told).toEqual(['1 comment written']);
  expect(proxy.asked).toEqual([]);
});
