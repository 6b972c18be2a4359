import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openClient } from '#git/client.ts';
import { gitEnvironment } from '#git/environment.ts';
import { openGit } from '#git/git.ts';
import { readObjects } from '#git/objects.ts';
import { resolveCommit } from '#git/refs.ts';
import { runGitSync } from '#git/spawn.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const repos: TestRepo[] = [];
function newRepo(): TestRepo {
  const repo = makeRepo();
  repos.push(repo);
  return repo;
}
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

describe('gitEnvironment', () => {
  it('drops GIT_ variables that name programs or files, and keeps those that say where', () => {
    const clean = gitEnvironment({ GIT_INDEX_FILE: 'i', GIT_EXTERNAL_DIFF: 'x', GIT_TRACE: '/tmp/t', git_ssh: 'x', GIT_CONFIG_PARAMETERS: "'a=b'", PATH: 'p' });
    expect(clean).toMatchObject({ GIT_INDEX_FILE: 'i', PATH: 'p', GIT_NO_REPLACE_OBJECTS: '1' });
    expect(Object.keys(clean)).not.toEqual(expect.arrayContaining(['GIT_EXTERNAL_DIFF']));
    for (const name of ['GIT_TRACE', 'git_ssh', 'GIT_CONFIG_PARAMETERS', 'GIT_EXTERNAL_DIFF']) expect(clean[name]).toBeUndefined();
  });
});

/** Settings of a hostile repository, each of which would leave a file if git ran it. */
const PROGRAMS = [
  'core.fsmonitor',
  'core.pager',
  'pager.log',
  'pager.diff-tree',
  'core.sshCommand',
  'core.gitProxy',
  'core.askPass',
  'core.editor',
  'core.alternateRefsCommand',
  'credential.helper',
  'diff.external',
  'diff.evil.textconv',
  'diff.evil.command',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'merge.evil.driver',
  'gpg.program',
  'uploadpack.packObjectsHook',
  'remote.origin.uploadpack',
  'remote.origin.vcs',
  'alias.rev-parse',
  'alias.cat-file',
  'hook.evil.command',
];

function poison(repo: TestRepo): void {
  repo.stage('.gitattributes', '* diff=evil filter=evil merge=evil\n');
  repo.commitFile('a.txt', 'one\n');
  repo.commitFile('a.txt', 'two\n');
  for (const key of PROGRAMS) repo.git('config', key, `touch ${join(repo.dir, `${key}.PWNED`)};false`);
  repo.git('config', 'log.showSignature', 'true');
  repo.git('config', 'remote.origin.url', `ext::sh -c touch% ${join(repo.dir, 'ext.PWNED')}`);
  repo.git('config', 'remote.origin.promisor', 'true');
  repo.git('config', 'extensions.partialClone', 'origin');
  repo.git('config', 'protocol.ext.allow', 'always');
  repo.git('config', 'core.repositoryFormatVersion', '1');
  repo.git('config', 'hook.evil.event', 'post-index-change');
  for (const name of ['post-index-change', 'post-checkout', 'pre-auto-gc', 'reference-transaction', 'fsmonitor-watchman']) {
    const path = `.git/hooks/${name}`;
    repo.write(path, `#!/bin/sh\ntouch '${join(repo.dir, `${name}.PWNED`)}'\n`);
    chmodSync(join(repo.dir, path), 0o755);
  }
}

function canaries(repo: TestRepo): string[] {
  return readdirSync(repo.dir).filter((name) => name.endsWith('.PWNED'));
}

describe('a hostile repository', () => {
  it('runs no program in any reading command', async () => {
    const repo = newRepo();
    poison(repo);
    const git = openGit({ cwd: repo.dir, env: repo.env });
    const missing = '1'.repeat(40);
    const head = resolveCommit(git, 'main');
    for (const args of [
      ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', 'HEAD'],
      ['diff-tree', '-r', '-c', '--root', '--raw', '-z', head],
      ['rev-list', '--objects', '--all', '--reflog', '--indexed-objects', '--missing=print'],
      ['ls-files', '-u', '-z'],
      ['ls-files', '-s', '-z'],
    ]) {
      runGitSync(git, args);
    }
    const items = [];
    try {
      for await (const item of readObjects(git, [head, missing])) items.push(item);
    } catch {
      // Whether git calls the absent object missing or dies of it differs by version; nothing may run either way.
    }
    const client = await openClient(git);
    await client.info();
    await client.refs();
    expect(canaries(repo)).toEqual([]);
  });

  it('would run programs without the hardening, so the canaries work', () => {
    const repo = newRepo();
    poison(repo);
    try {
      repo.git('status', '--porcelain');
    } catch {
      // The canary ends with a failure on purpose.
    }
    expect(existsSync(join(repo.dir, 'core.fsmonitor.PWNED'))).toBe(true);
  });
});

describe('ownership', () => {
  it("keeps the operator's own configuration, so that safe.directory holds", () => {
    const repo = newRepo();
    repo.write('operator.gitconfig', '[safe]\n\tdirectory = /somewhere\n');
    const git = openGit({ cwd: repo.dir, env: { ...repo.env, GIT_CONFIG_GLOBAL: join(repo.dir, 'operator.gitconfig') } });
    expect(runGitSync(git, ['config', '--get', 'safe.directory']).stdout.toString()).toBe('/somewhere\n');
  });
});
