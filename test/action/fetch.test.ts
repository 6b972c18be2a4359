import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, repoAt, testEnvironment, type TestRepo } from '../helpers/repo.ts';
import { pullRequest, push, REPOSITORY, runAction, startAction, type ActionRun } from './runner.ts';
import { TestProxy } from './test-proxy.ts';

const SERVER = resolve(fileURLToPath(import.meta.url), '../../services/git-http.mjs');
const TOKEN = 'a-token-of-the-run';
const KEY = githubToken('fetched by the action');
const OLD_KEY = githubToken('there before the change');

let folder: string;
let server: ChildProcess;
let url: string;
let origin: TestRepo;
let base: string;
let head: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stanch-served-'));
  origin = makeRepo();
  for (let at = 0; at < 4; at += 1) origin.commitFile('main.txt', `line ${at}\n`, `main ${at}`);
  origin.commitFile('old.ts', `const token = '${OLD_KEY}';\n`);
  origin.git('checkout', '-q', '-b', 'topic');
  origin.commitFile('shop.ts', `const token = '${KEY}';\n`);
  origin.commitFile('shop.ts', 'const token = process.env.TOKEN;\n');
  origin.git('mv', 'old.ts', 'moved.ts');
  head = origin.commit('move');
  origin.git('checkout', '-q', 'main');
  base = origin.commitFile('main.txt', 'main went on\n');
  const bare = join(folder, REPOSITORY);
  mkdirSync(join(bare, '..'), { recursive: true });
  execFileSync('git', ['clone', '-q', '--bare', origin.dir, bare], { env: testEnvironment(folder) });
  for (const name of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) execFileSync('git', ['-C', bare, 'config', name, 'true'], { env: testEnvironment(folder) });
  server = spawn(process.execPath, [SERVER, folder, `basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(server.stdout ?? server, 'data')) as [Buffer];
  url = `http://127.0.0.1:${port.toString('utf8').trim()}`;
});

afterAll(() => {
  server.stdin?.end();
  origin.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

/** A checkout as actions/checkout makes it: one commit, no history. */
function runShallow(branch: string, request: { readonly event: string; readonly payload: unknown; readonly inputs?: Readonly<Record<string, string>> }): ActionRun {
  const dir = mkdtempSync(join(tmpdir(), 'stanch-shallow-'));
  try {
    execFileSync('git', ['clone', '-q', '--depth=1', `--branch=${branch}`, `file://${origin.dir}`, dir], { env: testEnvironment(folder) });
    return runAction(repoAt(dir), { ...request, env: { GITHUB_SERVER_URL: url } });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('a checkout of depth one', () => {
  test('gets the commits of a pull request, and knows what had been there before', () => {
    const run = runShallow('topic', { event: 'pull_request', payload: pullRequest(base, head), inputs: { token: TOKEN } });
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(run.outputs.get('new-findings')).toBe('1');
    expect(run.summary).toContain('still in history');
    expect(run.log + run.summary + run.sarif).not.toContain(TOKEN);
  });

  test('gets the commits of a push', () => {
    expect(runShallow('topic', { event: 'push', payload: push(base, head, 'refs/heads/topic'), inputs: { token: TOKEN } }).code).toBe(1);
  });

  test.each([
    ['without a token', {}],
    ['with a token that is refused', { token: 'another-token' }],
    ['with fetching switched off', { token: TOKEN, fetch: 'false' }],
  ])('%s is incomplete, not green', (_name, inputs) => {
    const run = runShallow('topic', { event: 'pull_request', payload: pullRequest(base, head), inputs });
    expect(run.code).toBe(3);
    expect(run.outputs.get('exit-code')).toBe('3');
    expect(run.log).toContain('fetch-depth: 0');
  });

  test('gets them through a proxy', async () => {
    const proxy = new TestProxy();
    proxy.goal = Number(new URL(url).port);
    await proxy.open();
    const dir = mkdtempSync(join(tmpdir(), 'stanch-shallow-'));
    try {
      execFileSync('git', ['clone', '-q', '--depth=1', '--branch=topic', `file://${origin.dir}`, dir], { env: testEnvironment(folder) });
      const env = { GITHUB_SERVER_URL: 'http://git.acme.test', http_proxy: proxy.url };
      const run = await startAction(repoAt(dir), { event: 'pull_request', payload: pullRequest(base, head), inputs: { token: TOKEN, comments: 'false' }, env });
      expect(run).toMatchObject({ code: 1, stderr: '' });
      expect(proxy.asked[0]).toBe('GET http://git.acme.test/acme/shop/info/refs?service=git-upload-pack');
    } finally {
      proxy.close();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
