import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { PackFault } from '#git/pack/fault.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import type { ObjectHash } from '#git/pack/oid.ts';
import { typeName } from '#git/pack/object-type.ts';
import type { TestRepo } from '../helpers/repo.ts';
import { makeVersions } from './repositories.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

function versions(options: Parameters<typeof makeVersions>[0] = {}): TestRepo {
  const repo = makeVersions(options);
  repos.push(repo);
  return repo;
}

const objectsOf = (repo: TestRepo): string => join(repo.dir, '.git', 'objects');
const packsOf = (repo: TestRepo, ending: string): string[] =>
  readdirSync(join(objectsOf(repo), 'pack')).filter((name) => name.endsWith(ending)).map((name) => join(objectsOf(repo), 'pack', name));

/** `oid type sha1-of-content` of every object, as git reads it. */
function byGit(repo: TestRepo): string[] {
  const out = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd: repo.dir, env: repo.env, maxBuffer: 1 << 28 });
  const lines: string[] = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [oid = '', type = '', size = ''] = out.toString('latin1', at, end).split(' ');
    const start = end + 1;
    at = start + Number(size) + 1;
    lines.push(`${oid} ${type} ${createHash('sha1').update(out.subarray(start, at - 1)).digest('hex')}`);
  }
  return lines.sort();
}

/** The same from the store: what its table lists, read whole. */
function byStore(repo: TestRepo, hash: ObjectHash = 'sha1'): string[] {
  const store = new ObjectStore({ objectsDir: objectsOf(repo), hash });
  try {
    const lines = new Set<string>();
    for (let entry = 0; entry < store.table.count; entry += 1) {
      const oid = store.oidOf(entry);
      const { type, bytes } = store.read(oid);
      expect(typeName(store.table.type[entry] ?? 0)).toBe(type);
      lines.add(`${oid} ${type} ${createHash('sha1').update(bytes).digest('hex')}`);
    }
    return [...lines].sort();
  } finally {
    store.close();
  }
}

