import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PIECE_BYTES, BatchParser, type ObjectItem } from '#git/batch-parser.ts';
import { GitError } from '#git/git-error.ts';
import { openGit, type Git } from '#git/git.ts';
import { readHeadersSync, readObjects, readObjectsSync } from '#git/objects.ts';
import { runGit } from '#git/spawn.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

let repo: TestRepo;
beforeEach(() => {
  repo = makeRepo();
});
afterEach(() => repo.cleanup());

const open = (): Git => openGit({ cwd: repo.dir, env: repo.env });

interface Read {
  readonly oid: string;
  readonly text: string;
  readonly pieces: number;
}

async function collect(git: Git, oids: Iterable<string>): Promise<{ read: Read[]; faults: string[] }> {
  const read: Read[] = [];
  const faults: string[] = [];
  let bytes: Buffer[] = [];
  for await (const item of readObjects(git, oids)) {
    if (item.kind === 'fault') {
      faults.push(`${item.fault} ${item.oid}`);
      bytes = [];
      continue;
    }
    expect(item.offset).toBe(bytes.reduce((sum, piece) => sum + piece.length, 0));
    bytes.push(Buffer.from(item.bytes));
    if (!item.last) continue;
    const whole = Buffer.concat(bytes);
    expect(whole.length).toBe(item.size);
    read.push({ oid: item.oid, text: whole.toString('latin1'), pieces: bytes.length });
    bytes = [];
  }
  return { read, faults };
}

