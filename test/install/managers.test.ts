import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { writeChanges } from '#app/install-record.ts';
import type { HookManager } from '#app/install-target.ts';
import { planInstall } from '#app/install.ts';
import { openClient } from '#git/client.ts';
import { openGit } from '#git/git.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

/** The real managers, with the hook run from the sources behind the name that a package would have. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = join(ROOT, 'test/helpers/hook-entry.ts');
const TSX = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
const HUSKY = join(ROOT, 'node_modules/husky/bin.js');
/** Not among the project's dependencies: name the programs to try these too. */
const LEFTHOOK = process.env['STANCH_TEST_LEFTHOOK'] ?? '';
const FRAMEWORK = process.env['STANCH_TEST_PRE_COMMIT'] ?? '';
const KEY = `acme_${'k3y0'.repeat(5)}`;

const made: TestRepo[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.cleanup();
});

const newRepo = (): TestRepo => {
  const repo = makeRepo();
  made.push(repo);
  repo.write('.gitignore', 'node_modules\n');
  repo.write('node_modules/stanch/dist/stanch.cjs', `#!/usr/bin/env node\nconst { status } = require('node:child_process').spawnSync(process.execPath, ['--import', ${JSON.stringify(TSX)}, ${JSON.stringify(ENTRY)}, ...process.argv.slice(3)], { stdio: 'inherit' });\nprocess.exit(status ?? 1);\n`);
  chmodSync(join(repo.dir, 'node_modules/stanch/dist/stanch.cjs'), 0o755);
  mkdirSync(join(repo.dir, 'node_modules/.bin'));
  symlinkSync('../stanch/dist/stanch.cjs', join(repo.dir, 'node_modules/.bin/stanch'));
  repo.stage('readme', 'hello\n');
  repo.commit('first');
  return repo;
};

const init = async (repo: TestRepo, manager: HookManager): Promise<void> => {
  const git = openGit({ cwd: repo.dir, env: repo.env });
  const { hooksPath, commonDir } = await (await openClient(git)).info();
  const plan = planInstall(git, { root: repo.dir, hooksPath, commonDir }, { manager, programs: { node: process.execPath, cli: '/nowhere' } });
  writeChanges(repo.dir, commonDir, plan.changes);
};
const run = (repo: TestRepo, program: string, args: readonly string[]): { code: number | null; text: string } => {
  // Managers of hooks note where they were installed from; a home of its own keeps that in the test's folder.
  const result = spawnSync(program, args, { cwd: repo.dir, env: { ...repo.env, HOME: join(repo.dir, '.git'), PATH: `${dirname(process.execPath)}:${repo.env['PATH'] ?? ''}` }, encoding: 'utf8' });
  return { code: result.status, text: result.stdout + result.stderr };
};

/** What every manager must bring about: keys are stopped in files, messages and pushes, and clean work passes. */
const expectGuarded = (repo: TestRepo): void => {
  repo.stage('a', `${KEY}\n`);
  const blocked = run(repo, 'git', ['commit', '-m', 'add']);
  expect(blocked.text).toContain('stanch: 1 key in staged changes - commit blocked');
  expect(blocked.code).not.toBe(0);
  repo.stage('a', 'fine\n');
  expect(run(repo, 'git', ['commit', '-m', `see ${KEY}`]).text).toContain('1 key in the commit message');
  expect(run(repo, 'git', ['commit', '-m', 'fine'])).toMatchObject({ code: 0 });
  const bare = makeRepo({ init: ['--bare'] });
  made.push(bare);
  repo.git('remote', 'add', 'origin', bare.dir);
  expect(run(repo, 'git', ['push', 'origin', 'main'])).toMatchObject({ code: 0 });
  repo.commitFile('b', `${KEY}\n`);
  const push = run(repo, 'git', ['push', 'origin', 'main']);
  expect(push.text).toContain('stanch: 1 key in commits to be pushed - push blocked');
  expect(push.code).not.toBe(0);
};

describe('under a hook manager', () => {
  it('husky', async () => {
    const repo = newRepo();
    expect(run(repo, process.execPath, [HUSKY])).toMatchObject({ code: 0 });
    expect(existsSync(join(repo.dir, '.husky/_'))).toBe(true);
    await init(repo, 'husky');
    expectGuarded(repo);
  });

  it.skipIf(LEFTHOOK === '')('lefthook (set STANCH_TEST_LEFTHOOK to its program)', async () => {
    const repo = newRepo();
    repo.write('lefthook.yml', 'pre-commit:\n  commands:\n    own:\n      run: "true"\n');
    await init(repo, 'lefthook');
    expect(run(repo, LEFTHOOK, ['install'])).toMatchObject({ code: 0 });
    expectGuarded(repo);
  });

  it.skipIf(FRAMEWORK === '')('pre-commit (set STANCH_TEST_PRE_COMMIT to its program)', async () => {
    const repo = newRepo();
    await init(repo, 'pre-commit-framework');
    expect(run(repo, FRAMEWORK, ['install', '--hook-type', 'pre-commit', '--hook-type', 'commit-msg', '--hook-type', 'pre-push'])).toMatchObject({ code: 0 });
    repo.stage('.pre-commit-config.yaml', run(repo, 'cat', ['.pre-commit-config.yaml']).text);
    expect(run(repo, 'git', ['commit', '-m', 'configure'])).toMatchObject({ code: 0 });
    expectGuarded(repo);
  });
});
