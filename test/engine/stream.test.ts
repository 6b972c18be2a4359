import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { audit, type AuditOptions } from '#app/audit.ts';
import type { ScanOutcome } from '#app/run-scan.ts';
import { ENGINES, type EngineName } from '#engine/choose-engine.ts';
import { packByStream } from '#engine/stream/stream-pack.ts';
import { openGit } from '#git/git.ts';
import { PackFault } from '#git/pack/fault.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { readEntryOffsets } from '#git/pack/pack-stream.ts';
import { createMeter, meterBySync, passesMeterProbe, type Input } from '#git/pack/stream-meter.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { contextIn, tokenRule } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeLeakyRepo } from '../helpers/leaky-repo.ts';
import { makeRepo, repoAt, type TestRepo } from '../helpers/repo.ts';
import { makeEditedHistory, PACKINGS } from './made-history.ts';
import { RULES } from './material.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function kept<R extends TestRepo>(repo: R): R {
  cleanups.push(() => repo.cleanup());
  return repo;
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-stream-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function auditBy(engine: EngineName, repo: TestRepo, options: Partial<AuditOptions> = {}): Promise<ScanOutcome> {
  const context = contextIn(repo.dir, { builtin: () => makeRuleset([tokenRule(), ...RULES]) });
  return audit({ folder: repo.dir, unreachable: false, workTree: false, engine, ...options }, context);
}

function saying({ report, evidence }: ScanOutcome): unknown {
  const { documents, bytes, binary, complete, skipped } = report.ledger;
  const skips = skipped.map(({ reason, count }) => `${reason} ${count}`).sort();
  const keys = [...evidence].map(([id, secret]) => `${id} ${secret.reveal()}`).sort();
  return { findings: report.findings.toSorted((a, b) => (a.id < b.id ? -1 : 1)), keys, documents, bytes, binary, complete, skips };
}

/** Reads a repository by each engine; each must have done so itself. */
async function compare(repo: TestRepo, options: Partial<AuditOptions> = {}): Promise<ScanOutcome> {
  const reference = await auditBy('cat-file', repo, options);
  for (const engine of ENGINES) {
    if (engine === 'cat-file' || (engine === 'pack' && options.since !== undefined)) continue;
    const outcome = await auditBy(engine, repo, options);
    expect(saying(outcome), engine).toEqual(saying(reference));
    expect(outcome.report.stats).toHaveProperty('inflated');
  }
  return reference;
}

