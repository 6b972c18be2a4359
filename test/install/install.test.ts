import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { applyUndo, planUndo, writeChanges } from '#app/install-record.ts';
import { hookBlock, insertBlock, shellWord } from '#app/install-script.ts';
import { CI_NAMES } from '#app/install-ci.ts';
import { blockFiles, planInstall, type InstallOptions } from '#app/install.ts';
import { detectManager, type HookPlace } from '#app/install-target.ts';
import { formatDiff } from '#app/text-diff.ts';
import { openClient } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const TEMPLATES = fileURLToPath(new URL('../../templates/ci/', import.meta.url));
const made: TestRepo[] = [];
const newRepo = (): TestRepo => {
  const repo = makeRepo();
  made.push(repo);
  return repo;
};
afterEach(() => {
  for (const repo of made.splice(0)) repo.cleanup();
});

/** A stand-in for the tool: writes down how it was called, and fails when told to. */
const fakeCli = (repo: TestRepo, path = 'fake cli.cjs'): string => {
  const log = JSON.stringify(join(repo.dir, '.git', 'calls'));
  repo.write(path, `const fs = require('node:fs');\nconst input = process.argv[3] === 'pre-push' ? fs.readFileSync(0, 'utf8') : '';\nfs.appendFileSync(${log}, process.argv.slice(2).join(' ') + '|' + input.split(' ')[0] + '\\n');\nprocess.exit(process.env.TEST_FAIL ? 1 : 0);\n`);
  return join(repo.dir, path);
};
const calls = (repo: TestRepo): string[] => (existsSync(join(repo.dir, '.git/calls')) ? readFileSync(join(repo.dir, '.git/calls'), 'utf8').trim().split('\n') : []);

const placeOf = async (repo: TestRepo): Promise<HookPlace> => {
  const info = await (await openClient(openGit({ cwd: repo.dir, env: repo.env }))).info();
  return { root: repo.dir, hooksPath: info.hooksPath, commonDir: info.commonDir };
};
const init = async (repo: TestRepo, options: Partial<InstallOptions> = {}): Promise<string> => {
  const place = await placeOf(repo);
  const plan = planInstall(openGit({ cwd: repo.dir, env: repo.env }), place, { manager: undefined, programs: { node: process.execPath, cli: join(repo.dir, 'fake cli.cjs') }, ...options });
  writeChanges(place.root, place.commonDir, plan.changes);
  return plan.changes.map(formatDiff).join('');
};
const undo = async (repo: TestRepo): Promise<void> => {
  const place = await placeOf(repo);
  applyUndo(place.root, place.commonDir, planUndo(place.root, place.commonDir, blockFiles(place)));
};
const run = (repo: TestRepo, args: readonly string[], env: Record<string, string> = {}): { code: number | null; text: string } => {
  const result = spawnSync('git', args, { cwd: repo.dir, env: { ...repo.env, ...env }, encoding: 'utf8' });
  return { code: result.status, text: result.stdout + result.stderr };
};

/** Names, modes and bytes of everything but objects. */
const snapshot = (repo: TestRepo): Record<string, string> =>
  Object.fromEntries(
    readdirSync(repo.dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/^\.git\/(objects|logs|stanch)|^\.git\/calls$/.test(name) && lstatSync(join(repo.dir, name)).isFile())
      .sort()
      .map((name) => [name, `${statSync(join(repo.dir, name)).mode.toString(8)} ${readFileSync(join(repo.dir, name), 'base64')}`]),
  );