function objectPath(oid: string): string {
  return join(repo.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
}

describe('readObjects', () => {
  it('reads objects of every kind in the order asked, empty ones too', async () => {
    const commit = repo.commitFile('a', 'hello\n');
    const [blob, empty] = [repo.git('rev-parse', 'HEAD:a'), repo.gitInput('', 'hash-object', '-w', '--stdin')];
    const { read, faults } = await collect(open(), [empty, commit, blob, blob]);
    expect(read.map((item) => item.oid)).toEqual([empty, commit, blob, blob]);
    expect(read[2]?.text).toBe('hello\n');
    expect(faults).toEqual([]);
  });

  it('gives a large object in pieces of one mebibyte', async () => {
    const content = randomBytes(2.5 * PIECE_BYTES);
    const oid = repo.gitInput(content, 'hash-object', '-w', '--stdin');
    const { read } = await collect(open(), [oid]);
    expect(read[0]?.pieces).toBe(3);
    expect(Buffer.from(read[0]?.text ?? '', 'latin1').equals(content)).toBe(true);
  });

  it('reads many objects without a standstill', async () => {
    const oids = Array.from({ length: 300 }, (_, index) => `file ${index}\n`.repeat(50)).map((text) => repo.gitInput(text, 'hash-object', '-w', '--stdin'));
    const asked = Array.from({ length: 20 }, () => oids).flat();
    const { read } = await collect(open(), asked);
    expect(read.map((item) => item.oid)).toEqual(asked);
  });

  it('names missing and corrupt objects and reads all others', async () => {
    const good = repo.gitInput('good', 'hash-object', '-w', '--stdin');
    const broken = repo.gitInput('broken', 'hash-object', '-w', '--stdin');
    const other = repo.gitInput('other', 'hash-object', '-w', '--stdin');
    chmodSync(objectPath(broken), 0o644);
    writeFileSync(objectPath(broken), 'no zlib stream');
    const absent = '12'.repeat(20);
    const { read, faults } = await collect(open(), [good, broken, absent, other]);
    expect(read.map((item) => item.text)).toEqual(['good', 'other']);
    expect(faults.toSorted()).toEqual([`corrupt ${broken}`, `missing ${absent}`].toSorted());
  });

  it('goes on after an object that git dies of', async () => {
    const cut = repo.gitInput(randomBytes(3 * PIECE_BYTES), 'hash-object', '-w', '--stdin');
    const small = Array.from({ length: 600 }, (_, index) => repo.gitInput(`n${index % 7}`, 'hash-object', '-w', '--stdin'));
    chmodSync(objectPath(cut), 0o644);
    truncateSync(objectPath(cut), PIECE_BYTES * 1.5);
    const { read, faults } = await collect(open(), [...small, cut, ...small]);
    expect(read).toHaveLength(1200);
    expect(faults).toEqual([`corrupt ${cut}`]);
  });

  it('tells a repository that is not there', async () => {
    const git = { ...open(), cwd: '/' };
    await expect(collect(git, ['12'.repeat(20)])).rejects.toThrow('not in a git repository');
  });

  it('fails when it is interrupted', async () => {
    repo.commitFile('a', 'a');
    const control = new AbortController();
    const oid = repo.git('rev-parse', 'HEAD:a');
    const git = openGit({ cwd: repo.dir, env: repo.env, signal: control.signal });
    const forever = (function* () {
      for (;;) yield oid;
    })();
    await expect(
      (async () => {
        let seen = 0;
        for await (const _ of readObjects(git, forever)) if ((seen += 1) === 100) control.abort();
      })(),
    ).rejects.toBeInstanceOf(GitError);
  });
});

describe('readObjectsSync', () => {
  it('agrees with the streaming reader', async () => {
    const oids = ['a', '', 'c'.repeat(100)].map((text) => repo.gitInput(text, 'hash-object', '-w', '--stdin'));
    const items = readObjectsSync(open(), oids);
    const { read } = await collect(open(), oids);
    expect(items.map((item) => (item.kind === 'piece' ? Buffer.from(item.bytes).toString() : item.fault))).toEqual(read.map((item) => item.text));
    expect(readHeadersSync(open(), [...oids, '12'.repeat(20)]).map(({ type, size }) => [type, size])).toEqual([['blob', 1], ['blob', 0], ['blob', 100], [undefined, 0]]);
  });
});

describe('BatchParser', () => {
  it('gives the same items however the output is cut', () => {
    const oid = 'ab'.repeat(20);
    const output = Buffer.from(`${oid} blob 5\nab\ncd\n${oid} missing\n${oid} blob 0\n\n${oid} tree 3\nxyz\n`, 'latin1');
    const parse = (step: number): unknown[] => {
      const parser = new BatchParser();
      const items: ObjectItem[] = [];
      for (let at = 0; at < output.length; at += step) for (const item of parser.push(output.subarray(at, at + step))) items.push(item);
      expect(parser.isBetween).toBe(true);
      return items.map((item) => (item.kind === 'piece' ? { ...item, bytes: Buffer.from(item.bytes).toString() } : item));
    };
    const whole = parse(output.length);
    expect(whole).toHaveLength(4);
    for (let step = 1; step < 20; step++) expect(parse(step)).toEqual(whole);
  });
});

/** A program named git that passes on `bytes` bytes of the real one's output, then ends as told. */
function fakeGit(bytes: number, ending: string): Git {
  const folder = join(repo.dir, 'fake');
  mkdirSync(folder, { recursive: true });
  const real = open().program;
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n'${real}' "$@" 2>/dev/null | head -c ${bytes}\n${ending}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return openGit({ cwd: repo.dir, env: { ...repo.env, PATH: [folder, repo.env['PATH']].join(delimiter) } });
}

describe('a git that dies', () => {
  const endings = { killed: 'kill -9 $$', silent: 'exit 128', polite: 'exit 0' };
  it.each(Object.entries(endings))('is an error and not a short answer when it is cut off: %s', async (_name, ending) => {
    const oids = ['one', 'two', 'three'].map((text) => repo.gitInput(text, 'hash-object', '-w', '--stdin'));
    const full = oids.reduce((sum, oid) => sum + oid.length + ' blob 3\n\n'.length, 'onetwothree'.length);
    for (const bytes of [0, 1, 30, 49, 52, 53, 60, full - 1]) {
      await expect(collect(fakeGit(bytes, ending), oids)).rejects.toBeInstanceOf(GitError);
      expect(() => readObjectsSync(fakeGit(bytes, ending), oids)).toThrow(GitError);
    }
  });

  it('is an error even after all bytes came', async () => {
    repo.commitFile('a', 'a');
    await expect(runGit(fakeGit(10_000, 'kill -9 $$'), ['rev-list', '--all'])).rejects.toThrow('SIGKILL');
    await expect(runGit(fakeGit(10_000, 'exit 128'), ['rev-list', '--all'])).rejects.toThrow('code 128');
  });
});
