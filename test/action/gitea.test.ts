import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHECKOUT, startGiteaRunner } from '../helpers/gitea-runner.ts';
import { githubToken } from '../helpers/keys.ts';
import { freePort, startService, waitFor, type Started } from '../helpers/real-service.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KEY = githubToken('in a pull request of a real forge');
const MINUTES = 10 * 60_000;

/** The checkout is made by hand, as actions/checkout would come from another server. */
const WORKFLOW = `name: stanch
on: [pull_request]
jobs:
  stanch:
    runs-on: ubuntu-latest
    steps:
      - env:
          TOKEN: \${{ github.token }}
          SHA: \${{ github.event.pull_request.head.sha }}
        run: ${CHECKOUT}
      - uses: ./.stanch
        with:
          token: \${{ github.token }}
      - if: always()
        run: cat shop.ts
`;

let server: Started | undefined;
let runner: ChildProcess | undefined;
let repo: TestRepo | undefined;
let ask: (path: string, json?: unknown) => Promise<unknown>;
const folders: string[] = [];

beforeAll(async () => {
  server = await startService('gitea.sh', [String(await freePort())]);
  if (server === undefined) return;
  const { address = '', admin = '', password = '' } = server.line;
  await waitFor(async () => (await fetch(`${address}/api/v1/version`).catch(() => undefined))?.ok === true);
  const authorization = `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}`;
  ask = async (path, json) => {
    const response = await fetch(`${address}/api/v1${path}`, { method: json === undefined ? 'GET' : 'POST', headers: { authorization, 'content-type': 'application/json' }, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return path.endsWith('/logs') ? text : JSON.parse(text);
  };
  const { token } = (await ask('/admin/actions/runners/registration-token', {})) as { token: string };
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-runner-')));
  folders.push(folder);
  runner = await startGiteaRunner({ address, token, folder, about: 'the Action is not tried in a job of Gitea' });
  if (runner === undefined) return;
  await ask('/user/repos', { name: 'shop', default_branch: 'main', private: true });
  const client = makeRepo();
  client.git('remote', 'add', 'origin', `${address.replace('://', `://${admin}:${encodeURIComponent(password)}@`)}/${admin}/shop.git`);
  for (const name of ['action.yml', 'dist/action']) cpSync(join(ROOT, name), join(client.dir, '.stanch', name), { recursive: true });
  client.git('add', '-f', '.stanch');
  client.commitFile('.gitea/workflows/stanch.yml', WORKFLOW);
  client.commitFile('shop.ts', 'export {};\n');
  client.git('push', '-q', 'origin', 'main');
  repo = client;
}, MINUTES);

afterAll(async () => {
  // The runner has children of its own, and is the head of a group.
  if (runner?.pid !== undefined && runner.exitCode === null) process.kill(-runner.pid, 'SIGKILL');
  await server?.stop();
  repo?.cleanup();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const SHOP = '/repos/root-admin/shop';

async function jobOf(sha: string): Promise<{ readonly conclusion: string; readonly log: string }> {
  let id = 0;
  await waitFor(async () => {
    const { workflow_runs: runs } = (await ask(`${SHOP}/actions/runs?limit=50`)) as { workflow_runs: { id: number; head_sha: string; status: string }[] | null };
    const run = runs?.find(({ head_sha: head }) => head === sha);
    id = run?.id ?? 0;
    return run?.status === 'completed';
  });
  const { jobs } = (await ask(`${SHOP}/actions/runs/${id}/jobs`)) as { jobs: { id: number; conclusion: string }[] };
  return { conclusion: jobs[0]?.conclusion ?? '', log: String(await ask(`${SHOP}/actions/jobs/${jobs[0]?.id}/logs`)) };
}

interface Comment {
  readonly path: string;
  readonly position: number;
  readonly body: string;
  readonly resolver: unknown;
}

async function comments(): Promise<Comment[]> {
  const reviews = (await ask(`${SHOP}/pulls/1/reviews`)) as { id: number }[];
  return (await Promise.all(reviews.map(({ id }) => ask(`${SHOP}/pulls/1/reviews/${id}/comments`) as Promise<Comment[]>))).flat();
}

test('on a real Gitea with its runner: failed, masked, one comment that follows its key and is resolved', async ({ skip }) => {
  if (repo === undefined) return skip();
  repo.git('checkout', '-q', '-b', 'topic');
  const first = repo.commitFile('shop.ts', `// a shop\nconst token = '${KEY}';\n`);
  repo.git('push', '-q', 'origin', 'topic');
  // Gitea learns of a branch a moment after the push has come back.
  await waitFor(() => ask(`${SHOP}/branches/topic`).then(() => true, () => false));
  await ask(`${SHOP}/pulls`, { title: 'topic', head: 'topic', base: 'main' });
  const leaked = await jobOf(first);
  expect(leaked.log).toContain('1 comment written');
  expect([leaked.conclusion, leaked.log.includes(KEY)]).toEqual(['failure', false]);
  expect(await comments()).toMatchObject([{ path: 'shop.ts', position: 2, resolver: null }]);

  const second = repo.commitFile('shop.ts', `// a shop\n// with more\n// lines\nconst token = '${KEY}';\n`);
  repo.git('push', '-q', 'origin', 'topic');
  expect((await jobOf(second)).log).toContain('1 comment brought up to date');
  expect(await comments()).toHaveLength(1);

  repo.git('reset', '-q', '--hard', 'main');
  const clean = repo.commitFile('shop.ts', 'export const open = true;\n');
  repo.git('push', '-q', '--force', 'origin', 'topic');
  const cleaned = await jobOf(clean);
  expect(cleaned.log).toContain('1 thread resolved');
  expect(cleaned.conclusion).toBe('success');
  expect(await comments()).toMatchObject([{ body: expect.stringContaining('No longer found') as string, resolver: expect.objectContaining({ login: expect.any(String) as string }) as unknown }]);
}, MINUTES);
