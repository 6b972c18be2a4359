import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import { gitFolderSource } from '#sources/git-folder.ts';
import { contextIn } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, testEnvironment, type TestRepo } from '../helpers/repo.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newRepo(...init: string[]): TestRepo {
  const repo = makeRepo({ init });
  made.push(repo.dir);
  return repo;
}

function put(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

async function read(commonDir: string, shown = '.git', maxBytes?: number): Promise<{ texts: Map<string, string>; skips: string[] }> {
  const texts = new Map<string, string>();
  const skips: string[] = [];
  for await (const item of gitFolderSource({ commonDir, shown, maxBytes }).items()) {
    const path = 'path' in item.origin ? (item.origin.path ?? '') : '';
    if (item.kind === 'skip') skips.push(`${item.reason} ${path}`);
    else texts.set(path, (texts.get(path) ?? '') + Buffer.from(item.bytes).toString('latin1'));
  }
  return { texts, skips };
}

/** A key in every place that no object holds; by place. */
function hideKeys(repo: TestRepo): Map<string, string> {
  const keys = new Map<string, string>();
  const key = (place: string): string => {
    keys.set(place, githubToken(place));
    return keys.get(place) ?? '';
  };
  repo.commitFile('a', 'fine\n');
  repo.git('remote', 'add', 'origin', `https://bot:${key('.git/config')}@git.test/a/b.git`);
  repo.git('update-ref', '-m', `pull https://${key('.git/logs/refs/heads/main')}@git.test/`, 'refs/heads/main', `${repo.commit('next')}~1`);
  for (const place of [
    '.git/hooks/post-receive', '.git/COMMIT_EDITMSG', '.git/MERGE_MSG', '.git/description', '.git/info/exclude', '.git/rr-cache/ab/preimage', '.git/rebase-merge/message', '.git/lfs/objects/aa/bb/aabb',
    '.git/other-tool/state.json', '.git/worktrees/side/COMMIT_EDITMSG', '.git/modules/lib/config', '.git/modules/deep/er/lib/logs/HEAD', '.git/modules/lib/modules/inner/config',
  ]) put(repo.dir, place, `${key(place)}\n`);
  for (const module of ['lib', 'deep/er/lib', 'lib/modules/inner']) {
    put(repo.dir, `.git/modules/${module}/HEAD`, 'ref: refs/heads/main\n');
    put(repo.dir, `.git/modules/${module}/objects/ab/cdef`, 'not read');
  }
  return keys;
}

describe('a git folder', () => {
  it('is read but for objects and refs, and names the histories of submodules', async () => {
    const repo = newRepo();
    const keys = hideKeys(repo);
    const { texts, skips } = await read(join(repo.dir, '.git'));
    expect([...keys].filter(([place, key]) => texts.get(place)?.includes(key) !== true).map(([place]) => place)).toEqual([]);
    expect([...texts].filter(([path, text]) => /^\.git\/(?:objects\/|refs\/|packed-refs|index)/.test(path) || text === 'not read').map(([path]) => path)).toEqual([]);
    expect(skips).toEqual(['submodule .git/modules/deep/er/lib', 'submodule .git/modules/lib', 'submodule .git/modules/lib/modules/inner']);
  });

  it('is read as bytes: names of any encoding, links by their target, nothing that is too big in silence', async () => {
    const repo = newRepo();
    repo.commitFile('a', 'fine\n');
    const branch = Buffer.concat([Buffer.from(join(repo.dir, '.git/logs/refs/heads/caf')), Buffer.from([0xe9])]);
    writeFileSync(branch, 'a message\n');
    symlinkSync('/etc/needle-target', join(repo.dir, '.git/hooks/linked'));
    writeFileSync(join(repo.dir, '.git/big'), 'x'.repeat(5_000));
    const { texts, skips } = await read(join(repo.dir, '.git'), '.git', 4_999);
    expect(texts.get(String.raw`.git/logs/refs/heads/caf\xe9`)).toBe('a message\n');
    expect(texts.get('.git/hooks/linked')).toBe('/etc/needle-target');
    expect(skips).toEqual(['too-big .git/big']);
  });

  it('has ids of objects that are no keys: they are blanked, and nothing moves', async () => {
    const repo = newRepo();
    const [first, second] = [repo.commitFile('a', 'one\n', 'say gitea token'), repo.commitFile('a', 'two\n', 'and again')];
    const message = `kept ${second}`;
    repo.git('update-ref', '-m', message, 'refs/heads/main', first);
    put(repo.dir, '.git/FETCH_HEAD', `${first}\t\tbranch 'gitea' of https://git.test/a\n`);
    put(repo.dir, '.git/rebase-merge/git-rebase-todo', `pick ${second} gitea\n`);
    const { texts } = await read(join(repo.dir, '.git'));
    const all = [...texts.values()].join('');
    expect(all).not.toContain(first);
    expect(texts.get('.git/logs/refs/heads/main')?.split('\n')[2]).toMatch(new RegExp(`^0{40} 0{40} Ada Test .*\t${message}$`));
    expect(texts.get('.git/FETCH_HEAD')).toBe(`${'0'.repeat(40)}\t\tbranch 'gitea' of https://git.test/a\n`);
    expect(texts.get('.git/rebase-merge/git-rebase-todo')).toBe(`pick ${'0'.repeat(40)} gitea\n`);
  });

  it('gives the same whether objects and refs are packed or not', async () => {
    const repo = newRepo();
    hideKeys(repo);
    const before = await read(join(repo.dir, '.git'));
    repo.git('pack-refs', '--all');
    repo.git('repack', '-adq');
    repo.git('commit-graph', 'write', '--reachable');
    expect(await read(join(repo.dir, '.git'))).toEqual(before);
  });

  it('names reflogs that are kept in tables', async () => {
    const repo = newRepo();
    put(repo.dir, '.git/reftable/tables.list', '0x01.ref\n');
    const { texts, skips } = await read(join(repo.dir, '.git'));
    expect([texts.get('.git/reftable/tables.list'), skips]).toEqual(['0x01.ref\n', ['container-closed .git/reftable']]);
  });

  it('that is not there is told', async () => {
    expect(await read('/nowhere/at/all', 'x')).toEqual({ texts: new Map(), skips: ['unreadable x'] });
  });
});

describe('an audit', () => {
  it('finds what stands beside the objects, and leaves it alone where only the history is asked for', async () => {
    const repo = newRepo();
    const keys = hideKeys(repo);
    for (const place of keys.keys()) if (place.startsWith('.git/worktrees')) rmSync(join(repo.dir, '.git/worktrees'), { recursive: true });
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: true }, contextIn(repo.dir));
    const places = new Set(report.findings.flatMap(({ locations }) => locations.map(({ path }) => path)));
    expect([...keys.keys()].filter((place) => !place.startsWith('.git/worktrees') && !places.has(place))).toEqual([]);
    expect(report.ledger.complete).toBe(true);
    expect(report.ledger.skipped.find(({ reason }) => reason === 'submodule')?.count).toBe(3);
    const history = await audit({ folder: repo.dir, unreachable: false, workTree: false }, contextIn(repo.dir));
    expect(history.report.findings).toEqual([]);
  });

  it('reads it in a bare repository, and from a linked work tree', async () => {
    const bare = newRepo('--bare');
    bare.git('config', 'remote.origin.url', `https://x:${githubToken('bare')}@git.test/a.git`);
    const pathsOf = async (folder: string): Promise<string[]> => (await audit({ folder, unreachable: false, workTree: true }, contextIn(folder))).report.findings.flatMap(({ locations }) => locations.map(({ path }) => path));
    expect(await pathsOf(bare.dir)).toEqual(['config']);
    const repo = newRepo();
    repo.commitFile('a', 'fine\n');
    repo.git('config', 'remote.origin.url', `https://x:${githubToken('main')}@git.test/a.git`);
    const tree = join(realpathSync(mkdtempSync(join(tmpdir(), 'stanch-tree-'))), 'wt');
    made.push(dirname(tree));
    execFileSync('git', ['worktree', 'add', '-q', '-b', 'wt', tree], { cwd: repo.dir, env: testEnvironment(repo.dir) });
    expect(await pathsOf(tree)).toEqual([join(repo.dir, '.git/config')]);
  });
});
