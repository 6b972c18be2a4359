import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { audit, type AuditOptions } from '#app/audit.ts';
import type { Context } from '#app/scan-settings.ts';
import type { ScanOutcome } from '#app/run-scan.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { contextIn, SETTINGS, tokenRule } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeLeakyRepo } from '../helpers/leaky-repo.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { RULES } from './material.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-state-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function repoOf(make: () => TestRepo = makeRepo): TestRepo {
  const repo = make();
  cleanups.push(() => repo.cleanup());
  return repo;
}

function contextOf(repo: TestRepo, home: string, overrides: Partial<Context> = {}): Context {
  return contextIn(repo.dir, { env: { ...repo.env, XDG_STATE_HOME: home }, builtin: () => makeRuleset([tokenRule(), ...RULES]), ...overrides });
}

const statePath = (repo: TestRepo): string => join(repo.dir, '.git', 'stanch', 'audit-state');

/** Everything that an audit says of a repository, keys included. */
function saying({ report, evidence }: ScanOutcome): unknown {
  const keys = [...evidence].map(([id, secret]) => [id, secret.reveal()]);
  return { findings: report.findings, ledger: report.ledger, keys };
}

function noticeOf({ report }: ScanOutcome): string {
  return report.notices.filter(({ code }) => code === 'since-last').map(({ message }) => message).join('; ');
}

type Options = Partial<AuditOptions>;

async function run(repo: TestRepo, context: Context, options: Options = {}): Promise<ScanOutcome> {
  return audit({ folder: repo.dir, unreachable: false, workTree: false, sinceLast: true, ...options }, context);
}

/** An audit that remembers, held to one that does not. */
async function compare(repo: TestRepo, context: Context, options: Options = {}): Promise<ScanOutcome> {
  const remembering = await run(repo, context, options);
  expect(saying(remembering)).toEqual(saying(await run(repo, context, { ...options, sinceLast: false })));
  return remembering;
}

