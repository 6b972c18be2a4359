import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRepo, testEnvironment, type TestRepo } from '../helpers/repo.ts';

const ENTRY = fileURLToPath(new URL('../helpers/hook-entry.ts', import.meta.url));
const WARNED = /stanch: warning: git tracks (.+); what stands in it/g;

let folder: string;
let repo: TestRepo;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-checkout-')));
  const program = join(folder, 'hook.mjs');
  buildSync({ entryPoints: [ENTRY], outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent', banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } });
  mkdirSync(join(folder, 'template/hooks'), { recursive: true });
  writeFileSync(join(folder, 'template/hooks/post-checkout'), `#!/bin/sh\nexec "${process.execPath}" "${program}" post-checkout "$@"\n`);
  chmodSync(join(folder, 'template/hooks/post-checkout'), 0o755);
  repo = makeRepo({ init: [`--template=${join(folder, 'template')}`] });
  repo.commitFile('.env.example', 'TOKEN=\n');
  repo.git('checkout', '-q', '-b', 'leaky');
  repo.stage('api/.env', 'A=1\n');
  repo.stage('.env.x\n::error::x', 'A=1\n');
  repo.commit('add settings');
  repo.git('checkout', '-q', 'main');
});
afterAll(() => {
  repo.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

function checkout(...words: string[]): { code: number | null; warned: string[]; text: string } {
  const { status, stderr } = spawnSync('git', ['checkout', '-q', ...words], { cwd: repo.dir, env: repo.env, encoding: 'utf8' });
  return { code: status, warned: [...stderr.matchAll(WARNED)].map(([, path = '']) => path), text: stderr };
}

describe('post-checkout', () => {
  it('warns of dotenv files that come with a branch, escaped, and lets the checkout be', () => {
    const { code, warned, text } = checkout('leaky');
    expect([code, warned]).toEqual([0, [String.raw`.env.x\x0a::error::x`, 'api/.env']]);
    expect(text).toContain('stanch hygiene');
  });

  it('is silent about those that were there before, about files, and about examples', () => {
    checkout('leaky');
    expect(checkout('-b', 'next').text).toBe('');
    expect(checkout('main').text).toBe('');
    expect(checkout('leaky', '--', 'api/.env').text).toBe('');
    repo.git('reset', '-q', '--hard');
  });

  it('warns of all of them in a new clone', () => {
    const dir = join(folder, 'clone');
    const env = testEnvironment(folder);
    const { stderr } = spawnSync('git', ['clone', '-q', '-b', 'leaky', `--template=${join(folder, 'template')}`, repo.dir, dir], { env, encoding: 'utf8' });
    expect([...stderr.matchAll(WARNED)]).toHaveLength(2);
  });

  it('never makes a checkout fail: not for words it does not know, not for commits that are gone', () => {
    const run = (...words: string[]): { status: number | null; stderr: string } => spawnSync(process.execPath, [join(folder, 'hook.mjs'), 'post-checkout', ...words], { cwd: repo.dir, env: repo.env, encoding: 'utf8' });
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(run('--x', '-y', '1')).toMatchObject({ status: 0, stderr: '' });
    const gone = run('a'.repeat(40), execFileSync('git', ['rev-parse', 'main'], { cwd: repo.dir, env: repo.env, encoding: 'utf8' }).trim(), '1');
    expect(gone.status).toBe(0);
    expect(gone.stderr).toMatch(/^stanch: this checkout was not looked at: .+\n$/);
  });
});