describe('an object store gives what git gives', () => {
  test('loose objects only', () => {
    const repo = versions();
    expect(packsOf(repo, '.pack')).toEqual([]);
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test.each([
    ['0', '0'],
    ['1', '10'],
    ['50', '10'],
    ['250', '100'],
  ])('packed with depth %s and window %s', (depth, window) => {
    const repo = versions();
    repo.git('repack', '-adfq', `--depth=${depth}`, `--window=${window}`);
    repo.git('prune-packed');
    const all = byGit(repo);
    expect(all.length).toBeGreaterThan(40);
    expect(byStore(repo)).toEqual(all);
  });

  test('gc --aggressive, with a bitmap', () => {
    const repo = versions();
    repo.git('-c', 'repack.writeBitmaps=true', 'gc', '--aggressive', '--quiet');
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test('an index of version 1', () => {
    const repo = versions();
    repo.git('-c', 'pack.indexVersion=1', 'repack', '-adfq');
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test('SHA-256', () => {
    const repo = versions({ init: ['--object-format=sha256'] });
    repo.git('repack', '-adfq');
    repo.commitFile('later', 'a loose object beside the pack\n');
    expect(byStore(repo, 'sha256')).toEqual(byGit(repo));
  });

  test('several packs with the same objects, a kept one, and loose ones', () => {
    const repo = versions();
    repo.git('repack', '-dq');
    for (const pack of packsOf(repo, '.pack')) writeFileSync(pack.replace(/pack$/, 'keep'), '');
    for (let i = 0; i < 5; i += 1) repo.commitFile('src/large.txt', `${readFileSync(join(repo.dir, 'src/large.txt'), 'latin1')}\nmore ${i}`);
    repo.git('repack', '-q');
    repo.git('-c', 'repack.packKeptObjects=true', 'repack', '-aq', '--pack-kept-objects');
    repo.commitFile('loose', 'still loose\n');
    expect(packsOf(repo, '.pack').length).toBeGreaterThan(2);
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test('reference deltas within a pack and on other packs', () => {
    const repo = versions();
    repo.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq');
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test('a thin pack that git has completed', () => {
    const repo = versions();
    repo.git('repack', '-adfq', '--depth=50');
    const before = repo.git('rev-parse', 'HEAD');
    for (let i = 0; i < 3; i += 1) repo.commitFile('src/large.txt', `${readFileSync(join(repo.dir, 'src/large.txt'), 'latin1')}\nmore ${i}`);
    const thin = execFileSync('git', ['pack-objects', '--thin', '--stdout', '--revs', '-q'], { cwd: repo.dir, env: repo.env, input: `HEAD\n^${before}\n` });
    const path = indexThinPack(repo, thin);
    expect(path).toContain('pack-');
    repo.git('prune-packed', '-q');
    expect(byStore(repo)).toEqual(byGit(repo));
  });

  test('alternates, also of alternates', () => {
    const first = versions();
    first.git('repack', '-adfq');
    const second = versions({ versions: 1, seed: 2 });
    const third = versions({ versions: 2, seed: 3 });
    writeFileSync(join(objectsOf(second), 'info', 'alternates'), `# borrowed\n${objectsOf(first)}\n`);
    writeFileSync(join(objectsOf(third), 'info', 'alternates'), `${objectsOf(second)}\n`);
    const all = byGit(third);
    expect(all.length).toBeGreaterThan(byGit(first).length);
    expect(byStore(third)).toEqual(all);
  });

  test('a pack whose index is gone, but which a multi-pack-index lists', () => {
    const repo = versions();
    repo.git('repack', '-dq');
    repo.commitFile('later', 'more\n');
    repo.git('repack', '-dq');
    const all = byGit(repo);
    repo.git('multi-pack-index', 'write');
    for (const path of packsOf(repo, '.idx')) rmSync(path, { force: true });
    expect(byStore(repo)).toEqual(all);
  });

  test('handles stay good when gc replaces the packs', () => {
    const repo = versions();
    repo.git('repack', '-adfq');
    const all = byGit(repo);
    const store = new ObjectStore({ objectsDir: objectsOf(repo) });
    for (const path of [...packsOf(repo, '.pack'), ...packsOf(repo, '.idx')]) rmSync(path, { force: true });
    const read = all.map((line) => store.read(line.slice(0, 40)).type);
    store.close();
    expect(read).toEqual(all.map((line) => line.split(' ')[1]));
  });
});

/** Takes a thin pack into the store as a fetch does. */
function indexThinPack(repo: TestRepo, thin: Buffer): string {
  const out = execFileSync('git', ['index-pack', '--stdin', '--fix-thin'], { cwd: repo.dir, env: repo.env, input: thin });
  return out.toString().replace('\t', '-').trim();
}

describe('damage is told by object', () => {
  function damaged(change: (bytes: Buffer) => Buffer): { readonly repo: TestRepo; readonly all: string[] } {
    const repo = versions();
    repo.git('repack', '-adfq');
    const all = byGit(repo).map((line) => line.slice(0, 40));
    const [pack = ''] = packsOf(repo, '.pack');
    chmodSync(pack, 0o644);
    writeFileSync(`${pack}.new`, change(readFileSync(pack)));
    renameSync(`${pack}.new`, pack);
    return { repo, all };
  }

  function outcomes(repo: TestRepo, all: readonly string[]): { good: number; faults: PackFault[] } {
    const store = new ObjectStore({ objectsDir: objectsOf(repo) });
    const faults: PackFault[] = [];
    let good = 0;
    for (const oid of all) {
      try {
        store.read(oid);
        good += 1;
      } catch (error) {
        if (!(error instanceof PackFault)) throw error;
        faults.push(error);
      }
    }
    faults.push(...store.faults);
    store.close();
    return { good, faults };
  }

  test('bytes overwritten in the middle', () => {
    const { repo, all } = damaged((bytes) => Buffer.from(bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 40)));
    const { good, faults } = outcomes(repo, all);
    expect(good).toBeGreaterThan(0);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(all).toContain(fault.oid);
  });

  test('a pack cut short is refused as a whole', () => {
    const { repo, all } = damaged((bytes) => bytes.subarray(0, bytes.length >> 1));
    const { good, faults } = outcomes(repo, all);
    expect(good).toBe(0);
    expect(faults.some((fault) => fault.kind === 'truncated')).toBe(true);
  });

  test('every single byte that is flipped leaves no crash and no wrong object', () => {
    const { repo, all } = damaged((bytes) => bytes);
    const [pack = ''] = packsOf(repo, '.pack');
    const good = readFileSync(pack);
    for (let at = 12; at < good.length - 20; at += Math.ceil(good.length / 60)) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ 0x41;
      writeFileSync(pack, bytes);
      for (const fault of outcomes(repo, all).faults) expect(['corrupt', 'missing']).toContain(fault.kind);
    }
  });

  test('a damaged loose object is named', () => {
    const repo = versions({ versions: 1 });
    const oid = repo.git('rev-parse', 'HEAD:small/0.txt');
    const path = join(objectsOf(repo), oid.slice(0, 2), oid.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'no stream');
    const { faults } = outcomes(repo, [oid]);
    expect(faults.map((fault) => [fault.kind, fault.oid])).toEqual([['corrupt', oid]]);
  });
});
