import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { originKey } from '#core/origin.ts';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { openGit, type Git } from '#git/git.ts';
import { checkSince, historySource, type HistoryOptions } from '#sources/history.ts';
import { locateBlobs } from '#sources/locate.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';

const folders: string[] = [];
function newRepo(...init: string[]): TestRepo {
  const repo = makeRepo({ init });
  folders.push(repo.dir);
  return repo;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const open = (repo: TestRepo): Git => openGit({ cwd: repo.dir, env: repo.env });

interface History {
  /** Document texts by kind. */
  readonly texts: Map<string, string[]>;
  readonly skips: string[];
  readonly keys: string[];
}

async function read(repo: TestRepo, options: HistoryOptions = {}): Promise<History> {
  const texts = new Map<string, string[]>();
  const skips: string[] = [];
  const keys: string[] = [];
  let open_: Buffer[] = [];
  for await (const item of historySource(open(repo), options).items()) {
    if (item.kind === 'skip') {
      skips.push(item.reason);
      continue;
    }
    open_.push(Buffer.from(item.bytes));
    if (!item.last) continue;
    texts.set(item.origin.kind, [...(texts.get(item.origin.kind) ?? []), Buffer.concat(open_).toString('latin1')]);
    const { kind } = item.origin;
    keys.push(originKey('oid' in item.origin ? { kind: 'blob', oid: `${kind} ${item.origin.oid}` } : item.origin));
    open_ = [];
  }
  return { texts, skips, keys };
}

const joined = ({ texts }: History): string => [...texts.values()].flat().join('\n');

/** Puts one needle into every place that a history has. */
function hideNeedles(repo: TestRepo): string[] {
  repo.commitFile('plain.txt', 'needle-plain');
  repo.commitFile('.gitattributes', '*.bin binary\n*.nodiff -diff\n');
  repo.commitFile('a.bin', 'needle-binary\0');
  repo.commitFile('a.nodiff', 'needle-nodiff');
  repo.commitFile('utf16.txt', Buffer.from('needle-utf16', 'utf16le'));
  repo.commitFile('gone.txt', 'needle-deleted');
  repo.git('rm', '-q', 'gone.txt');
  repo.commit('remove it');
  repo.commit('an empty commit: needle-message');
  repo.git('commit', '-q', '--allow-empty', '--author=needle-author <x@example.test>', '-m', 'by another');
  repo.git('tag', '-a', '-m', 'needle-tag', 'v1');
  repo.git('tag', 'on-blob', repo.gitInput('needle-tagged-blob', 'hash-object', '-w', '--stdin'));
  repo.git('branch', 'needle-branch');
  repo.commitFile('needle-file-name', 'x');
  repo.git('notes', 'add', '-m', 'needle-note');
  for (const name of ['first', 'second']) {
    repo.write('plain.txt', `needle-stash-${name}`);
    repo.git('stash', 'push', '-q');
  }
  repo.commitFile('amended.txt', 'needle-amended');
  repo.stage('amended.txt', 'clean');
  repo.git('commit', '-q', '--amend', '-m', 'amended');
  repo.commitFile('reset.txt', 'needle-reset');
  repo.git('reset', '-q', '--hard', 'HEAD~1');
  repo.git('checkout', '-q', '-b', 'side', 'HEAD~2');
  repo.commitFile('side.txt', 'side');
  repo.git('checkout', '-q', 'main');
  repo.merge('side');
  repo.stage('evil.txt', 'needle-merge');
  repo.commit('merge');
  repo.stage('staged.txt', 'needle-index');
  const replaced = repo.git('rev-parse', 'HEAD:plain.txt');
  repo.git('replace', replaced, repo.gitInput('needle-replacement', 'hash-object', '-w', '--stdin'));
  writeFileSync(join(repo.dir, '.git/FETCH_HEAD'), `${repo.gitInput('needle-fetched', 'hash-object', '-w', '--stdin')}\t\tbranch\n`);
  return 'plain binary nodiff deleted message author tag tagged-blob branch file-name note stash-first stash-second amended reset merge index replacement fetched'.split(' ').map((name) => `needle-${name}`);
}

describe('the history as a source', () => {
  it('reads every place that git can hold something in', async () => {
    const repo = newRepo();
    const needles = hideNeedles(repo);
    const history = await read(repo);
    const text = joined(history);
    expect(needles.filter((needle) => !text.includes(needle))).toEqual([]);
    expect(text).toContain(Buffer.from('needle-utf16', 'utf16le').toString('latin1'));
    expect(history.skips).toEqual([]);
    expect(new Set(history.keys).size).toBe(history.keys.length);
  });

  it('gives the same documents however the repository is packed', async () => {
    const repo = newRepo();
    hideNeedles(repo);
    const loose = await read(repo);
    repo.git('repack', '-q', '-a', '-d', '-f', '--depth=50');
    const packed = await read(repo);
    expect(packed.keys.toSorted()).toEqual(loose.keys.toSorted());
    expect(packed.texts.get('names')).toEqual(loose.texts.get('names'));
  });

  it('reads what nothing refers to only when asked', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    repo.gitInput('needle-dangling', 'hash-object', '-w', '--stdin');
    expect(joined(await read(repo))).not.toContain('needle-dangling');
    const all = await read(repo, { unreachable: true });
    expect(joined(all)).toContain('needle-dangling');
    expect(new Set(all.keys).size).toBe(all.keys.length);
  });

  it('reads heads and indexes of linked work trees', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    const dir = join(repo.dir, 'linked');
    repo.git('worktree', 'add', '-q', '--detach', dir);
    const linked = repoAt(dir);
    linked.commitFile('b', 'needle-detached');
    linked.stage('c', 'needle-linked-index');
    rmSync(join(repo.dir, '.git/worktrees/linked/logs'), { recursive: true, force: true });
    const text = joined(await read(repo));
    expect(text).toContain('needle-detached');
    expect(text).toContain('needle-linked-index');
  });

  it.each([['--bare'], ['--object-format=sha256']])('reads a repository made with %s', async (init) => {
    const repo = newRepo(init);
    const tree = repo.gitInput(`100644 blob ${repo.gitInput('needle', 'hash-object', '-w', '--stdin')}\tname\n`, 'mktree');
    repo.git('update-ref', 'refs/heads/main', repo.git('commit-tree', '-m', 'made', tree));
    const { texts, skips } = await read(repo);
    expect([texts.get('blob'), texts.get('names'), skips]).toEqual([['needle'], ['name\n'], []]);
  });

  it('reads an empty repository', async () => {
    const repo = newRepo();
    expect(await read(repo)).toEqual({ texts: new Map(), skips: [], keys: [] });
  });

  it('names a missing object and reads the rest', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'needle-old');
    repo.commitFile('a', 'lost');
    const oid = repo.git('rev-parse', 'HEAD:a');
    unlinkSync(join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    const history = await read(repo);
    expect(history.skips).toEqual(['missing-object']);
    expect(joined(history)).toContain('needle-old');
  });

  it.each(['HEAD~1', 'HEAD~1^{tree}', 'HEAD~1:a'])('names a corrupt object and reads all others: %s', async (spec) => {
    const repo = newRepo();
    repo.commitFile('a', 'needle-first');
    repo.commitFile('b', 'needle-middle');
    repo.commitFile('c', 'needle-last');
    const oid = repo.git('rev-parse', spec);
    const path = join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'garbage');
    const history = await read(repo);
    expect(history.skips).toContain('corrupt-object');
    const text = joined(history);
    for (const needle of ['needle-last', 'needle-middle', ...(spec.endsWith(':a') ? [] : ['needle-first'])]) expect(text).toContain(needle);
    expect(new Set(history.keys).size).toBe(history.keys.length);
  });

  it('says that a ref names an object that is gone', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'needle');
    writeFileSync(join(repo.dir, '.git/refs/heads/broken'), `${'12'.repeat(20)}\n`);
    const history = await read(repo);
    expect(history.skips).toContain('corrupt-object');
    expect(joined(history)).toContain('needle');
  });

  it('says that a shallow or partial clone lacks history', async () => {
    const repo = newRepo();
    for (const text of ['one', 'two', 'three']) repo.commitFile('a', text);
    repo.git('config', 'uploadpack.allowFilter', 'true');
    const clone = (...options: string[]): TestRepo => {
      const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stanch-clone-')));
      folders.push(dir);
      repo.git('clone', '-q', '--no-local', ...options, `file://${repo.dir}`, dir);
      return repoAt(dir);
    };
    expect((await read(clone('--depth=1'))).skips).toEqual(['shallow']);
    const partial = await read(clone('--filter=blob:none', '--no-checkout'));
    expect(partial.skips).toEqual(['partial-clone', 'partial-clone', 'partial-clone']);
    expect(partial.texts.get('commit')).toHaveLength(3);
  });

  it('names submodules, LFS pointers and what is larger than the limit', async () => {
    const repo = newRepo();
    const head = repo.commitFile('a', 'small');
    repo.git('update-index', '--add', '--cacheinfo', `160000,${head},sub`);
    repo.stage('p', `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1\n`);
    repo.commitFile('big', 'b'.repeat(2 << 20));
    const { skips } = await read(repo, { maxBytes: 1 << 20 });
    expect(skips.toSorted()).toEqual(['lfs-pointer', 'submodule', 'too-big']);
  });

  it('follows commits only back to a date, and takes no text for one that is none', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'needle-old');
    rmSync(join(repo.dir, '.git/logs'), { recursive: true });
    expect((await read(repo, { since: '2022-01-01' })).texts.get('commit')).toHaveLength(1);
    expect((await read(repo, { since: '2024-01-01' })).texts.get('commit')).toBeUndefined();
    expect(checkSince('90 days')).toBe('90 days ago');
    for (const text of ['yesterday-ish', '--output=x', '', '2024-01-01\n']) expect(() => checkSince(text)).toThrow(UsageError);
  });

  it('gives one clear line outside a repository', async () => {
    const repo = newRepo();
    const items = historySource({ ...open(repo), cwd: '/' }).items();
    await expect(items[Symbol.asyncIterator]().next()).rejects.toThrow('not in a git repository');
  });

  it('ends a tree that holds itself many times over', async () => {
    const repo = newRepo();
    let line = `100644 blob ${repo.gitInput('core', 'hash-object', '-w', '--stdin')}`;
    for (let level = 0; level < 12; level++) {
      const entries = Array.from({ length: 10 }, (_, index) => `${line}\tn${index}\n`).join('');
      line = `040000 tree ${repo.gitInput(entries, 'mktree')}`;
    }
    repo.git('update-ref', 'refs/heads/main', repo.git('commit-tree', '-m', 'bomb', line.split(' ')[2] ?? ''));
    expect((await read(repo)).texts.get('blob')).toEqual(['core']);
  });

  it('is incomplete, not empty, when git is cut off', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'a');
    const real = open(repo).program;
    const bin = join(repo.dir, 'bin');
    repo.write('bin/git', `#!/bin/sh\ncase "$*" in *rev-list*) '${real}' "$@" | head -c 30; kill -9 $$;; *) exec '${real}' "$@";; esac\n`);
    chmodSync(join(bin, 'git'), 0o755);
    const git = openGit({ cwd: repo.dir, env: { ...repo.env, PATH: `${bin}:${repo.env['PATH']}` } });
    await expect(
      (async () => {
        for await (const _ of historySource(git).items());
      })(),
    ).rejects.toBeInstanceOf(IncompleteError);
    expect(readdirSync(bin)).toEqual(['git']);
  });
});

