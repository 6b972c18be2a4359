import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startService, waitFor, type Started } from '../helpers/real-service.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const ENTRY = fileURLToPath(new URL('../helpers/hook-entry.ts', import.meta.url));
const KEY = `acme_${'k3y0'.repeat(5)}`;
const MINUTES = 15 * 60_000;

interface Forge {
  readonly address: string;
  readonly authorization: string;
}

let server: Started | undefined;
let forge: Forge | undefined;
let built: string;
let client: TestRepo;
let hooks: string;

const api = async (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${forge?.address}/api/v1${path}`, {
    method,
    headers: { authorization: forge?.authorization ?? '', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const push = (...refs: string[]): { code: number | null; text: string } => {
  const result = spawnSync('git', ['push', 'origin', ...refs], { cwd: client.dir, env: { ...client.env, GIT_TERMINAL_PROMPT: '0' }, encoding: 'utf8' });
  return { code: result.status, text: result.stderr };
};

const tipOf = async (branch: string): Promise<string> => ((await (await api('GET', `/repos/root-admin/shop/branches/${branch}`)).json()) as { commit?: { id: string } }).commit?.id ?? '';

/** The folder of the repository on the server; Gitea calls what stands in its `pre-receive.d`. */
function findHooks(folder: string): string {
  const place = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith(join('root-admin', 'shop.git')));
  if (place === undefined) throw new Error('the server keeps its repositories elsewhere');
  return join(folder, place, 'hooks/pre-receive.d');
}

beforeAll(async () => {
  const port = await freePort();
  const started = await startService('gitea.sh', [String(port)]);
  if (started === undefined) return;
  server = started;
  const { address = '', admin = '', password = '', folder = '' } = started.line;
  forge = { address, authorization: `Basic ${Buffer.from(`${admin}:${password}`).toString('base64')}` };
  await waitFor(async () => (await fetch(`${address}/api/v1/version`).catch(() => undefined))?.ok === true);
  expect((await api('POST', '/user/repos', { name: 'shop', default_branch: 'main' })).status).toBe(201);
  client = makeRepo();
  client.commitFile('readme', 'hello\n');
  client.git('remote', 'add', 'origin', `${address.replace('://', `://${admin}:${encodeURIComponent(password)}@`)}/root-admin/shop.git`);
  expect(push('main')).toMatchObject({ code: 0 });
  hooks = findHooks(folder);
  built = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-hook-')));
  const program = join(built, 'hook.mjs');
  buildSync({ entryPoints: [ENTRY], outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent', banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } });
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, 'stanch'), `#!/bin/sh\nexec "${process.execPath}" "${program}" pre-receive --budget 30\n`);
  chmodSync(join(hooks, 'stanch'), 0o755);
}, MINUTES);

afterAll(async () => {
  await server?.stop();
  if (forge === undefined) return;
  client.cleanup();
  rmSync(built, { recursive: true, force: true });
});

describe('a real Gitea', () => {
  it('takes a push without a key, and refuses one with a key in a line', async ({ skip }) => {
    if (forge === undefined) return skip();
    const fine = client.commitFile('a', 'fine\n');
    expect(push('main')).toMatchObject({ code: 0 });
    expect(await tipOf('main')).toBe(fine);
    const head = client.commitFile('src/a.ts', `key = "${KEY}"\n`);
    const { code, text } = push('main', 'main:refs/heads/side');
    expect(code).toBe(1);
    expect(text).toContain('remote: stanch: 1 key in pushed commits - push blocked');
    expect(text).toMatch(new RegExp(`remote: {3}src/a\\.ts:1:8 {2}acme-key .* in ${head.slice(0, 10)}`));
    expect(text).not.toContain(KEY);
    expect(await tipOf('main')).toBe(fine);
    expect((await api('GET', '/repos/root-admin/shop/branches/side')).status).toBe(404);
    expect((await api('GET', `/repos/root-admin/shop/git/commits/${head}`)).status).toBe(404);
    client.git('reset', '-q', '--hard', 'HEAD~1');
  });

  it('refuses a key that is written in the browser, too', async ({ skip }) => {
    if (forge === undefined) return skip();
    const before = await tipOf('main');
    const file = (text: string): object => ({ content: Buffer.from(text).toString('base64'), message: 'in the browser', branch: 'main' });
    const refused = await api('POST', '/repos/root-admin/shop/contents/web.txt', file(`${KEY}\n`));
    expect(refused.ok).toBe(false);
    expect(await refused.text()).not.toContain(KEY);
    expect(await tipOf('main')).toBe(before);
    expect((await api('POST', '/repos/root-admin/shop/contents/web.txt', file('fine\n'))).status).toBe(201);
  });
});
