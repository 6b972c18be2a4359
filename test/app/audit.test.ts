import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#app/audit.ts';
import { contextIn } from '../helpers/context.ts';
import { makeLeakyRepo, type LeakyRepo } from '../helpers/leaky-repo.ts';
import { makeRepo } from '../helpers/repo.ts';
import { githubToken } from '../helpers/keys.ts';

describe('an audit', () => {
  let repo: LeakyRepo;
  beforeAll(() => {
    repo = makeLeakyRepo();
  });
  afterAll(() => repo.cleanup());

  const missed = (leaks: ReadonlyMap<string, string>, evidence: Awaited<ReturnType<typeof audit>>['evidence']): string[] => {
    const found = new Set([...evidence.values()].map((secret) => secret.reveal()));
    return [...leaks].filter(([, key]) => !found.has(key)).map(([place]) => place);
  };

  it('finds the key in every place that git can hold one', async () => {
    const { report, evidence } = await audit({ folder: repo.dir, unreachable: false, workTree: true }, contextIn(repo.dir));
    expect(repo.leaks.size).toBeGreaterThan(35);
    expect(missed(repo.leaks, evidence)).toEqual([]);
    expect(missed(repo.unreachable, evidence)).toEqual([...repo.unreachable.keys()]);
    expect(report.findings).toHaveLength(repo.leaks.size);
    expect(report.ledger.complete).toBe(true);
  });

  it.each([0, 5, 15, 30, 60, 120])('that is stopped after %i ms is never taken for a whole one', async (time) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), time);
    const context = contextIn(repo.dir, { signal: stop.signal });
    const outcome = await audit({ folder: repo.dir, unreachable: false, workTree: true }, context).catch(() => undefined);
    if (outcome?.report.ledger.complete === true) expect(missed(repo.leaks, outcome.evidence)).toEqual([]);
    else expect(stop.signal.aborted).toBe(true);
  });

  it('finds dangling objects, too, when asked', async () => {
    const { evidence } = await audit({ folder: repo.dir, unreachable: true, workTree: false }, contextIn(repo.dir));
    expect(missed(repo.unreachable, evidence)).toEqual([]);
  });

  it('holds no raw key in its report, not even where it is a file name or an author', async () => {
    const { report } = await audit({ folder: repo.dir, unreachable: true, workTree: true }, contextIn(repo.dir));
    const text = JSON.stringify(report);
    expect([...repo.leaks].filter(([, key]) => text.includes(key)).map(([place]) => place)).toEqual([]);
  });

  it('says which commit brought a key in, and where it stands', async () => {
    const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: false }, contextIn(repo.dir));
    const places = report.findings.flatMap((finding) => finding.locations.map((place) => `${place.path}:${place.start.line}:${place.start.column} ${place.commit?.subject ?? ''}`));
    expect(places).toContain('gone.txt:1:1 add gone.txt');
    expect(places).toContain('after.txt:51:1 rename');
    expect(places).toContain('evil.txt:1:1 merge side');
  });
});

describe('an audit of a key with many places', () => {
  it('gives one finding, with one place a path', async () => {
    const repo = makeRepo();
    try {
      const key = githubToken('many');
      for (let version = 0; version < 5; version++) repo.commitFile('a.txt', `${key}\nversion ${version}\n`);
      repo.commitFile('b.txt', `copy ${key}\n`);
      const { report } = await audit({ folder: repo.dir, unreachable: false, workTree: false }, contextIn(repo.dir));
      expect(report.findings.map((finding) => finding.locations.map((place) => place.path))).toEqual([['a.txt', 'b.txt']]);
      expect(report.findings[0]?.locations[0]?.commit?.subject).toBe('add a.txt');
    } finally {
      repo.cleanup();
    }
  });
});
