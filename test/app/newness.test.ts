import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanRangeOf } from '#app/range.ts';
import { scanStaged } from '#app/staged.ts';
import { contextIn } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

let repo: TestRepo;
beforeEach(() => {
  repo = makeRepo();
  repo.commitFile('a.txt', `old ${githubToken('old')}\n`);
});
afterEach(() => repo.cleanup());

const stagedPaths = async (): Promise<string[]> => (await scanStaged(contextIn(repo.dir))).report.findings.flatMap((finding) => finding.locations.map((place) => place.path));

describe('staged changes', () => {
  it('bring a key when it was not in the file before', async () => {
    repo.stage('a.txt', `old ${githubToken('old')}\nnew ${githubToken('new')}\n`);
    const { report } = await scanStaged(contextIn(repo.dir));
    expect(report.findings.map((finding) => finding.locations[0]?.start.line)).toEqual([2]);
    expect(report.stats['old']).toBe(1);
  });

  it('bring nothing when a line with a key moves, or its file is renamed', async () => {
    repo.stage('a.txt', `first\nsecond\nold ${githubToken('old')}\n`);
    expect(await stagedPaths()).toEqual([]);
    repo.git('commit', '-qm', 'moved');
    repo.git('mv', 'a.txt', 'b.txt');
    expect(await stagedPaths()).toEqual([]);
  });

  it('bring a key when it is copied to another file', async () => {
    repo.stage('copy.txt', `old ${githubToken('old')}\n`);
    expect(await stagedPaths()).toEqual(['copy.txt']);
  });

  it('are read from the index, not from the work tree', async () => {
    repo.stage('b.txt', `new ${githubToken('new')}\n`);
    repo.write('b.txt', 'clean\n');
    expect(await stagedPaths()).toEqual(['b.txt']);
    repo.stage('b.txt', 'clean\n');
    repo.write('b.txt', `new ${githubToken('new')}\n`);
    expect(await stagedPaths()).toEqual([]);
  });
});

describe('a range', () => {
  it('brings a key that comes and goes within it, and not one that was there before', async () => {
    const base = repo.git('rev-parse', 'HEAD');
    repo.commitFile('a.txt', `touched, old ${githubToken('old')}\n`);
    repo.commitFile('b.txt', `${githubToken('come and gone')}\n`);
    repo.commitFile('b.txt', 'clean\n');
    const { report } = await scanRangeOf(`${base}..HEAD`, contextIn(repo.dir));
    expect(report.findings.map((finding) => [finding.locations[0]?.path, finding.locations[0]?.commit?.subject])).toEqual([['b.txt', 'add b.txt']]);
  });
});
