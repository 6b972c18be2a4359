import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanRangeOf } from '#app/range.ts';
import { scanStaged } from '#app/staged.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { contextIn } from '../helpers/context.ts';
import { githubToken } from '../helpers/keys.ts';
import { ruleOf } from '../helpers/rules.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';

const [ID, SECRET] = [`zqid${'0a1b2c3d'}`, `zqsec${'0a1b2c3d'}`];
const PAIR = [
  ruleOf({ id: 'acme-id', anchors: ['zqid'], pattern: 'zqid[0-9a-f]{8}', completes: { rules: ['acme-key'] } }),
  ruleOf({ id: 'acme-key', anchors: ['zqsec'], pattern: 'zqsec[0-9a-f]{8}' }),
];
const paired = (): ReturnType<typeof contextIn> => contextIn(repo.dir, { builtin: () => makeRuleset(PAIR) });

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

  it('bring nothing when one half of a key goes and the other stays', async () => {
    repo.commitFile('c.env', `ID=${ID}\nKEY=${SECRET}\n`);
    repo.stage('c.env', `ID=${ID}\n`);
    const { report } = await scanStaged(paired());
    expect([report.findings, report.stats['old']]).toEqual([[], 1]);
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

  it('brings a half that was in the file before, with its other half, only where it comes to another file', async () => {
    repo.commitFile('c.env', `ID=${ID}\nKEY=${SECRET}\n`);
    const base = repo.git('rev-parse', 'HEAD');
    repo.commitFile('c.env', `ID=${ID}\n`);
    repo.commitFile('d.env', `OTHER=${ID}\n`);
    const { findings } = (await scanRangeOf(`${base}..HEAD`, paired())).report;
    expect(findings.map(({ ruleId, locations }) => [ruleId, locations.map(({ path }) => path)])).toEqual([['acme-id', ['d.env']]]);
  });
});