describe('plain git hooks', () => {
  it('are written, run, and taken out without a trace', async () => {
    const repo = newRepo();
    fakeCli(repo);
    const before = snapshot(repo);
    const diff = await init(repo);
    expect(diff).toContain('+++ b/.git/hooks/pre-commit');
    expect(run(repo, ['commit', '--allow-empty', '-qm', 'x'])).toEqual({ code: 0, text: '' });
    expect(calls(repo)).toEqual(['hook pre-commit|', 'hook commit-msg .git/COMMIT_EDITMSG|']);
    expect(run(repo, ['commit', '--allow-empty', '-qm', 'y'], { TEST_FAIL: '1' }).code).toBe(1);
    expect(await init(repo)).toBe('');
    repo.git('update-ref', '-d', 'HEAD');
    await undo(repo);
    const after = snapshot(repo);
    delete after['.git/COMMIT_EDITMSG'];
    delete after['.git/index'];
    expect(after).toEqual(before);
  });

  it('chain with a shell script that is there, and hand the input on', async () => {
    const repo = newRepo();
    fakeCli(repo);
    const bare = makeRepo({ init: ['--bare'] });
    made.push(bare);
    const hook = join(repo.dir, '.git/hooks/pre-push');
    writeFileSync(hook, '#!/usr/bin/env bash\nset -eu\nwhile read -r ref rest; do echo "theirs $1 $ref" >> .git/calls; done\nexit 0\n');
    chmodSync(hook, 0o755);
    const original = readFileSync(hook, 'utf8');
    await init(repo);
    repo.commit('x');
    repo.git('branch', 'two');
    expect(run(repo, ['push', '-q', bare.dir, 'main', 'two']).code).toBe(0);
    expect(calls(repo)).toEqual([`hook pre-push ${bare.dir} ${bare.dir}|refs/heads/main`, `theirs ${bare.dir} refs/heads/main`, `theirs ${bare.dir} refs/heads/two`]);
    await undo(repo);
    expect(readFileSync(hook, 'utf8')).toBe(original);
  });

  it('chain with a program of another kind', async () => {
    const repo = newRepo();
    fakeCli(repo);
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    const script = `#!${process.execPath}\nrequire('node:fs').appendFileSync('.git/calls', 'theirs\\n'); process.exit(process.env.THEIRS_FAIL ? 3 : 0);\n`;
    writeFileSync(hook, script);
    chmodSync(hook, 0o755);
    await init(repo);
    expect(run(repo, ['commit', '--allow-empty', '-qm', 'x']).code).toBe(0);
    expect(calls(repo).slice(0, 2)).toEqual(['hook pre-commit|', 'theirs']);
    expect(run(repo, ['commit', '--allow-empty', '-qm', 'x'], { THEIRS_FAIL: '1' }).code).toBe(1);
    await undo(repo);
    expect(readFileSync(hook, 'utf8')).toBe(script);
    expect(existsSync(`${hook}.before-stanch`)).toBe(false);
  });

  it('go where core.hooksPath leads, and never out of the repository', async () => {
    const repo = newRepo();
    fakeCli(repo);
    repo.git('config', 'core.hooksPath', 'tools/hooks');
    await init(repo);
    expect(existsSync(join(repo.dir, 'tools/hooks/pre-commit'))).toBe(true);
    expect(run(repo, ['commit', '--allow-empty', '-qm', 'x']).code).toBe(0);
    expect(calls(repo)[0]).toBe('hook pre-commit|');
    repo.git('config', 'core.hooksPath', '/tmp');
    await expect(init(repo)).rejects.toThrow('outside of this repository');
  });

  it('work in a linked work tree', async () => {
    const repo = newRepo();
    fakeCli(repo);
    repo.commit('x');
    repo.git('worktree', 'add', '-q', join(repo.dir, 'wt'));
    await init(repoAt(join(repo.dir, 'wt')), { programs: { node: process.execPath, cli: join(repo.dir, 'fake cli.cjs') } });
    expect(existsSync(join(repo.dir, '.git/hooks/pre-commit'))).toBe(true);
  });

  it('prefer the tool of the project, and find node where it was when the PATH has none', async () => {
    const repo = newRepo();
    fakeCli(repo);
    await init(repo);
    mkdirSync(join(repo.dir, 'node_modules'));
    fakeCli(repo, 'node_modules/stanch/dist/stanch.cjs');
    repo.write('fake cli.cjs', 'process.exit(9)\n');
    const result = spawnSync('/bin/sh', [join(repo.dir, '.git/hooks/pre-commit')], { cwd: repo.dir, env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8' });
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(calls(repo)).toEqual(['hook pre-commit|']);
  });

  it('without node say so in one line and stop the work', async () => {
    const repo = newRepo();
    await init(repo, { programs: { node: '/nowhere/node', cli: '/nowhere/stanch.cjs' } });
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    const result = spawnSync('/bin/sh', [hook], { cwd: repo.dir, env: { PATH: '/nowhere' }, encoding: 'utf8' });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^stanch: node or stanch was not found[^\n]*\n$/);
    const skipped = spawnSync('/bin/sh', [hook], { cwd: repo.dir, env: { PATH: '/nowhere', STANCH_SKIP: 'why' }, encoding: 'utf8' });
    expect([skipped.status, skipped.stderr]).toEqual([0, 'stanch: skipped, not scanned (STANCH_SKIP=why)\n']);
  });
});

describe('undo', () => {
  it('of a file that was edited since only takes our block out', async () => {
    const repo = newRepo();
    const hook = join(repo.dir, '.git/hooks/pre-commit');
    writeFileSync(hook, '#!/bin/sh\necho one\n');
    chmodSync(hook, 0o755);
    await init(repo);
    writeFileSync(hook, `${readFileSync(hook, 'utf8')}echo two\n`);
    await init(repo, { programs: { node: '/other/node', cli: '/other/cli' } });
    await undo(repo);
    expect(readFileSync(hook, 'utf8')).toBe('#!/bin/sh\necho one\necho two\n');
  });

  it('takes out what a colleague committed', async () => {
    const repo = newRepo();
    repo.write('.husky/pre-commit', 'npm test\n');
    await init(repo);
    repo.write('.git/stanch/install.json', '{"version":1,"files":[]}');
    await undo(repo);
    expect(readFileSync(join(repo.dir, '.husky/pre-commit'), 'utf8')).toBe('npm test\n');
  });
});

describe('other managers', () => {
  it('are found by their files', async () => {
    const repo = newRepo();
    const place = await placeOf(repo);
    expect(detectManager(place)).toBe('native');
    repo.write('.pre-commit-config.yaml', 'repos: []\n');
    expect(detectManager(place)).toBe('pre-commit-framework');
    repo.write('lefthook.yml', '');
    expect(detectManager(place)).toBe('lefthook');
    repo.write('package.json', '{"devDependencies":{"husky":"9"}}');
    expect(detectManager(place)).toBe('husky');
  });

  it('husky: no path of this machine goes into a script that is committed', async () => {
    const repo = newRepo();
    repo.write('.husky/pre-commit', 'npm test\n');
    await init(repo);
    const script = readFileSync(join(repo.dir, '.husky/pre-commit'), 'utf8');
    expect(script).toContain('stanch hook pre-commit');
    expect(script).not.toContain(repo.dir);
    expect(script).not.toContain(process.execPath);
    expect(script.endsWith('npm test\n')).toBe(true);
    expect(await init(repo)).toBe('');
    await undo(repo);
    expect(readFileSync(join(repo.dir, '.husky/pre-commit'), 'utf8')).toBe('npm test\n');
  });
});

describe('beside the hooks', () => {
  it('dotenv files are ignored, unless they are already', async () => {
    const repo = newRepo();
    await init(repo);
    expect(repo.git('check-ignore', '.env', 'a/.env.local', 'a/.env.example', '--no-index').split('\n')).toEqual(['.env', 'a/.env.local']);
    const other = newRepo();
    other.write('.gitignore', '*.env*\n');
    await init(other);
    expect(readFileSync(join(other.dir, '.gitignore'), 'utf8')).toBe('*.env*\n');
  });

  it.each(CI_NAMES)('the job for %s is written on request, as its template has it, and never over another', async (name) => {
    const repo = newRepo();
    const shown = await init(repo, { ci: { name, templates: TEMPLATES } });
    const path = /^\+\+\+ b\/(.*(?:stanch\.yml|\.gitlab-ci\.yml|pipelines\.yml|config\.yml|Jenkinsfile))$/m.exec(shown)?.[1] ?? '';
    const text = readFileSync(join(repo.dir, path), 'utf8');
    expect(readdirSync(TEMPLATES).map((file) => readFileSync(join(TEMPLATES, file), 'utf8'))).toContain(text);
    expect(await init(repo, { ci: { name, templates: TEMPLATES } })).toBe('');
    repo.write(path, 'theirs\n');
    await init(repo, { ci: { name, templates: TEMPLATES } });
    expect(readFileSync(join(repo.dir, path), 'utf8')).toBe('theirs\n');
  });

  it('where a build server has its file already, the words say where the job stands', async () => {
    const repo = newRepo();
    repo.write('.gitlab-ci.yml', 'stages: [test]\n');
    const plan = planInstall(openGit({ cwd: repo.dir, env: repo.env }), await placeOf(repo), { manager: undefined, programs: { node: process.execPath, cli: '/nowhere' }, ci: { name: 'gitlab', templates: TEMPLATES } });
    expect(plan.changes.map(({ path }) => path)).not.toContain('.gitlab-ci.yml');
    expect(plan.notes).toEqual([expect.stringMatching(/^\.gitlab-ci\.yml is there already .*templates\/ci\/gitlab\.yml$/)]);
  });
});

describe('after a checkout', () => {
  it('stanch is called where that was asked for, never stands in the way, and is taken back', async () => {
    const repo = newRepo();
    fakeCli(repo);
    repo.commitFile('readme', 'hello\n');
    repo.git('branch', 'other');
    await init(repo);
    repo.git('checkout', '-q', 'other');
    expect(calls(repo)).toEqual([]);
    await init(repo, { postCheckout: true });
    const { status } = spawnSync('git', ['checkout', '-q', '-'], { cwd: repo.dir, env: { ...repo.env, TEST_FAIL: '1' } });
    expect(status).toBe(0);
    expect(calls(repo)).toEqual([expect.stringMatching(/^hook post-checkout [0-9a-f]{40} [0-9a-f]{40} 1\|$/)]);
    rmSync(join(repo.dir, 'fake cli.cjs'));
    expect(spawnSync('git', ['checkout', '-q', '-'], { cwd: repo.dir, env: repo.env }).status).toBe(0);
    await undo(repo);
    expect(existsSync(join(repo.dir, '.git/hooks/post-checkout'))).toBe(false);
  });
});

describe('the block', () => {
  it('is plain POSIX shell, whatever paths it holds', () => {
    const odd = "/a b/it's $(here)/`x`";
    for (const hook of ['pre-commit', 'pre-push', 'commit-msg', 'post-checkout']) {
      for (const next of [undefined, 'old hook']) {
        const script = `#!/bin/sh\n${hookBlock(hook, { programs: { node: odd, cli: odd }, ...(next === undefined ? {} : { next }) })}\n`;
        expect(spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
      }
    }
    expect(spawnSync('/bin/sh', ['-c', `printf %s ${shellWord(odd)}`], { encoding: 'utf8' }).stdout).toBe(odd);
  });

  it('stands before everything else and replaces itself', () => {
    const first = insertBlock('#!/bin/sh\nexit 0\n', hookBlock('pre-commit', { programs: undefined }));
    expect(first.indexOf('stanch')).toBeLessThan(first.indexOf('exit 0'));
    expect(insertBlock(first, hookBlock('pre-commit', { programs: undefined }))).toBe(first);
  });
});