describe('locateBlobs', () => {
  it('finds every path with the commit that introduced it', async () => {
    const repo = newRepo();
    const first = repo.commitFile('a.txt', 'same');
    repo.commitFile('a.txt', 'other');
    repo.commitFile('a.txt', 'same');
    const copied = repo.commitFile('dir/new\nline\t"q"', 'same', 'copy it\n\nwith a body');
    const oid = repo.git('rev-parse', 'HEAD:a.txt');
    const places = (await locateBlobs(open(repo), [oid])).get(oid);
    expect(places?.map(({ path, commit }) => [path, commit?.oid])).toEqual([
      ['a.txt', first],
      ['dir/new\nline\t"q"', copied],
    ]);
    expect(places?.[1]?.commit).toMatchObject({ author: 'Ada Test <ada@example.test>', subject: 'copy it', date: '2023-11-14T22:17:20+00:00' });
  });

  it('finds what only a merge, a stash, the reflog or the index holds, whatever the settings', async () => {
    const repo = newRepo();
    hideNeedles(repo);
    for (const [key, value] of [['log.showSignature', 'true'], ['log.mailmap', 'true'], ['color.ui', 'always'], ['log.showRoot', 'false'], ['diff.renames', 'copies'], ['format.pretty', 'oneline'], ['diff.noprefix', 'true']] as const) repo.git('config', key, value);
    const oidOf = (text: string): string => repo.gitInput(text, 'hash-object', '--stdin');
    const wanted = { merge: 'evil.txt', 'stash-first': 'plain.txt', reset: 'reset.txt', index: 'staged.txt', deleted: 'gone.txt', amended: 'amended.txt' };
    const located = await locateBlobs(open(repo), [...Object.keys(wanted), 'tagged-blob'].map((name) => oidOf(`needle-${name}`)));
    for (const [name, path] of Object.entries(wanted)) expect(located.get(oidOf(`needle-${name}`))?.map((place) => place.path)).toEqual([path]);
    expect(located.get(oidOf('needle-index'))?.[0]?.commit).toBeUndefined();
    expect(located.get(oidOf('needle-merge'))?.[0]?.commit?.subject).toBe('merge');
    expect(located.has(oidOf('needle-tagged-blob'))).toBe(false);
  });
});
