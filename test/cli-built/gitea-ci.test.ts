import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT, startGiteaRunner } from '../helpers/gitea-runner.ts';
import { githubToken } from '../helpers/keys.ts';
import { freePort, startService, waitFor, type Started } from '../helpers/real-service.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { BIN } from '../helpers/run-cli.ts';

const KEY = githubToken('in a job of a real forge');
const MINUTES = 15 * 60_000;

/** A job as a user writes it, but for the two actions that would come from another server: one commit, no history. */
const WORKFLOW = `name: stanch
on: [push, pull_request]
jobs:
  stanch:
    runs-on: ubuntu-latest
    steps:
      - env:
          TOKEN: \${{ github.token }}
          SHA: \${{ github.event.pull_request.head.sha || github.sha }}
        run: ${CHECKOUT}
      - env:
          GITHUB_TOKEN: \${{ github.token }}
        run: ${process.execPath} ${BIN} ci --report junit.xml && grep --count '<testsuite ' junit.xml
`;

interface Job {
  readonly conclusion: string;
  readonly log: string;
}

let server: Started | undefined;
let runner: ChildProcess | undefined;
const folders: string[] = [];
let ask: ((method: string, path: string, json?: unknown) => Promise<Response>) | undefined;
let client: TestRepo;

beforeAll(async () => {
  const started = await startService('gitea.sh', [String(await freePort())]);
  if (started === undefined) return;
  server = started;
  const { address = '', admin = '', password = '' } = started.line;
  await waitFor(async () => (await fetch(`${address}/api/v1/version`).catch(() => undefined))?.ok === true);
  const authorization = `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}`;
  const asker = async (method: string, path: string, json?: unknown): Promise<Response> => {
    const response = await fetch(`${address}/api/v1${path}`, { method, headers: { authorization, 'content-type': 'application/json' }, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const { token } = (await (await asker('POST', '/admin/actions/runners/registration-token')).json()) as { token: string };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-runner-')));
  folders.push(folder);
  runner = await startGiteaRunner({ address, token, folder, about: 'stanch ci is not tried in a real job' });
  if (runner === undefined) return;
  await asker('POST', '/user/repos', { name: 'shop', default_branch: 'main', private: true });
  client = makeRepo();
  client.git('remote', 'add', 'origin', `${address.replace('://', `://${admin}:${encodeURIComponent(password)}@`)}/${admin}/shop.git`);
  client.commitFile('.gitea/workflows/stanch.yml', WORKFLOW);
  client.commitFile('a.ts', 'export {};\n');
  ask = asker;
}, MINUTES);

afterAll(async () => {
  // The runner has children of its own, and is the head of a group.
  if (runner?.pid !== undefined && runner.exitCode === null) process.kill(-runner.pid, 'SIGKILL');
  await server?.stop();
  if (ask !== undefined) client.cleanup();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The job that an event starts for a commit, once it has ended. */
async function jobOf(event: string, sha: string): Promise<Job> {
  const get = async <T>(path: string): Promise<T> => (await (await ask?.('GET', `/repos/root-admin/shop/actions${path}`))?.json()) as T;
  let run: { id: number; status: string } | undefined;
  await waitFor(async () => {
    const { workflow_runs: runs } = await get<{ workflow_runs: { id: number; event: string; head_sha: string; status: string }[] | null }>('/runs?limit=50');
    run = (runs ?? []).find((each) => each.event === event && each.head_sha === sha);
    return run?.status === 'completed';
  });
  const { jobs } = await get<{ jobs: { id: number; conclusion: string }[] }>(`/runs/${run?.id}/jobs`);
  const log = await (await ask?.('GET', `/repos/root-admin/shop/actions/jobs/${jobs[0]?.id}/logs`))?.text();
  return { conclusion: jobs[0]?.conclusion ?? '', log: log ?? '' };
}

describe('stanch ci in a job of a real Gitea, from one commit of a private repository', () => {
  it('reads the history of a first push to the main branch', async ({ skip }) => {
    if (ask === undefined) return skip();
    client.git('push', '-q', 'origin', 'main');
    const { conclusion, log } = await jobOf('push', client.git('rev-parse', 'main'));
    expect(log).toContain('stanch history');
    expect([conclusion, log.includes('clean: no leaked keys')]).toEqual(['success', true]);
  }, MINUTES);

  it('fails a pull request whose commits bring a key and take it out again, and shows no key', async ({ skip }) => {
    if (ask === undefined) return skip();
    client.git('checkout', '-q', '-b', 'topic');
    client.commitFile('shop.ts', `const token = '${KEY}';\n`);
    const head = client.commitFile('shop.ts', 'const token = process.env.TOKEN;\n');
    client.git('push', '-q', 'origin', 'topic');
    const asker = ask;
    // Gitea learns of a branch a moment after the push has come back.
    await waitFor(() => asker('GET', '/repos/root-admin/shop/branches/topic').then(() => true, () => false));
    await ask('POST', '/repos/root-admin/shop/pulls', { title: 'topic', head: 'topic', base: 'main' });
    const [pull, push] = [await jobOf('pull_request', head), await jobOf('push', head)];
    expect(pull.log).toContain('stanch pull request 1');
    expect(push.log).toContain('stanch new topic');
    for (const { conclusion, log } of [pull, push]) {
      expect([conclusion, log.includes('shop.ts:1:16'), log.includes(KEY)]).toEqual(['failure', true, false]);
    }
  }, MINUTES);

  it('passes the next push to the main branch, held against the one before', async ({ skip }) => {
    if (ask === undefined) return skip();
    client.git('checkout', '-q', 'main');
    const head = client.commitFile('b.ts', 'export {};\n');
    client.git('push', '-q', 'origin', 'main');
    const { conclusion, log } = await jobOf('push', head);
    expect([conclusion, log.includes('stanch push to main')]).toEqual(['success', true]);
  }, MINUTES);
});
