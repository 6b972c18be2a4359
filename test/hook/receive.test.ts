import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseReceiveOptions } from '#hook/receive-options.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const ENTRY = fileURLToPath(new URL('../helpers/hook-entry.ts', import.meta.url));
const SERVER = fileURLToPath(new URL('../services/git-http.mjs', import.meta.url));
const KEY = `acme_${'k3y0'.repeat(5)}`;
const AUTHORIZATION = `Basic ${Buffer.from('ada:lovelace').toString('base64')}`;

/** The hook in one file, which starts sooner than its sources do. */
let program: string;
let built: string;
beforeAll(() => {
  built = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-hook-')));
  program = join(built, 'hook.mjs');
  buildSync({ entryPoints: [ENTRY], outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent', banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

const made: { cleanup(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0).reverse()) one.cleanup();
});

/** A bare repository whose hook is ours, with `words` behind its name, and a clone that pushes there. */
function makePair(hook: 'pre-receive' | 'update', { words = '', init = [] }: { readonly words?: string; readonly init?: readonly string[] } = {}): { server: TestRepo; client: TestRepo } {
  const server = makeRepo({ init: ['--bare', ...init] });
  const client = makeRepo({ init });
  made.push(server, client);
  const path = join(server.dir, 'hooks', hook);
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${program}" ${hook} ${words} "$@"\n`);
  chmodSync(path, 0o755);
  client.commitFile('readme', 'hello\n');
  client.git('remote', 'add', 'origin', server.dir);
  expect(push(client, 'main').code).toBe(0);
  return { server, client };
}

/** Pushes as a person would; what the server says stands behind `remote: `. */
function push(repo: TestRepo, ...refs: string[]): { code: number | null; text: string; said: string[] } {
  const result = spawnSync('git', ['push', 'origin', ...refs], { cwd: repo.dir, env: { ...repo.env, STANCH_SKIP: 'no say here', GIT_TERMINAL_PROMPT: '0' }, encoding: 'utf8' });
  const said = result.stderr.split('\n').filter((line) => line.startsWith('remote: ')).map((line) => line.slice('remote: '.length).trimEnd());
  return { code: result.status, text: result.stderr, said };
}

const has = (repo: TestRepo, oid: string): boolean => spawnSync('git', ['cat-file', '-e', oid], { cwd: repo.dir, env: repo.env }).status === 0;

describe('pre-receive', () => {
  it('refuses a key in one line, without the key, and keeps nothing of the push', () => {
    const { server, client } = makePair('pre-receive');
    const head = client.commitFile('src/a.ts', `x\nkey = "${KEY}"\n`);
    const { code, text, said } = push(client, 'main');
    expect(code).toBe(1);
    expect(said[0]).toBe('stanch: 1 key in pushed commits - push blocked');
    expect(said[1]).toMatch(new RegExp(`^ {2}src/a\\.ts:2:8 {2}acme-key {2}\\S+ {2}id [0-9a-f]{12} {2}in ${head.slice(0, 10)}$`));
    expect(said.length).toBeLessThan(20);
    expect(text).not.toContain(KEY);
    expect(has(server, head)).toBe(false);
  });

  it('refuses one that a later commit of the push takes out again, and one in a message or a tag', () => {
    const { client } = makePair('pre-receive');
    client.commitFile('a', `${KEY}\n`);
    client.commitFile('a', 'gone\n');
    expect(push(client, 'main').code).toBe(1);
    client.git('reset', '-q', '--hard', 'HEAD~2');
    client.commit(`see ${KEY}`);
    expect(push(client, 'main').code).toBe(1);
    client.git('reset', '-q', '--hard', 'HEAD~1');
    client.git('tag', '-a', 'v1', '-m', KEY);
    expect(push(client, 'v1').code).toBe(1);
  });

  it('reads only what is not there yet: neither an old key, nor one that another branch has, nor a deletion', () => {
    const { server, client } = makePair('pre-receive');
    client.commitFile('old', `${KEY}\n`);
    // As it was before the hook came.
    const hook = join(server.dir, 'hooks/pre-receive');
    chmodSync(hook, 0o644);
    expect(push(client, 'main', 'main:refs/heads/side').code).toBe(0);
    chmodSync(hook, 0o755);
    client.git('mv', 'old', 'new');
    client.commit('move');
    expect(push(client, 'main', 'main:refs/heads/third').code).toBe(0);
    expect(push(client, ':side').code).toBe(0);
    client.commitFile('b', 'fine\n');
    expect(push(client, 'main').said).toEqual([]);
  });

  it('escapes what a stranger may name', () => {
    const { client } = makePair('pre-receive');
    client.commitFile('a\nremote: all is well\u001b[2J\u202e', `${KEY}\n`);
    const { said, text } = push(client, 'main');
    expect(said[1]).toContain(String.raw`a\x0aremote: all is well\x1b[2J\u{202e}:1:1`);
    expect(said.filter((line) => line.startsWith('all is well'))).toEqual([]);
    expect(text).not.toContain('\u202e');
  });

  it('lists ten findings and counts the rest', () => {
    const { client } = makePair('pre-receive');
    for (let at = 10; at < 25; at += 1) client.stage(`f${at}`, `acme_${'abcdefghi'.repeat(2)}${at}\n`);
    client.commit('many');
    const { said } = push(client, 'main');
    expect(said[0]).toContain('15 keys');
    expect(said.filter((line) => line.includes('acme-key'))).toHaveLength(10);
    expect(said).toContain('  … and 5 more');
  });

  it('takes no advice from the pusher, and fails closed', () => {
    const { client } = makePair('pre-receive', { words: '--budget 60' });
    client.commitFile('.stanch.yml', 'rules:\n  disable: [acme-key]\n');
    client.commitFile('a', `${KEY}\n`);
    expect(push(client, 'main').code).toBe(1);
    const broken = spawnSync(process.execPath, [program, 'pre-receive'], { cwd: client.dir, env: { ...client.env, TEST_BREAK: 'rules' }, input: `${'0'.repeat(40)} ${client.git('rev-parse', 'HEAD')} refs/heads/x\n`, encoding: 'utf8' });
    expect([broken.status, broken.stderr.split('\n')[0]]).toEqual([4, 'stanch: could not scan - push blocked']);
    const strange = spawnSync(process.execPath, [program, 'pre-receive'], { cwd: client.dir, env: client.env, input: 'main main\n', encoding: 'utf8' });
    expect(strange.status).toBe(2);
  });

  it('works where ids are SHA-256', () => {
    const { client } = makePair('pre-receive', { init: ['--object-format=sha256'] });
    client.commitFile('a', `${KEY}\n`);
    expect(push(client, 'main').said[0]).toContain('1 key in pushed commits');
  });

  it('tells a browser’s push what GitLab shows of it', () => {
    const { client } = makePair('pre-receive');
    const head = client.commitFile('a', `${KEY}\n`);
    const { stderr } = spawnSync(process.execPath, [program, 'pre-receive'], {
      cwd: client.dir, env: { ...client.env, GL_PROTOCOL: 'web' }, input: `${'0'.repeat(40)} ${client.git('commit-tree', `${head}^{tree}`, '-m', 'again')} refs/heads/x\n`, encoding: 'utf8',
    });
    expect(stderr.trimEnd().split('\n').filter((line) => !line.startsWith('GL-HOOK-ERR: '))).toEqual([]);
  });
});

describe('update', () => {
  it('refuses the ref that brings a key, and takes the other', () => {
    const { server, client } = makePair('update', { words: '--budget 60' });
    client.git('branch', 'clean', client.commitFile('b', 'fine\n'));
    client.commitFile('a', `${KEY}\n`);
    const { code, said } = push(client, 'clean', 'main');
    expect(code).toBe(1);
    expect(said[0]).toBe('stanch: 1 key in pushed commits - push blocked');
    expect(server.git('for-each-ref', '--format=%(refname:short)')).toBe('clean\nmain');
    expect(server.git('rev-parse', 'clean')).toBe(client.git('rev-parse', 'clean'));
    expect(server.git('rev-list', '--count', 'main')).toBe('1');
  });
});

describe('a budget of time', () => {
  it('that is used up refuses the push, and says so', () => {
    const { client } = makePair('pre-receive', { words: '--budget 60' });
    client.commitFile('a', 'fine\n');
    const late = makePair('update', { words: '--budget=60 --on-timeout refuse' });
    expect(push(late.client, 'main').code).toBe(0);
    const { server } = late;
    const path = join(server.dir, 'hooks/update');
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${program}" update --budget 0.001 "$@"\n`);
    late.client.commitFile('a', 'fine\n');
    const { code, said } = push(late.client, 'main');
    expect([code, said[0]]).toEqual([1, 'stanch: not all of this push could be read within 0.001 s - push blocked']);
  });

  it('lets it through only where the server says so, and says that, too', () => {
    const { server, client } = makePair('pre-receive', { words: '--budget 0.001 --on-timeout=allow' });
    const head = client.commitFile('a', `${KEY}\n`);
    const { code, said } = push(client, 'main');
    expect([code, said[0]]).toEqual([0, 'stanch: WARNING: not all of this push was read within 0.001 s; it is let through unread']);
    expect(has(server, head)).toBe(true);
  });

  it('ends what is read before it ends all, and gives up on work that goes on', async () => {
    const { startBudget } = await import('#hook/time-budget.ts');
    const long = startBudget(600);
    expect(await long.race(Promise.resolve('done'))).toBe('done');
    await expect(long.race(Promise.reject(new Error('as it is')))).rejects.toThrow('as it is');
    expect([long.reading.aborted, long.end.aborted]).toEqual([false, false]);
    long.stop();
    const short = startBudget(0.001);
    const states: boolean[] = [];
    short.reading.addEventListener('abort', () => states.push(short.end.aborted));
    const late = short.race(new Promise((_resolve, reject) => short.end.addEventListener('abort', () => setTimeout(() => reject(new Error('its children were ended')), 1))));
    expect(await late).toBeUndefined();
    expect([states, short.end.aborted]).toEqual([[false], true]);
    short.stop();
  });

  it('is read before what git gives, and anything else is refused', () => {
    expect(parseReceiveOptions(['--budget', '4.5', '--on-timeout', 'allow', 'refs/heads/x', 'a', 'b'])).toEqual({ budget: 4.5, onTimeout: 'allow', words: ['refs/heads/x', 'a', 'b'] });
    expect(parseReceiveOptions(['refs/heads/x', 'a', '--budget'])).toEqual({ budget: undefined, onTimeout: 'refuse', words: ['refs/heads/x', 'a', '--budget'] });
    for (const args of [['--budget', '0'], ['--budget', '-1'], ['--budget', 'x'], ['--budget', '1e9'], ['--budget', '9999'], ['--budget'], ['--budget='], ['--on-timeout', 'pass', '--budget', '1'], ['--on-timeout', 'allow'], ['--skip'], ['-x']]) {
      expect(() => parseReceiveOptions(args), args.join(' ')).toThrow();
    }
  });
});

describe('over HTTP', () => {
  async function serve(root: string): Promise<string> {
    const server: ChildProcess = spawn(process.execPath, [SERVER, root, AUTHORIZATION], { stdio: ['pipe', 'pipe', 'inherit'] });
    made.push({ cleanup: () => void server.stdin?.end() });
    const [port] = (await once(server.stdout ?? server, 'data')) as [Buffer];
    return `http://ada:lovelace@127.0.0.1:${port.toString('utf8').trim()}`;
  }

  it('a push is read in quarantine: a key is refused, the rest is taken', async () => {
    const { server, client } = makePair('pre-receive', { words: '--budget 60' });
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-pushed-')));
    made.push({ cleanup: () => rmSync(root, { recursive: true, force: true }) });
    cpSync(server.dir, join(root, 'shop.git'), { recursive: true });
    const served = repoAt(join(root, 'shop.git'));
    served.git('config', 'http.receivepack', 'true');
    client.git('remote', 'set-url', 'origin', `${await serve(root)}/shop.git`);
    const fine = client.commitFile('b', 'fine\n');
    expect(push(client, 'main').code).toBe(0);
    expect(served.git('rev-parse', 'main')).toBe(fine);
    const head = client.commitFile('a', `${KEY}\n`.repeat(3));
    const { code, said, text } = push(client, 'main');
    expect(code).toBe(1);
    expect(said[0]).toBe('stanch: 1 key in pushed commits - push blocked');
    expect(text).not.toContain(KEY);
    expect([has(served, head), served.git('rev-parse', 'main')]).toEqual([false, fine]);
  });
});
