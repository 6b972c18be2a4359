import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const ENTRY = fileURLToPath(new URL('../helpers/hook-entry.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url));
const KEY = `acme_${'k3y0'.repeat(5)}`;
const OTHER = `acme_${'z9x8'.repeat(5)}`;

const made: { cleanup(): void }[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.cleanup();
});

const installHooks = (dir: string, hooks: string, names: readonly string[]): void => {
  for (const name of names) {
    writeFileSync(join(dir, hooks, name), `#!/bin/sh\nexec "${process.execPath}" --import "${TSX}" "${ENTRY}" ${name} "$@"\n`);
    chmodSync(join(dir, hooks, name), 0o755);
  }
};

const hooked = (...names: string[]): TestRepo => {
  const repo = makeRepo();
  made.push(repo);
  repo.commitFile('readme', 'hello\n');
  installHooks(repo.dir, '.git/hooks', names.length === 0 ? ['pre-commit', 'commit-msg', 'pre-merge-commit', 'pre-push'] : names);
  return repo;
};

/** Runs git as a person would, hooks and all. */
const run = (repo: TestRepo, args: readonly string[], more: { env?: Record<string, string>; input?: string } = {}): { code: number | null; text: string } => {
  const result = spawnSync('git', args, { cwd: repo.dir, env: { ...repo.env, GIT_EDITOR: 'true', ...more.env }, input: more.input ?? '', encoding: 'utf8' });
  return { code: result.status, text: result.stdout + result.stderr };
};
const heads = (repo: TestRepo): string => repo.git('rev-list', '--count', 'HEAD');

describe('pre-commit', () => {
  it('stops a commit with a new key, says where, and does not say the key', () => {
    const repo = hooked();
    repo.stage('src/a.ts', `one\nconst k = "${KEY}";\n`);
    const { code, text } = run(repo, ['commit', '-m', 'add']);
    expect(code).toBe(1);
    expect(text).toContain('stanch: 1 key in staged changes - commit blocked');
    expect(text).toContain('src/a.ts:2:12  acme-key  ');
    expect(text).toContain('git reset -- src/a.ts');
    expect(text).toContain('STANCH_SKIP="why" git commit');
    expect(text).not.toContain(KEY);
    expect(heads(repo)).toBe('1');
  });

  it('gives no command that cannot be typed', () => {
    const repo = hooked();
    repo.stage("it's.ts", KEY);
    expect(run(repo, ['commit', '-m', 'add']).text).toContain(String.raw`git reset -- 'it'\''s.ts'  `);
    repo.git('reset', '-q');
    repo.stage('a\nb.ts', KEY);
    expect(run(repo, ['commit', '-m', 'add']).text).toContain('git reset   then');
  });

  it('tells of files that hold keys by their name, once, and lets them pass', () => {
    const repo = hooked();
    repo.stage('app/.env', 'PORT=1\n');
    repo.stage('id_rsa', 'none\n');
    repo.stage('.env.example', 'PORT=1\n');
    const { code, text } = run(repo, ['commit', '-q', '-m', 'add']);
    expect(code).toBe(0);
    expect(text).toContain('this commit adds app/.env: a dotenv file');
    expect(text).toContain('this commit adds id_rsa: SSH private key');
    expect(text).not.toContain('.env.example');
    repo.stage('app/.env', 'PORT=2\n');
    expect(run(repo, ['commit', '-q', '-m', 'change'])).toEqual({ code: 0, text: '' });
  });

  it('is silent where there is nothing', () => {
    const repo = hooked();
    repo.stage('a.ts', 'const fine = 1;\n');
    expect(run(repo, ['commit', '-q', '-m', 'add'])).toEqual({ code: 0, text: '' });
  });

  it('sees the first commit of a repository', () => {
    const repo = makeRepo();
    made.push(repo);
    installHooks(repo.dir, '.git/hooks', ['pre-commit']);
    repo.stage('a', KEY);
    expect(run(repo, ['commit', '-m', 'first']).text).toContain('a:1:1  acme-key');
  });

  it('judges what is staged, not what lies in the work tree', () => {
    const repo = hooked();
    repo.stage('a.ts', `${KEY}\n`);
    repo.write('a.ts', 'clean\n');
    expect(run(repo, ['commit', '-m', 'add']).code).toBe(1);
    repo.stage('a.ts', 'clean\n');
    repo.write('a.ts', `${KEY}\n`);
    expect(run(repo, ['commit', '-m', 'add']).code).toBe(0);
  });

  it('works with commit -a, commit PATH and commit --amend', () => {
    const repo = hooked();
    repo.write('readme', `${KEY}\n`);
    expect(run(repo, ['commit', '-a', '-m', 'all']).code).toBe(1);
    expect(run(repo, ['commit', '-m', 'one', 'readme']).code).toBe(1);
    repo.write('readme', 'fine\n');
    repo.write('other', `${KEY}\n`);
    expect(run(repo, ['commit', '-m', 'only the clean one', 'readme']).code).toBe(0);
    repo.stage('other', `${KEY}\n`);
    expect(run(repo, ['commit', '--amend', '--no-edit']).code).toBe(1);
  });

  it('works with commit -p: the hunk that was taken counts, the other does not', () => {
    const repo = hooked();
    const body = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    repo.commitFile('long', `${body.join('\n')}\n`);
    repo.write('long', `first\n${body.join('\n')}\n${KEY}\n`);
    expect(run(repo, ['commit', '-p', '-m', 'part'], { input: 'y\nn\n' }).code).toBe(0);
    expect(run(repo, ['commit', '-p', '-m', 'rest'], { input: 'y\n' }).code).toBe(1);
  });

  it('does not hold up what was there before, and tells it in a line', () => {
    const repo = hooked();
    repo.commitFile('old.ts', `const k = "${KEY}";\n`);
    repo.stage('old.ts', `const more = 1;\nconst k = "${KEY}";\n`);
    const { code, text } = run(repo, ['commit', '-q', '-m', 'edit']);
    expect({ code, text }).toEqual({ code: 0, text: 'stanch: 1 older key in these files not counted: stanch audit shows them\n' });
    repo.git('mv', 'old.ts', 'moved.ts');
    expect(run(repo, ['commit', '-q', '-m', 'move']).code).toBe(0);
    repo.stage('moved.ts', `const k = "${KEY}";\nconst n = "${OTHER}";\n`);
    expect(run(repo, ['commit', '-q', '-m', 'new']).code).toBe(1);
  });

  it('works in a linked work tree and in a folder below the top', () => {
    const repo = hooked();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-linked-')));
    made.push({ cleanup: () => rmSync(folder, { recursive: true, force: true }) });
    repo.git('worktree', 'add', '-q', join(folder, 'wt'));
    const linked = repoAt(join(folder, 'wt'));
    linked.stage('deep/b', `${KEY}\n`);
    const { code, text } = run(linked, ['-C', 'deep', 'commit', '-m', 'add']);
    expect(code).toBe(1);
    expect(text).toContain('deep/b:1:1');
  });

  it('can be passed, and says so', () => {
    const repo = hooked();
    repo.stage('a', KEY);
    const { code, text } = run(repo, ['commit', '-q', '-m', 'add'], { env: { STANCH_SKIP: 'hotfix\u001B[31m' } });
    expect(code).toBe(0);
    expect(text).toContain(String.raw`stanch: skipped, this commit was not scanned (STANCH_SKIP=hotfix\x1b[31m)`);
  });

  it('honours the baseline and inline comments', () => {
    const repo = hooked();
    repo.stage('a', `${KEY} # stanch:allow[acme-key] an example\n`);
    expect(run(repo, ['commit', '-q', '-m', 'add']).code).toBe(0);
    repo.write('.stanch/baseline.jsonl', 'broken\n');
    repo.stage('b', `${OTHER}\n`);
    const { code, text } = run(repo, ['commit', '-q', '-m', 'add']);
    expect(code).toBe(1);
    expect(text).toContain('.stanch/baseline.jsonl:1: is not a line of JSON');
  });
});

describe('a hook that cannot scan', () => {
  it('blocks and says how to get out, without quoting what it read', () => {
    const repo = hooked();
    repo.stage('a', 'fine\n');
    const { code, text } = run(repo, ['commit', '-m', 'add'], { env: { TEST_BREAK: 'rules' } });
    expect(code).toBe(1);
    expect(text).toContain('stanch: could not scan - commit blocked\n  internal error: Error at ');
    expect(text).toContain('--no-verify');
    expect(text).not.toContain('a message that could quote');
  });

  it('blocks what is too big to read', () => {
    const repo = hooked();
    const file = repo.gitInput('x'.repeat(10), 'hash-object', '-w', '--stdin');
    repo.git('update-index', '--add', '--cacheinfo', `100644,${file},a`);
    rmSync(join(repo.dir, '.git/objects', file.slice(0, 2), file.slice(2)), { force: true });
    const { code, text } = run(repo, ['commit', '-m', 'add']);
    expect(code).not.toBe(0);
    expect(text).toContain('stanch: not everything could be read - commit blocked');
  });
});

describe('commit-msg', () => {
  it('stops a key in the message', () => {
    const repo = hooked();
    repo.stage('a', 'fine\n');
    const { code, text } = run(repo, ['commit', '-m', `use ${KEY}`]);
    expect(code).toBe(1);
    expect(text).toContain('stanch: 1 key in the commit message - commit blocked');
    expect(text).not.toContain(KEY);
  });
});

describe('merges and rewrites', () => {
  const branched = (): TestRepo => {
    const repo = hooked();
    repo.commitFile('shared', 'base\n');
    repo.git('checkout', '-q', '-b', 'side');
    repo.commitFile('shared', 'side\n');
    repo.commitFile('side.ts', `${OTHER}\n`);
    repo.git('checkout', '-q', 'main');
    return repo;
  };

  it('a clean merge passes: what it brings was committed before', () => {
    const repo = branched();
    repo.commitFile('main.ts', 'x\n');
    expect(run(repo, ['merge', '-q', '--no-edit', 'side'])).toMatchObject({ code: 0 });
  });

  it('a resolved conflict is scanned for what neither side has', () => {
    const repo = branched();
    repo.commitFile('shared', 'main\n');
    repo.merge('side');
    repo.stage('shared', `both\n${KEY}\n`);
    const { code, text } = run(repo, ['commit', '-q', '--no-edit']);
    expect(code).toBe(1);
    expect(text).toContain('1 key in staged changes');
    expect(text).toContain('shared:2:1');
    repo.stage('shared', 'both\n');
    expect(run(repo, ['commit', '-q', '--no-edit']).code).toBe(0);
  });

  it('cherry-pick and rebase go through, as git calls no hook for them', () => {
    const repo = branched();
    repo.commitFile('main.ts', 'x\n');
    expect(run(repo, ['cherry-pick', 'side']).code).toBe(0);
    repo.git('checkout', '-q', '-b', 'third', 'side');
    expect(run(repo, ['rebase', '-q', 'main', '-X', 'theirs']).code).toBe(0);
  });
});

describe('pre-push', () => {
  const withRemote = (): { repo: TestRepo; remote: TestRepo } => {
    const repo = hooked('pre-push');
    const remote = makeRepo({ init: ['--bare'] });
    made.push(remote);
    repo.git('remote', 'add', 'origin', remote.dir);
    expect(run(repo, ['push', '-q', 'origin', 'main']).code).toBe(0);
    return { repo, remote };
  };

  it('stops a key in any commit that the remote lacks, also one that is deleted again', () => {
    const { repo, remote } = withRemote();
    const commit = repo.commitFile('a', `${KEY}\n`);
    repo.commitFile('a', 'gone\n');
    const { code, text } = run(repo, ['push', 'origin', 'main']);
    expect(code).toBe(1);
    expect(text).toContain('stanch: 1 key in commits to be pushed - push blocked');
    expect(text).toContain(`a:1:1  acme-key  `);
    expect(text).toContain(`in ${commit.slice(0, 10)}`);
    expect(remote.git('rev-list', '--count', 'main')).toBe('1');
  });

  it('leaves alone what the remote has', () => {
    const { repo } = withRemote();
    repo.commitFile('a', `${KEY}\n`);
    expect(run(repo, ['push', '-q', '--no-verify', 'origin', 'main']).code).toBe(0);
    repo.commitFile('b', 'fine\n');
    expect(run(repo, ['push', '-q', 'origin', 'main', 'HEAD:refs/heads/new'])).toEqual({ code: 0, text: '' });
  });

  it('reads every ref: the second of two branches, tags and their messages', () => {
    const { repo } = withRemote();
    repo.git('branch', 'clean');
    repo.git('checkout', '-q', '-b', 'dirty');
    repo.commitFile('a', `${KEY}\n`);
    expect(run(repo, ['push', 'origin', 'clean', 'dirty']).code).toBe(1);
    repo.git('checkout', '-q', 'main');
    repo.git('tag', '-a', 'v1', '-m', `see ${OTHER}`);
    expect(run(repo, ['push', 'origin', 'v1']).code).toBe(1);
    repo.git('tag', 'light', 'dirty');
    expect(run(repo, ['push', 'origin', 'light']).code).toBe(1);
  });

  it('handles a force push over commits that it has never seen, and deletions', () => {
    const { repo, remote } = withRemote();
    const tree = remote.git('rev-parse', 'main^{tree}');
    const foreign = remote.git('commit-tree', tree, '-m', 'by someone else');
    remote.git('update-ref', 'refs/heads/main', foreign);
    repo.commitFile('b', 'fine\n');
    expect(run(repo, ['push', '-q', '--force', 'origin', 'main']).code).toBe(0);
    repo.commitFile('c', `${KEY}\n`);
    expect(run(repo, ['push', '--force', 'origin', 'main']).code).toBe(1);
    repo.git('push', '-q', '--no-verify', 'origin', 'main:refs/heads/away');
    expect(run(repo, ['push', '-q', 'origin', ':away']).code).toBe(0);
  });

  it('reads everything for a remote without a name', () => {
    const { repo } = withRemote();
    const other = makeRepo({ init: ['--bare'] });
    made.push(other);
    repo.commitFile('a', `${KEY}\n`);
    repo.commitFile('a', 'gone\n');
    expect(run(repo, ['push', other.dir, 'main']).code).toBe(1);
  });
});

describe('the receiving side', () => {
  it('refuses what it does not have yet, in quarantine', () => {
    const repo = hooked('pre-commit');
    const remote = makeRepo({ init: ['--bare'] });
    made.push(remote);
    installHooks(remote.dir, 'hooks', ['pre-receive']);
    repo.git('remote', 'add', 'origin', remote.dir);
    expect(run(repo, ['push', '-q', 'origin', 'main']).code).toBe(0);
    repo.commitFile('a', `${KEY}\n`);
    const { code, text } = run(repo, ['push', 'origin', 'main']);
    expect(code).toBe(1);
    expect(text).toContain('remote: stanch: 1 key in pushed commits - push blocked');
    expect(text).not.toContain('STANCH_SKIP');
  });
});
