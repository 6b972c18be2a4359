import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, testEnvironment, type TestRepo } from '../helpers/repo.ts';
import { serveGithub, type GithubServer } from './github-server.ts';
import { pullRequest, push, REPOSITORY } from './runner.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ACT = join(ROOT, 'test/services/act.sh');
const SERVICES = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'stanch-services');
const NOT_THERE = 69;
const isThere = process.env['STANCH_REAL'] === '1' && spawnSync(ACT, ['--version'], { env: { ...process.env, STANCH_SERVICES: SERVICES } }).status !== NOT_THERE;
if (!isThere) process.stderr.write('\nSKIPPED: no runner of others has run the Action; npm run test:action gets act and runs it\n');

const KEY = githubToken('run by act');
const TOKEN = 'token-for-act';

/** The later step gets an output and tries to print the key: what the runner masks is no more seen. */
const WORKFLOW = `on: [pull_request, push, merge_group]
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: echo "runs $(node --version)"
      - uses: ./.action
        id: stanch
        with:
          token: \${{ github.token }}
      - if: always()
        env:
          FOUND: \${{ steps.stanch.outputs.new-findings }}
          CODE: \${{ steps.stanch.outputs.exit-code }}
        run: |
          echo "found=$FOUND code=$CODE"
          cat shop.ts
`;

describe.skipIf(!isThere)('run by act, with Node 24', () => {
  let github: GithubServer;
  let repo: TestRepo;
  let home: string;
  let base: string;
  let leak: string;

  beforeAll(async () => {
    github = await serveGithub();
    github.accounts.set(TOKEN, { login: 'github-actions', kind: 'Bot', writes: ['pull-requests'] });
    home = mkdtempSync(join(tmpdir(), 'stanch-act-'));
    repo = makeRepo();
    repo.write('.github/workflows/scan.yml', WORKFLOW);
    cpSync(join(ROOT, 'action.yml'), join(repo.dir, '.action/action.yml'));
    cpSync(join(ROOT, 'dist/action'), join(repo.dir, '.action/dist/action'), { recursive: true });
    repo.git('add', '-f', '.');
    base = repo.commitFile('shop.ts', 'export const open = true;\n');
    repo.git('checkout', '-q', '-b', 'topic');
    leak = repo.commitFile('shop.ts', `const token = '${KEY}';\n`);
    github.push(repo, base, leak);
  });

  afterAll(async () => {
    const { complaints } = github;
    await github.close();
    repo.cleanup();
    rmSync(home, { recursive: true, force: true });
    expect(complaints).toEqual([]);
  });

  async function act(event: string, payload: unknown): Promise<{ readonly code: number | null; readonly log: string }> {
    writeFileSync(join(home, 'event.json'), JSON.stringify(payload));
    const args = [event, '-e', join(home, 'event.json'), '-P', 'ubuntu-latest=-self-hosted', '--no-cache-server', '-s', `GITHUB_TOKEN=${TOKEN}`, '--env', `GITHUB_API_URL=${github.url}`, '--env', `GITHUB_REPOSITORY=${REPOSITORY}`];
    const env = { ...testEnvironment(home), STANCH_SERVICES: SERVICES, XDG_CACHE_HOME: join(home, 'cache') };
    const child = spawn(ACT, args, { cwd: repo.dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
    return { code, log: out + errors };
  }

  test('a pull request that brings a key fails, says it on its line, and hides it from later steps', async () => {
    const { code, log } = await act('pull_request', { ...(pullRequest(base, leak) as object), number: 12 });
    expect(log).toContain('runs v24.');
    expect(log).toMatch(/found=1 code=1/);
    expect(log).toContain('::error file=shop.ts,line=1');
    expect(log).not.toContain(KEY);
    expect(code).toBe(1);
    expect(github.threads).toMatchObject([{ path: 'shop.ts', line: 1 }]);
  });

  test('one from a fork has no more than the event, and is judged all the same', async () => {
    const { code, log } = await act('pull_request', { ...(pullRequest(base, leak, { fork: true }) as object), number: 12 });
    expect(code).toBe(1);
    expect(log).toMatch(/found=1 code=1/);
    expect(github.threads).toHaveLength(1);
  });

  test('a push and a merge group are judged by their own range', async () => {
    expect((await act('push', push(base, leak, 'refs/heads/topic'))).log).toMatch(/found=1 code=1/);
    const group = await act('merge_group', { repository: { full_name: REPOSITORY }, merge_group: { base_sha: base, head_sha: base } });
    expect(group.log).toMatch(/found=0 code=0/);
    expect(group.code).toBe(0);
  });
});