function edit(repo: TestRepo, seed: number): void {
  const key = githubToken(`key ${seed % 5}`);
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i} of ${seed % 3}`);
  if (seed % 2 === 0) lines[seed % 30] = `token = ${key}`;
  repo.commitFile(`file${seed % 4}.txt`, `${lines.join('\n')}\n${seed}\n`, `edit ${seed}${seed % 7 === 0 ? ` with ${key}` : ''}`);
}

describe('an audit that remembers the one before', () => {
  test('says the same of every place that git has, and scans less', async () => {
    const repo = repoOf(makeLeakyRepo);
    const context = contextOf(repo, tempFolder());
    repo.git('gc', '--quiet', '--no-prune');
    expect(noticeOf(await compare(repo, context, { unreachable: true }))).toContain('nothing was remembered');
    const second = await compare(repo, context, { unreachable: true });
    expect(noticeOf(second)).toMatch(/^since-last: \d+ documents in \d packs held nothing at 2026/);
    expect(second.report.stats['known']).toBeGreaterThan(3);
    await compare(repo, context);
  });

  test('says the same over random histories, repacked and pruned in between', async () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.nat(1000).map((seed) => ({ edit: seed })) },
      { weight: 2, arbitrary: fc.constantFrom(['repack', '-dq'], ['repack', '-adfq', '--window=20'], ['gc', '--quiet', '--prune=now'], ['branch', '-f', 'old'], ['reset', '-q', '--hard', 'old'], ['reflog', 'expire', '--expire=now', '--all']).map((args) => ({ args })) },
      { weight: 2, arbitrary: fc.constant('audit' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
        const repo = makeRepo();
        try {
          const context = contextOf(repo, tempFolder());
          edit(repo, 0);
          repo.git('branch', 'old');
          repo.git('repack', '-dq');
          await compare(repo, context);
          for (const one of actions) {
            if (one === 'audit') await compare(repo, context);
            else if ('edit' in one) edit(repo, one.edit);
            else repo.git(...one.args);
          }
          await compare(repo, context);
        } finally {
          repo.cleanup();
        }
      }),
      { numRuns: Number(process.env['STANCH_REPOSITORIES'] ?? 12) },
    );
  }, 0);

  test('finds what a further pack, loose objects and a repack bring', async () => {
    const repo = repoOf();
    const context = contextOf(repo, tempFolder());
    const leak = (name: string): Promise<ScanOutcome> => {
      repo.commitFile(`${name}.txt`, `token = ${githubToken(name)}\n`);
      return compare(repo, context);
    };
    for (let seed = 1; seed < 30; seed += 2) edit(repo, seed);
    repo.git('repack', '-dq');
    const before = (await compare(repo, context)).report.findings.length;
    expect((await leak('loose')).report.findings).toHaveLength(before + 1);
    repo.git('repack', '-dq');
    const packed = await leak('packed');
    expect(packed.report.findings).toHaveLength(before + 2);
    expect(noticeOf(packed)).toContain('in 1 packs');
    repo.git('gc', '--quiet');
    expect(noticeOf(await compare(repo, context))).toContain('no pack is the same');
    expect(noticeOf(await compare(repo, context))).toContain('in 1 packs');
  });

  test('scans everything under other rules, settings or another version', async () => {
    const repo = repoOf();
    const home = tempFolder();
    const context = contextOf(repo, home);
    repo.commitFile('a.txt', `q${'7~'}abcdefghij01 and ${'nrk'}_0123456789abcdefgh\n${'x'.repeat(3000)}\n`);
    repo.git('repack', '-dq');
    const strict = contextOf(repo, home, { builtin: () => makeRuleset([tokenRule()]) });
    expect((await compare(repo, strict)).report.findings).toEqual([]);
    const wide = await compare(repo, context);
    expect(noticeOf(wide)).toContain('rules, settings or version have changed');
    expect(wide.report.findings.length).toBeGreaterThan(0);
    for (const other of [contextOf(repo, home, { version: '9.9.9' }), contextOf(repo, home, { settings: { ...SETTINGS, maxBytes: 1000 } }), contextOf(repo, home, { settings: { ...SETTINGS, depth: 0 } })]) {
      expect(noticeOf(await compare(repo, other))).toContain('have changed');
      expect(noticeOf(await compare(repo, other))).toContain('in 1 packs');
    }
  });

  test('keeps no key and no place of one, for the owner alone', async () => {
    const repo = repoOf();
    const home = tempFolder();
    repo.commitFile('a.txt', `token = ${githubToken('kept')}\n`);
    repo.git('repack', '-dq');
    await run(repo, contextOf(repo, home));
    expect(statSync(statePath(repo)).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'stanch', 'state.key')).mode & 0o777).toBe(0o600);
    expect(repo.git('status', '--porcelain')).toBe('');
    const text = readFileSync(statePath(repo), 'latin1');
    expect(text).not.toContain(githubToken('kept'));
    expect(text).not.toContain(repo.git('rev-parse', 'HEAD:a.txt'));
  });

  test('of two at once leaves one whole state', async () => {
    const repo = repoOf();
    const context = contextOf(repo, tempFolder());
    for (let seed = 0; seed < 12; seed += 1) edit(repo, seed);
    repo.git('repack', '-dq');
    await Promise.all([1, 2, 3, 4].map(() => compare(repo, context)));
    expect(noticeOf(await compare(repo, context))).toContain('in 1 packs');
    expect(readdirSync(join(repo.dir, '.git', 'stanch'))).toEqual(['audit-state']);
  });

  test('that is stopped leaves nothing behind that it has not seen', async () => {
    const repo = repoOf();
    const home = tempFolder();
    edit(repo, 0);
    repo.git('repack', '-dq');
    const stop = new AbortController();
    stop.abort();
    await run(repo, contextOf(repo, home, { signal: stop.signal })).catch(() => undefined);
    expect((await compare(repo, contextOf(repo, home))).report.findings).toHaveLength(1);
  });

  test('refuses options under which there is nothing to remember', async () => {
    const repo = repoOf();
    edit(repo, 0);
    const context = contextOf(repo, tempFolder());
    await expect(run(repo, context, { since: '2 days ago' })).rejects.toThrow('do not go together');
    await expect(run(repo, context, { engine: 'cat-file' })).rejects.toThrow('pack engine');
  });
});

describe('a state that cannot be believed is not', () => {
  async function prepared(): Promise<{ readonly repo: TestRepo; readonly home: string; readonly context: Context }> {
    const repo = repoOf();
    const home = tempFolder();
    const context = contextOf(repo, home);
    repo.commitFile('a.txt', `nothing ${'here\n'.repeat(40)}`);
    repo.git('repack', '-dq');
    await run(repo, context);
    repo.commitFile('b.txt', `token = ${githubToken('believed')}\n`);
    repo.git('repack', '-dq');
    return { repo, home, context };
  }

  test('whatever byte is wrong or missing', async () => {
    const { repo, context } = await prepared();
    const good = readFileSync(statePath(repo));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, flip, cut) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ flip;
        writeFileSync(statePath(repo), cut ? good.subarray(0, at) : bad);
        expect(noticeOf(await compare(repo, context))).toContain('damaged');
      }),
      { numRuns: 15 },
    );
  });

  test('signed by somebody else', async () => {
    const { repo } = await prepared();
    const other = await compare(repo, contextOf(repo, tempFolder()));
    expect(noticeOf(other)).toContain('somebody else');
    expect(other.report.findings).toHaveLength(1);
  });

  test('a link, a pipe, a folder', async () => {
    const { repo, home, context } = await prepared();
    const elsewhere = join(home, 'copy');
    writeFileSync(elsewhere, readFileSync(statePath(repo)));
    rmSync(statePath(repo));
    symlinkSync(elsewhere, statePath(repo));
    expect(noticeOf(await compare(repo, context))).toContain('no plain file');
    expect(statSync(statePath(repo)).isFile()).toBe(true);
    rmSync(statePath(repo));
    mkdirSync(statePath(repo));
    expect(noticeOf(await compare(repo, context))).toContain('cannot be written');
    rmSync(join(repo.dir, '.git', 'stanch'), { recursive: true });
    mkdirSync(join(home, 'target'));
    symlinkSync(join(home, 'target'), join(repo.dir, '.git', 'stanch'));
    expect(noticeOf(await compare(repo, context))).toContain('is a link');
    expect(readdirSync(join(home, 'target'))).toEqual([]);
  });

  test('a key that others can read, or that has nowhere to stand', async () => {
    const { repo, home, context } = await prepared();
    chmodSync(join(home, 'stanch', 'state.key'), 0o644);
    expect(noticeOf(await compare(repo, context))).toContain('can be read by others');
    const { HOME: _, ...env } = repo.env;
    expect(noticeOf(await compare(repo, contextOf(repo, home, { env })))).toContain('neither XDG_STATE_HOME nor HOME');
  });

  test('a pack that was written to since, under the same name', async () => {
    const { repo, context } = await prepared();
    await run(repo, context);
    const folder = join(repo.dir, '.git', 'objects', 'pack');
    const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
    const bytes = readFileSync(pack);
    chmodSync(pack, 0o644);
    writeFileSync(pack, bytes);
    // Touched, but the same.
    expect(noticeOf(await compare(repo, context))).toContain('in 2 packs');
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(pack, bytes);
    expect(noticeOf(await run(repo, context))).toContain('in 1 packs');
  });
});
