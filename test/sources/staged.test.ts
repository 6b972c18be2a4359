import { chmodSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceItem } from '#core/chunk.ts';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { openGit, type Git } from '#git/git.ts';
import { readStaged, stagedSource, type StagedOptions } from '#sources/staged.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const repos: TestRepo[] = [];
function newRepo(...init: string[]): TestRepo {
  const repo = makeRepo({ init });
  repos.push(repo);
  return repo;
}
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

const open = (repo: TestRepo, env: Record<string, string> = {}): Git => openGit({ cwd: repo.dir, env: { ...repo.env, ...env } });

/** Staged files as `path: text`, skips as `path! reason`, sorted. */
function summary(items: Iterable<SourceItem>): string[] {
  const texts = new Map<string, string>();
  const skips: string[] = [];
  for (const item of items) {
    const path = 'path' in item.origin ? (item.origin.path ?? '') : '';
    if (item.origin.kind === 'names') continue;
    if (item.kind === 'skip') skips.push(`${path}! ${item.reason}`);
    else texts.set(path, (texts.get(path) ?? '') + Buffer.from(item.bytes).toString('latin1'));
  }
  return [...[...texts].map(([path, text]) => `${path}: ${text}`), ...skips].toSorted();
}

const staged = (repo: TestRepo, options?: StagedOptions): string[] => summary(readStaged(open(repo), options).items());

