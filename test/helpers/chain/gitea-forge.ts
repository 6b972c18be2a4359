import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGiteaRunner } from '../gitea-runner.ts';
import { freePort, startService, waitFor } from '../real-service.ts';
import { repoAt, testEnvironment, type TestRepo } from '../repo.ts';
import { PROVE_FILE, SECRET_NAME, type Forge, type JobSeen } from './forge.ts';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const OWNER = 'alice';
const PASSWORD = 'alice-Passw0rd!';

/** Jobs fetch the repository themselves: nothing comes from another server. */
const FETCH = (ref: string): string => `git init -q . && git fetch -q "\${SERVER/:\\/\\//:\\/\\/x:$TOKEN@}/\${REPO}.git" '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach ${ref}`;

const STEP_ENV = `
        env:
          SERVER: \${{ github.server_url }}
          REPO: \${{ github.repository }}
          TOKEN: \${{ github.token }}
          SHA: \${{ github.event.pull_request.head.sha }}`;

const SCAN = `name: stanch
on: [pull_request]
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - run: ${FETCH('"$SHA"')}${STEP_ENV}
      - uses: ./.stanch
`;

/** Uses the secret and nothing else: the issuer says whose token it is, or the job fails. */
const PROVE = `name: prove
on: [workflow_dispatch]
jobs:
  prove:
    runs-on: ubuntu-latest
    steps:
      - env:
          SERVER: \${{ github.server_url }}
          VALUE: \${{ secrets.${SECRET_NAME} }}
        run: |
          curl --silent --fail --header "authorization: token $VALUE" "$SERVER/api/v1/user" | grep --quiet '"login":"${OWNER}"'
`;

interface Server {
  readonly address: string;
  readonly admin: string;
  readonly password: string;
  readonly folder: string;
  stop(): Promise<void>;
}

type Fields = Record<string, unknown>;