describe('all engines say the same', () => {
  test.each(PACKINGS)('%s', async (_, pack) => {
    const repo = kept(makeEditedHistory(31));
    pack(repo);
    expect((await compare(repo)).report.findings.length).toBeGreaterThan(8);
  });

  test('SHA-256', async () => {
    const repo = kept(makeEditedHistory(32, ['--object-format=sha256']));
    repo.git('gc', '--quiet');
    expect((await compare(repo)).report.findings.length).toBeGreaterThan(8);
  });

  test('every place that git has, unreachable ones too', async () => {
    const repo = kept(makeLeakyRepo());
    for (const unreachable of [false, true]) await compare(repo, { unreachable });
    repo.git('gc', '--quiet', '--no-prune');
    for (const unreachable of [false, true]) await compare(repo, { unreachable });
  });

  test.each([['shallow', ['--depth=3']], ['partial', ['--filter=blob:none', '--no-checkout']], ['bare', ['--bare']]])('a %s clone', async (_, args) => {
    const origin = kept(makeEditedHistory(33));
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const folder = tempFolder();
    execFileSync('git', ['clone', '-q', ...args, `file://${origin.dir}`, join(folder, 'clone')], { env: origin.env, stdio: 'pipe' });
    await compare(repoAt(join(folder, 'clone')));
  });

  test('a repository without a commit, and one that has only an index', async () => {
    const repo = kept(makeRepo());
    expect((await compare(repo)).report.findings).toEqual([]);
    repo.stage('a.txt', `token = ${githubToken('staged')}\n`);
    expect((await compare(repo)).report.findings).toHaveLength(1);
  });

  test('a part of the history', async () => {
    const repo = kept(makeEditedHistory(34));
    repo.git('gc', '--quiet');
    const whole = await compare(repo);
    const part = await compare(repo, { since: '2023-11-14T22:30:00Z' });
    expect(part.report.ledger.documents).toBeLessThan(whole.report.ledger.documents);
    expect(part.report.findings.length).toBeGreaterThan(0);
  });

  test('an object that git cannot pack is asked for, and told', async () => {
    const repo = kept(makeEditedHistory(35));
    const oid = repo.git('rev-parse', 'HEAD:large.bin');
    const path = join(repo.dir, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'no stream');
    const [reference, streamed] = [await auditBy('cat-file', repo), await auditBy('stream', repo)];
    expect(saying(streamed)).toEqual(saying(reference));
    expect(streamed.report.stats['streamUnreadable']).toBe(1);
    expect(streamed.report.ledger.complete).toBe(false);
  });

  test('where the temporary folder is gone, git gives object by object', async () => {
    const repo = kept(makeEditedHistory(36));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = join(repo.dir, 'nowhere');
    try {
      const streamed = await auditBy('stream', repo);
      expect(streamed.report.stats['streamUnreadable']).toBe(1);
      expect(saying(streamed)).toEqual(saying(await auditBy('cat-file', repo)));
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});

describe('a pack from a stream', () => {
  test.each(['sha1', 'sha256'] as const)('holds the objects under the names that git gives them: %s', async (hash) => {
    const repo = kept(makeEditedHistory(37, [`--object-format=${hash}`]));
    repo.git('repack', '-adfq', '--depth=50');
    const listed = repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n');
    const pack = await packByStream(openGit({ cwd: repo.dir, env: repo.env }), listed, { hash });
    if (pack === undefined) throw new Error('git did not pack');
    const store = new ObjectStore({ objectsDir: '', hash, pack });
    expect(Array.from({ length: store.table.count }, (_, entry) => store.oidOf(entry)).sort()).toEqual(listed.toSorted());
    for (const oid of listed.slice(0, 40)) {
      const { type, bytes } = store.read(oid);
      expect(execFileSync('git', ['cat-file', type, oid], { cwd: repo.dir, env: repo.env }).equals(bytes)).toBe(true);
    }
    store.close();
  });

  test('leaves no file behind', async () => {
    const repo = kept(makeEditedHistory(38));
    const mine = (): string[] => readdirSync(tmpdir()).filter((name) => /^stanch-[0-9a-f]{24}\.pack$/.test(name));
    await auditBy('stream', repo);
    expect(mine()).toEqual([]);
  });

  test('too large an object is asked of git', async () => {
    const repo = kept(makeEditedHistory(39));
    const listed = repo.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n');
    const pack = await packByStream(openGit({ cwd: repo.dir, env: repo.env }), listed, { hash: 'sha1', arenaBytes: 20_000 });
    if (pack === undefined) throw new Error('git did not pack');
    const store = new ObjectStore({ objectsDir: '', pack });
    expect(store.find(Buffer.from(repo.git('rev-parse', 'HEAD:large.bin'), 'hex'))).toBe(-1);
    expect(store.find(Buffer.from(repo.git('rev-parse', 'HEAD:pointer.bin'), 'hex'))).toBeGreaterThanOrEqual(0);
    store.close();
  });
});

describe('the stream reader', () => {
  /** A real pack as a stream, and where git says that its entries start. */
  function realPack(): { readonly bytes: Buffer; readonly offsets: number[]; readonly path: string } {
    const repo = kept(makeEditedHistory(40));
    repo.git('repack', '-adfq', '--depth=50');
    const folder = join(repo.dir, '.git', 'objects', 'pack');
    const name = readdirSync(folder).find((file) => file.endsWith('.pack')) ?? '';
    const lines = repo.git('verify-pack', '-v', join(folder, name)).split('\n').filter((line) => /^[0-9a-f]{40} /.test(line));
    return { bytes: readFileSync(join(folder, name)), offsets: lines.map((line) => Number(line.split(/ +/)[4])), path: join(tempFolder(), 'pack') };
  }

  function offsetsOf(path: string, bytes: Buffer): Float64Array {
    writeFileSync(path, bytes);
    const fd = openSync(path, 'r');
    try {
      return readEntryOffsets({ fd, path, end: bytes.length - 20, hashBytes: 20 });
    } finally {
      closeSync(fd);
    }
  }

  test('finds every entry', () => {
    const { bytes, offsets, path } = realPack();
    expect([...offsetsOf(path, bytes)]).toEqual(offsets.toSorted((a, b) => a - b));
  });

  test('refuses what is cut off or damaged, and never reads on behind the end', () => {
    const { bytes, offsets, path } = realPack();
    const good = offsets.toSorted((a, b) => a - b).join();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const bad = Buffer.from(cut ? bytes.subarray(0, Math.max(40, at)) : bytes);
        if (!cut) bad[at] = (bad[at] ?? 0) ^ flip;
        try {
          // A wrong byte may stand where no inflating can tell (a type, an id); the entries then start where they did.
          expect(offsetsOf(path, bad).join()).toBe(good);
        } catch (error) {
          if (!(error instanceof PackFault)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('both meters agree on streams of any length, wherever they stand', () => {
    const quick = createMeter();
    expect(quick).not.toBe(meterBySync);
    expect(passesMeterProbe(meterBySync)).toBe(true);
    const text = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.tuple(fc.nat(200_000), fc.nat(255)).map(([length, byte]) => Buffer.alloc(length, byte)), fc.nat(150_000).map((length) => Buffer.from(Array.from({ length }, (_, i) => (i * i * 31) >>> 3))));
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), fc.integer({ min: 0, max: 9 }), (bytes, before, behind, level) => {
        const stream = deflateSync(bytes, { level });
        const all = Buffer.concat([Buffer.alloc(before, 0x78), stream, Buffer.alloc(behind, 0x55)]);
        const input: Input = { bytes: all, holdSome: (from, length) => ({ at: from, length: Math.max(0, Math.min(length, all.length - from)) }) };
        // The quick meter wants to see that something stands behind; in a pack there always does.
        const wanted = behind === 0 ? -1 : before + stream.length;
        expect(quick(input, before, bytes.length)).toBe(wanted);
        expect(meterBySync(input, before, bytes.length)).toBe(before + stream.length);
        expect(quick(input, before, bytes.length + 1)).toBe(-1);
        expect(meterBySync(input, before, bytes.length + 1)).toBe(-1);
      }),
      { numRuns: 200 },
    );
  });
});