describe('the index as a source', () => {
  it('reads the first commit of an unborn branch', () => {
    const repo = newRepo();
    repo.stage('a.txt', 'first');
    expect(staged(repo)).toEqual(['a.txt: first']);
  });

  it('reads a SHA-256 repository, unborn and later', () => {
    const repo = newRepo('--object-format=sha256');
    repo.stage('a.txt', 'first');
    expect(staged(repo)).toEqual(['a.txt: first']);
    repo.commit('one');
    repo.stage('b.txt', 'second');
    expect(staged(repo)).toEqual(['b.txt: second']);
  });

  it('reads the index and not the work tree', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'old');
    repo.stage('a.txt', 'staged');
    repo.write('a.txt', 'later');
    repo.write('untracked.txt', 'x');
    expect(staged(repo)).toEqual(['a.txt: staged']);
  });

  it('gives the blob that stood there before, and what was removed elsewhere', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'old');
    repo.commitFile('gone.txt', 'moved');
    repo.stage('a.txt', 'new');
    repo.git('rm', '-q', 'gone.txt');
    repo.stage('here.txt', 'moved');
    const { changes } = readStaged(open(repo));
    const [oldA, gone] = [repo.git('rev-parse', 'HEAD:a.txt'), repo.git('rev-parse', 'HEAD:gone.txt')];
    expect(changes.map(({ path, parents, removed }) => ({ path, parents, removed }))).toEqual([
      { path: 'a.txt', parents: [oldA], removed: [gone] },
      { path: 'here.txt', parents: [], removed: [gone] },
    ]);
  });

  it('reads renames with an edit, mode changes and type changes; leaves deletions alone', () => {
    const repo = newRepo();
    repo.stage('old.txt', 'same\n'.repeat(50));
    repo.stage('link', 'was a file');
    repo.stage('run.sh', 'echo');
    repo.commitFile('dead.txt', 'dead');
    repo.git('mv', 'old.txt', 'new.txt');
    repo.stage('new.txt', `${'same\n'.repeat(50)}edit`);
    rmSync(join(repo.dir, 'link'));
    symlinkSync('target-text', join(repo.dir, 'link'));
    repo.git('add', 'link');
    repo.git('update-index', '--chmod=+x', 'run.sh');
    repo.git('rm', '-q', 'dead.txt');
    expect(readlinkSync(join(repo.dir, 'link'))).toBe('target-text');
    expect(staged(repo)).toEqual(['link: target-text', `new.txt: ${'same\n'.repeat(50)}edit`, 'run.sh: echo']);
  });

  it('does not read what is only intended to be added', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'a');
    repo.write('later.txt', 'not staged');
    repo.git('add', '-N', 'later.txt');
    expect(staged(repo).join()).not.toContain('not staged');
  });

  it('reads all stages of a conflict', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'base\n');
    repo.git('checkout', '-q', '-b', 'side');
    repo.commitFile('a.txt', 'theirs\n');
    repo.git('checkout', '-q', 'main');
    repo.commitFile('a.txt', 'ours\n');
    repo.merge('side');
    const texts = [...readStaged(open(repo)).items()].flatMap((item) => (item.kind === 'chunk' && item.origin.kind === 'staged' ? [Buffer.from(item.bytes).toString()] : []));
    expect(texts.toSorted()).toEqual(['base\n', 'ours\n', 'theirs\n']);
  });

  it('reads of a merge only what differs from both parents', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'base\n');
    repo.git('checkout', '-q', '-b', 'side');
    repo.commitFile('theirs.txt', 'theirs\n');
    repo.commitFile('a.txt', 'theirs\n');
    repo.git('checkout', '-q', 'main');
    repo.commitFile('a.txt', 'ours\n');
    repo.merge('side');
    repo.stage('a.txt', 'both\n');
    repo.stage('evil.txt', 'only in the merge\n');
    const { changes } = readStaged(open(repo));
    expect(staged(repo)).toEqual(['a.txt: both\n', 'evil.txt: only in the merge\n']);
    expect(changes.find(({ path }) => path === 'a.txt')?.parents).toEqual([repo.git('rev-parse', 'main:a.txt'), repo.git('rev-parse', 'side:a.txt')]);
  });

  it('names a submodule and does not enter it', () => {
    const repo = newRepo();
    const head = repo.commitFile('a.txt', 'a');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${head},sub`);
    expect(staged(repo)).toEqual(['sub! submodule']);
  });

  it('keeps odd names apart', () => {
    const repo = newRepo();
    const names = ['new\nline', 'tab\there', '"quoted"', '\u001b[31mred', '-option', 'with space', 'ü'];
    for (const name of names) repo.stage(name, name);
    const oid = repo.gitInput('bytes', 'hash-object', '-w', '--stdin');
    repo.gitInput(Buffer.concat([Buffer.from(`100644 ${oid}\tbad`), Buffer.from([0xff, 0]), Buffer.from(`100644 ${oid}\tbad\\xff\0`)]), 'update-index', '-z', '--index-info');
    expect(staged(repo)).toEqual([...names.map((name) => `${name}: ${Buffer.from(name).toString('latin1')}`), 'bad\\xff: bytes', 'bad\\x5cxff: bytes'].toSorted());
  });

  it('is not led astray by attributes or settings of the repository', () => {
    const repo = newRepo();
    repo.commitFile('.gitattributes', '* -diff binary\n');
    for (const [key, value] of [['diff.noprefix', 'true'], ['color.ui', 'always'], ['diff.renames', 'copies'], ['diff.ignoreSubmodules', 'all'], ['core.quotePath', 'true'], ['diff.external', 'false'], ['core.abbrev', '5']] as const) repo.git('config', key, value);
    repo.stage('a.txt', 'text');
    expect(staged(repo)).toEqual(['a.txt: text']);
  });

  it('reads an index of its own, as `commit -a` and `commit path` hand it over', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'old');
    repo.write('a.txt', 'new');
    repo.write('index-file/x', '');
    const index = join(repo.dir, 'other-index');
    writeFileSync(index, readFileSync(join(repo.dir, '.git/index')));
    const other = repoAt(repo.dir);
    other.env['GIT_INDEX_FILE'] = index;
    other.git('add', 'a.txt');
    expect(staged(repo)).toEqual([]);
    expect(summary(readStaged(open(repo, { GIT_INDEX_FILE: index })).items())).toEqual(['a.txt: new']);
  });

  it('reads a linked work tree, with its own merge', () => {
    const repo = newRepo();
    repo.commitFile('a.txt', 'a');
    const dir = join(repo.dir, 'linked');
    repo.git('worktree', 'add', '-q', '-b', 'linked', dir);
    const linked = repoAt(dir);
    linked.stage('b.txt', 'in the linked tree');
    expect(staged(repo)).toEqual([]);
    expect(staged(linked)).toEqual(['b.txt: in the linked tree']);
  });

  it('reads a bare repository with a work tree named by the environment', () => {
    const repo = newRepo();
    const bare = join(repo.dir, 'store.git');
    renameSync(join(repo.dir, '.git'), bare);
    const env = { GIT_DIR: bare, GIT_WORK_TREE: repo.dir };
    const tree = repoAt(repo.dir);
    Object.assign(tree.env, env);
    tree.git('config', 'core.bare', 'true');
    tree.stage('dot.file', 'home');
    expect(summary(readStaged(open(repo, env)).items())).toEqual(['dot.file: home']);
  });

  it('reads a sparse index', () => {
    const repo = newRepo();
    repo.stage('in/a.txt', 'a');
    repo.stage('out/deep/b.txt', 'b');
    repo.stage('out/c.txt', 'c');
    repo.commit('base');
    repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    repo.stage('in/a.txt', 'changed');
    const oid = repo.gitInput('hidden', 'hash-object', '-w', '--stdin');
    expect(staged(repo)).toEqual(['in/a.txt: changed']);
    repo.git('update-index', '--add', '--cacheinfo', `100644,${oid},out/deep/b.txt`);
    expect(staged(repo)).toEqual(['in/a.txt: changed', 'out/deep/b.txt: hidden']);
  });

  it('names a Git LFS pointer', () => {
    const repo = newRepo();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12\n`;
    repo.stage('big.bin', pointer);
    expect(staged(repo)).toEqual(['big.bin! lfs-pointer', `big.bin: ${pointer}`]);
  });

  it('skips what is larger than the limit and reads the rest in turns', () => {
    const repo = newRepo();
    for (let index = 0; index < 6; index++) repo.stage(`f${index}`, `${index}`.repeat(1000));
    repo.stage('big', 'b'.repeat(5000));
    const whole = staged(repo);
    const turns = staged(repo, { batchBytes: 2500, maxBytes: 4000 });
    expect(whole).toHaveLength(7);
    expect(turns).toEqual([...whole.filter((line) => !line.startsWith('big')), 'big! too-big'].toSorted());
  });

  it('names a corrupt object and reads the others', () => {
    const repo = newRepo();
    repo.stage('a', 'fine');
    repo.stage('big', randomBytes(2 << 20));
    repo.stage('z', 'fine too');
    const oid = repo.git('rev-parse', ':big');
    const path = join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(path, 0o644);
    truncateSync(path, 1_000_000);
    expect(staged(repo)).toEqual(['a: fine', 'big! corrupt-object', 'z: fine too']);
  });

  it('lists the names as a document', () => {
    const repo = newRepo();
    repo.stage('one', '1');
    repo.stage('two', '2');
    const names = [...readStaged(open(repo)).items()].find((item) => item.origin.kind === 'names');
    expect(names?.kind === 'chunk' && Buffer.from(names.bytes).toString()).toBe('one\ntwo\n');
  });

  it('gives one clear line outside a repository, and is incomplete when HEAD cannot be read', async () => {
    const repo = newRepo();
    mkdirSync(join(repo.dir, 'x'));
    const outside = { ...open(repo), cwd: '/' };
    expect(() => readStaged(outside)).toThrow(UsageError);
    repo.commitFile('a', 'a');
    writeFileSync(join(repo.dir, '.git/refs/heads/main'), `${'12'.repeat(20)}\n`);
    expect(() => readStaged(open(repo))).toThrow(IncompleteError);
    await expect(stagedSource(open(repo)).items()[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(IncompleteError);
  });
});