function asker({ address, admin, password }: Server): (method: string, path: string, json?: unknown) => Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}`;
  return async (method, path, json) => {
    const response = await fetch(`${address}/api/v1${path}`, { method, headers: { authorization, 'content-type': 'application/json' }, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
}

async function startServer(): Promise<Server | undefined> {
  const started = await startService('gitea.sh', [String(await freePort())]);
  if (started === undefined) return undefined;
  const { address = '', admin = '', password = '', folder = '' } = started.line;
  await waitFor(async () => (await fetch(`${address}/api/v1/version`).catch(() => undefined))?.ok === true);
  return { address, admin, password, folder, stop: () => started.stop() };
}

function pushBase(server: Server, dir: string): TestRepo {
  const repo = repoAt(dir);
  repo.git('init', '-q', '-b', 'main');
  repo.write('.gitea/workflows/stanch.yml', SCAN);
  repo.write('.gitea/workflows/prove.yml', PROVE);
  // As its first lines say: with the name of one's own secret in it.
  repo.write(`.gitea/workflows/${PROVE_FILE}`, readFileSync(join(PROJECT, 'templates/prove.yml'), 'utf8').replaceAll('API_KEY', SECRET_NAME));
  mkdirSync(join(dir, '.stanch/dist'), { recursive: true });
  for (const name of ['action.yml', 'dist/action']) cpSync(join(PROJECT, name), join(dir, '.stanch', name), { recursive: true });
  repo.write('README.md', 'a shop\n');
  repo.git('add', '-A', '-f', '.');
  repo.commit('start');
  repo.git('remote', 'add', 'origin', `${server.address.replace('://', `://${OWNER}:${encodeURIComponent(PASSWORD)}@`)}/${OWNER}/shop.git`);
  repo.git('push', '-q', 'origin', 'main');
  return repo;
}

/** A real Gitea with a real runner; undefined where one of them cannot be had. */
export async function startGiteaForge(): Promise<Forge | undefined> {
  const server = await startServer();
  if (server === undefined) return undefined;
  const ask = asker(server);
  const get = async <T>(path: string): Promise<T> => (await (await ask('GET', path)).json()) as T;
  const registration = ((await (await ask('POST', '/admin/actions/runners/registration-token')).json()) as { token: string }).token;
  const runner = await startGiteaRunner({ address: server.address, token: registration, folder: join(server.folder, 'runner'), about: 'the chain is not tried with real jobs' });
  const stop = async (): Promise<void> => {
    if (runner?.pid !== undefined) process.kill(-runner.pid, 'SIGKILL');
    await server.stop();
  };
  if (runner === undefined) {
    await stop();
    return undefined;
  }
  await ask('POST', '/admin/users', { username: OWNER, email: 'alice@example.org', password: PASSWORD, must_change_password: false });
  await ask('POST', `/admin/users/${OWNER}/repos`, { name: 'shop', default_branch: 'main' });
  const owner = asker({ ...server, admin: OWNER, password: PASSWORD });
  const newToken = async (name: string, scopes: readonly string[]): Promise<string> => String(((await (await owner('POST', `/users/${OWNER}/tokens`, { name, scopes })).json()) as Fields)['sha1']);
  const leaked = await newToken('deploy', ['read:user', 'write:repository']);
  const courier = await newToken('courier', ['write:repository', 'write:issue']);
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-chain-')));
  const repo = pushBase(server, work);

  /** The one job of the latest run of a workflow, once it has ended. */
  async function jobOf(workflow: string, after: number): Promise<{ id: number; failed: boolean; log: string }> {
    let job: { id: number; conclusion: string } | undefined;
    await waitFor(async () => {
      const { workflow_runs: runs } = await get<{ workflow_runs: { id: number; path: string; status: string }[] | null }>(`/repos/${OWNER}/shop/actions/runs?limit=50`);
      const run = (runs ?? []).find(({ id, path }) => id > after && path.startsWith(workflow));
      if (run?.status !== 'completed') return false;
      const { jobs } = await get<{ jobs: { id: number; conclusion: string }[] }>(`/repos/${OWNER}/shop/actions/runs/${run.id}/jobs`);
      [job] = jobs;
      return job !== undefined;
    });
    const log = await (await ask('GET', `/repos/${OWNER}/shop/actions/jobs/${job?.id}/logs`)).text();
    return { id: job?.id ?? 0, failed: job?.conclusion !== 'success', log };
  }

  async function openPull(path: string, content: string): Promise<{ number: number; clone: string; job: JobSeen }> {
    repo.git('checkout', '-q', '-b', 'topic');
    repo.commitFile(path, content);
    repo.git('push', '-q', 'origin', 'topic');
    // The server takes a branch in a moment after the push.
    await waitFor(() => owner('GET', `/repos/${OWNER}/shop/branches/topic`).then(() => true, () => false));
    const pull = (await (await owner('POST', `/repos/${OWNER}/shop/pulls`, { base: 'main', head: 'topic', title: 'deploy' })).json()) as { number: number };
    const clone = join(work, '..', `${work.split('/').at(-1) ?? ''}-clone`);
    execFileSync('git', ['clone', '-q', '--branch', 'topic', repo.git('remote', 'get-url', 'origin'), clone], { env: testEnvironment(work) });
    return { number: pull.number, clone, job: await jobOf('stanch.yml', 0) };
  }

  async function proveByJob(): Promise<boolean> {
    const { workflow_runs: runs } = await get<{ workflow_runs: { id: number }[] | null }>(`/repos/${OWNER}/shop/actions/runs?limit=50`);
    await owner('POST', `/repos/${OWNER}/shop/actions/workflows/prove.yml/dispatches`, { ref: 'main' });
    return !(await jobOf('prove.yml', Math.max(0, ...(runs ?? []).map(({ id }) => id)))).failed;
  }

  return {
    title: 'a real Gitea 1.26 and its runner',
    isReal: true,
    env: { STANCH_GITEA_URL: server.address, STANCH_GITEA_KEY: `${OWNER}:${PASSWORD}`, STANCH_SINK_GITEA_URL: server.address, STANCH_SINK_GITEA_KEY: courier },
    place: `gitea:${OWNER}/shop#${SECRET_NAME}`,
    workflow: PROVE_FILE,
    provingRuns: async () => {
      const { workflow_runs: runs } = await get<{ workflow_runs: { display_title: string; conclusion: string; path: string }[] }>(`/repos/${OWNER}/shop/actions/runs?limit=50`);
      return runs.flatMap(({ display_title: title, conclusion, path }) => (path.startsWith(PROVE_FILE) ? [{ title, conclusion }] : []));
    },
    leaked,
    openPull,
    proveByJob,
    statusOf: async (token) => (await fetch(`${server.address}/api/v1/user`, { headers: { authorization: `token ${token}` } })).status,
    countTokens: async () => ((await (await owner('GET', `/users/${OWNER}/tokens`)).json()) as unknown[]).length,
    request: (number) => `gitea:${OWNER}/shop#${number}`,
    comments: async (number) => (await get<{ body: string }[]>(`/repos/${OWNER}/shop/issues/${number}/comments`)).map(({ body }) => body),
    close: async () => {
      await stop();
      for (const folder of [work, `${work}-clone`]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
