import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Chunk } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { openGit, type Git } from '#git/git.ts';
import { parseRange, rangeSource, type RangeTips } from '#sources/range.ts';
import type { Change } from '#sources/change.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const folders: string[] = [];
function newRepo(): TestRepo {
  const repo = makeRepo();
  folders.push(repo.dir);
  return repo;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const open = (repo: TestRepo): Git => openGit({ cwd: repo.dir, env: repo.env });
const textOf = (chunk: Chunk): string => Buffer.from(chunk.bytes).toString('latin1');

async function read(repo: TestRepo, range: RangeTips | string): Promise<{ blobs: string[]; all: string; skips: string[]; changes: readonly Change[] }> {
  const git = open(repo);
  const source = rangeSource(git, typeof range === 'string' ? parseRange(git, range) : range);
  const blobs: string[] = [];
  const skips: string[] = [];
  let all = '';
  for await (const item of source.items()) {
    if (item.kind === 'skip') skips.push(item.reason);
    else {
      all += `${textOf(item)}\n`;
      if (item.origin.kind === 'blob') blobs.push(`${item.origin.path ?? '-'}: ${textOf(item)}`);
    }
  }
  return { blobs: blobs.toSorted(), all, skips, changes: source.changes };
}

describe('a range as a source', () => {
  it('reads every version in between, messages and names, and nothing older', async () => {
    const repo = newRepo();
    repo.commitFile('old.txt', 'old');
    repo.git('tag', 'base');
    repo.commitFile('a.txt', 'added and removed');
    repo.git('rm', '-q', 'a.txt');
    repo.commit('needle-message');
    repo.commitFile('b\nb', 'later');
    const { blobs, all } = await read(repo, 'base..HEAD');
    expect(blobs).toEqual(['a.txt: added and removed', 'b\nb: later']);
    expect(all).toContain('needle-message');
    expect(all).toContain('a.txt\nb\nb\n');
  });

  it('gives the blobs of the parents and what was removed', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'one');
    repo.commitFile('from', 'moved');
    repo.git('tag', 'base');
    repo.stage('a', 'two');
    repo.git('mv', 'from', 'to');
    const commit = repo.commit('change');
    const at = (spec: string): string => repo.git('rev-parse', spec);
    const removed = [at('base:from')];
    expect((await read(repo, 'base..main')).changes).toEqual([
      { path: 'a', oid: at('main:a'), commit, parents: [at('base:a')], removed },
      { path: 'to', oid: at('main:to'), commit, parents: [], removed },
    ]);
  });

  it('reads of a merge what no parent has, and of an updated branch nothing of the base', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'base\n');
    repo.git('checkout', '-q', '-b', 'topic');
    repo.commitFile('mine', 'mine');
    repo.git('checkout', '-q', 'main');
    repo.commitFile('theirs', 'from the base branch');
    repo.git('checkout', '-q', 'topic');
    repo.merge('main');
    repo.stage('evil', 'only in the merge');
    repo.stage('a', 'resolved');
    repo.commit('update');
    const { blobs, changes } = await read(repo, 'main..topic');
    expect(blobs).toEqual(['a: resolved', 'evil: only in the merge', 'mine: mine']);
    expect(changes.find(({ path }) => path === 'a')?.parents).toHaveLength(2);
    expect((await read(repo, 'main...topic')).blobs).toEqual(blobs);
  });

  it('reads a root commit that a merge brings in, dated back', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    repo.git('checkout', '-q', '--orphan', 'other');
    repo.git('rm', '-rfq', '.');
    repo.commitFile('b', 'other root');
    repo.git('checkout', '-q', 'main');
    repo.git('tag', 'base');
    repo.merge('other', '--allow-unrelated-histories');
    repo.commit('join');
    expect((await read(repo, 'base..main')).blobs).toEqual(['b: other root']);
  });

  it('reads only what the remote lacks, on new branches and after a force push', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'pushed');
    repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const tip = repo.commitFile('b', 'new');
    const zero = '0'.repeat(40);
    expect((await read(repo, { tips: [tip], known: [zero], remote: 'origin' })).blobs).toEqual(['b: new']);
    expect((await read(repo, { tips: [tip], known: ['12'.repeat(20)], remote: 'elsewhere' })).blobs).toEqual(['a: pushed', 'b: new']);
    expect((await read(repo, { tips: [tip], known: [], remote: '*' })).blobs).toHaveLength(2);
    expect((await read(repo, { tips: [tip, tip], known: [tip] })).blobs).toEqual([]);
  });

  it('reads tags, tags of tags, and tags of blobs and trees', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    repo.git('tag', '-a', '-m', 'needle-inner', 'inner');
    repo.git('tag', '-a', '-m', 'needle-outer', 'outer', 'inner');
    repo.git('tag', '-a', '-m', 'on a blob', 'blob', repo.gitInput('needle-blob', 'hash-object', '-w', '--stdin'));
    const inTree = repo.gitInput('needle-tree', 'hash-object', '-w', '--stdin');
    repo.git('tag', 'tree', repo.gitInput(`100644 blob ${inTree}\tx\n`, 'mktree'));
    const tips = ['outer', 'blob', 'tree'].map((name) => repo.git('rev-parse', name));
    const { all, blobs } = await read(repo, { tips, known: [], remote: 'origin', refNames: ['refs/tags/needle-name'] });
    for (const needle of ['inner', 'outer', 'blob', 'tree', 'name']) expect(all).toContain(`needle-${needle}`);
    expect(blobs).toEqual(['-: needle-blob', '-: needle-tree']);
  });

  it('reads objects in quarantine, as a receiving server has them', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    const tip = repo.commitFile('b', 'incoming');
    repo.git('update-ref', 'refs/heads/main', 'HEAD~1');
    expect((await read(repo, { tips: [tip], known: [], allRefs: true })).blobs).toEqual(['b: incoming']);
  });

  it('names submodules, and says where a shallow clone cuts the range', async () => {
    const repo = newRepo();
    const head = repo.commitFile('a', 'a');
    repo.git('tag', 'base');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${head},sub`);
    repo.commit('submodule');
    expect((await read(repo, 'base..main')).skips).toEqual(['submodule']);
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-clone-')));
    folders.push(dir);
    repo.commitFile('b', 'b');
    repo.git('clone', '-q', '--no-local', '--depth=2', `file://${repo.dir}`, dir);
    const clone = repoAt(dir);
    expect((await read(clone, 'main~1..main')).skips).toEqual([]);
    clone.git('checkout', '-q', '--orphan', 'base');
    clone.commit('unrelated');
    expect((await read(clone, 'base..main')).skips).toContain('shallow');
  });

  it.each(['main', '--output=x..main', 'nowhere..main', 'main..-x', 'a..b..c', ''])('refuses %j', (text) => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    expect(() => parseRange(open(repo), text)).toThrow(UsageError);
  });
});
