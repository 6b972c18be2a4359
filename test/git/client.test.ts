import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '#core/errors.ts';
import { openClient } from '#git/client.ts';
import { GitError } from '#git/git-error.ts';
import { openGit, type Git } from '#git/git.ts';
import { resolveCommit, resolveObject } from '#git/refs.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

let repo: TestRepo;
beforeEach(() => {
  repo = makeRepo();
});
afterEach(() => repo.cleanup());

const open = (cwd = repo.dir): Git => openGit({ cwd, env: repo.env });

describe('openClient', () => {
  it('describes a repository', async () => {
    const commit = repo.commitFile('sub/a', 'a');
    const client = await openClient(open(join(repo.dir, 'sub')));
    expect(await client.info()).toEqual({
      gitDir: join(repo.dir, '.git'),
      commonDir: join(repo.dir, '.git'),
      topLevel: repo.dir,
      objectFormat: 'sha1',
      isShallow: false,
      isPartial: false,
      hooksPath: join(repo.dir, '.git/hooks'),
    });
    expect(await client.refs()).toEqual([{ name: 'refs/heads/main', oid: commit }]);
    expect(await client.version()).toMatch(/^\d+\.\d+/);
  });

  it('respects core.hooksPath, and reads settings', async () => {
    repo.git('config', 'core.hooksPath', '.husky/_');
    repo.git('config', 'core.commentChar', ';');
    const client = await openClient(open());
    expect((await client.info()).hooksPath).toBe(join(repo.dir, '.husky/_'));
    expect(await client.config('core.commentChar')).toBe(';');
    expect(await client.config('stanch.unset')).toBeUndefined();
  });

  it('tells a linked work tree from its main one, a bare and a SHA-256 repository', async () => {
    repo.commitFile('a', 'a');
    repo.git('worktree', 'add', '-q', '-b', 'x', join(repo.dir, 'linked'));
    const linked = await (await openClient(open(join(repo.dir, 'linked')))).info();
    expect([linked.gitDir, linked.commonDir, linked.topLevel]).toEqual([join(repo.dir, '.git/worktrees/linked'), join(repo.dir, '.git'), join(repo.dir, 'linked')]);
    repo.git('init', '-q', '--bare', '--object-format=sha256', 'bare.git');
    const bare = await (await openClient(open(join(repo.dir, 'bare.git')))).info();
    expect([bare.topLevel, bare.objectFormat]).toEqual([undefined, 'sha256']);
  });

  it('says in one line that there is no repository', async () => {
    const client = await openClient(open('/'));
    await expect(client.info()).rejects.toBeInstanceOf(UsageError);
    await expect(client.info()).rejects.toThrow('/ is not in a git repository');
  });

  it.each(['exit 128', 'exit 1', 'kill -9 $$', "printf 'half'; kill -9 $$"])('takes no silence for an answer when git ends with %s', async (ending) => {
    repo.write('bin/git', `#!/bin/sh\n${ending}\n`);
    chmodSync(join(repo.dir, 'bin/git'), 0o755);
    const git = openGit({ cwd: repo.dir, env: { ...repo.env, PATH: join(repo.dir, 'bin') } });
    await expect((await openClient(git)).refs()).rejects.toBeInstanceOf(GitError);
  });

  it('refuses a git that is too old, and a PATH without git', async () => {
    repo.write('bin/git', '#!/bin/sh\necho git version 2.24.4\n');
    chmodSync(join(repo.dir, 'bin/git'), 0o755);
    const git = openGit({ cwd: repo.dir, env: { PATH: join(repo.dir, 'bin') } });
    await expect((await openClient(git)).version()).rejects.toThrow('too old');
    expect(() => openGit({ cwd: repo.dir, env: { PATH: '.:bin:/nonexistent' } })).toThrow(UsageError);
  });
});

describe('resolveCommit', () => {
  it('gives the id of a branch, a tag, an id', () => {
    const commit = repo.commitFile('a', 'a');
    repo.git('tag', '-a', '-m', 'tag', 'v1');
    for (const ref of ['main', 'HEAD', 'v1', commit, commit.slice(0, 8), 'main~0', '@']) expect(resolveCommit(open(), ref)).toBe(commit);
    expect(resolveObject(open(), 'v1')).toBe(repo.git('rev-parse', 'v1'));
  });

  it.each(['', '--output=x', '-O', 'a\nb', 'a\0b', ':/text', ':a', '^main', 'main^{/x}', 'main..HEAD', 'nowhere', 'HEAD:a', '12'.repeat(20)])('refuses %j', (ref) => {
    repo.commitFile('a', 'a');
    expect(() => resolveCommit(open(), ref)).toThrow(UsageError);
    expect(repoAt(repo.dir).git('status', '--porcelain')).toBe('');
  });

  it('says outside a repository that there is none', () => {
    expect(() => resolveCommit(open('/'), 'main')).toThrow('not in a git repository');
  });
});
