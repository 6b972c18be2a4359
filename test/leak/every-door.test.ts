import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLeakyRepo, type LeakyRepo } from '../helpers/leaky-repo.ts';
import { runCli, type Ended } from '../helpers/run-cli.ts';

/** A repository with a key in every place goes through every door; each finds what is its own, and none shows a key. */
let repo: LeakyRepo;
let base: string;
beforeAll(() => {
  repo = makeLeakyRepo();
  base = repo.git('rev-list', '--max-parents=0', 'main');
});
afterAll(() => repo.cleanup());

/** Forms under which a raw key could slip out. */
function formsOf(key: string): string[] {
  return [key, Buffer.from(key).toString('base64').replace(/=+$/, ''), Buffer.from(key).toString('hex'), key.slice(4, 20)];
}

function shown(texts: readonly string[]): string[] {
  const keys = [...repo.leaks, ...repo.unreachable];
  return keys.filter(([, key]) => formsOf(key).some((form) => texts.some((text) => text.includes(form)))).map(([place]) => place);
}

const FORMATS = ['text', 'json', 'jsonl', 'sarif', 'gitlab', 'codequality', 'junit'] as const;
const NULL_OID = '0'.repeat(40);
const hook = (name: string, args: string[] = [], input = ''): Ended => runCli(['hook', name, ...args], { cwd: repo.dir, input });

describe('audit', () => {
  it.each(FORMATS)('finds all and shows none, as %s', (format) => {
    const { code, stdout, stderr } = runCli(['audit', '--all', '--stats', '--format', format], { cwd: repo.dir });
    expect(code).toBe(1);
    expect(shown([stdout, stderr])).toEqual([]);
  });

  it('has a finding for every place', () => {
    const { stdout } = runCli(['audit', '--json'], { cwd: repo.dir });
    const report = JSON.parse(stdout) as { findings: { provider: string }[]; ledger: { complete: boolean } };
    expect(report.findings.filter((finding) => finding.provider === 'github')).toHaveLength(repo.leaks.size);
    expect(report.ledger.complete).toBe(true);
  });

  it('says the same with both engines, loose and packed', () => {
    const findings = (engine: string): unknown => (JSON.parse(runCli(['audit', '--json', '--unreachable', '--confidence', 'low', '--engine', engine], { cwd: repo.dir }).stdout) as { findings: unknown }).findings;
    const reference = findings('cat-file');
    expect(findings('pack')).toEqual(reference);
    repo.git('repack', '-adfq', '--keep-unreachable');
    expect(findings('pack')).toEqual(reference);
  });

  it('writes a report that only its owner can read', () => {
    const { code } = runCli(['audit', '--output', 'report.sarif'], { cwd: repo.dir });
    const text = readFileSync(join(repo.dir, 'report.sarif'), 'utf8');
    expect(code).toBe(1);
    expect(text).toContain('"version": "2.1.0"');
    expect(shown([text])).toEqual([]);
    repo.git('clean', '-qf', '--', 'report.sarif');
  });
});

describe('the other doors', () => {
  it('staged finds what the index brings, not what the work tree says', () => {
    const { code, stdout } = runCli(['staged', '--json'], { cwd: repo.dir });
    const { findings } = JSON.parse(stdout) as { findings: { locations: { path: string }[] }[] };
    expect(code).toBe(1);
    expect(findings.map((finding) => finding.locations[0]?.path)).toEqual(['staged.txt']);
  });

  it('range finds what comes and goes within it', () => {
    const { code, stdout } = runCli(['range', `${base}..main`], { cwd: repo.dir });
    expect(code).toBe(1);
    expect(stdout).toContain('gone.txt:1:1');
    expect(stdout).toContain('evil.txt:1:1');
    expect(shown([stdout])).toEqual([]);
  });

  it.each(FORMATS)('ci shows none, as %s and in its reports', (format) => {
    const names = ['gl-secret-detection-report.json', 'gl-code-quality-report.json', 'junit.xml', 'x.sarif'];
    const { code, stdout, stderr } = runCli(['ci', '--base', base, '--head', 'main', '--format', format, '--report', names.join(',')], { cwd: repo.dir });
    expect([code, stdout.includes('gone.txt')]).toEqual([1, true]);
    expect(shown([stdout, stderr, ...names.map((name) => readFileSync(join(repo.dir, name), 'utf8'))])).toEqual([]);
    repo.git('clean', '-qf', '--', ...names);
  });

  it('the hook of a server refuses a commit that no ref has, and shows none', () => {
    const key = repo.leaks.get('note') ?? '';
    const oid = repo.gitInput(`a message with ${key}\n`, 'commit-tree', repo.git('rev-parse', 'main^{tree}'));
    const { code, stderr } = hook('pre-receive', ['--budget', '60'], `${NULL_OID} ${oid} refs/heads/new\n`);
    expect([code, stderr.split('\n')[0]]).toEqual([1, expect.stringMatching(/^stanch: \d+ keys? in pushed commits - push blocked$/)]);
    expect(shown([stderr])).toEqual([]);
  });

  it('scan finds what is on disk', () => {
    const { code, stdout } = runCli(['scan', '.'], { cwd: repo.dir });
    expect(code).toBe(1);
    expect(stdout).toContain('work.txt:1:1');
    expect(shown([stdout])).toEqual([]);
  });

  it('scan reads standard input', () => {
    const { code, stdout } = runCli(['scan', '-'], { cwd: repo.dir, input: `x ${repo.leaks.get('stash') ?? repo.leaks.get('note') ?? ''}\n` });
    expect(code).toBe(1);
    expect(shown([stdout])).toEqual([]);
  });

  it('the pre-commit hook stops the commit', () => {
    const { code, stderr } = hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toContain('staged.txt:1:1');
    expect(shown([stderr])).toEqual([]);
  });

  it('the commit-msg hook reads the message', () => {
    repo.write('.git/COMMIT_EDITMSG', `subject\n\nbody ${repo.leaks.get('note') ?? ''}\n# a comment\n`);
    const { code, stderr } = hook('commit-msg', ['.git/COMMIT_EDITMSG']);
    expect(code).toBe(1);
    expect(shown([stderr])).toEqual([]);
  });

  it('the pre-push hook reads what the remote lacks', () => {
    const { code, stderr } = hook('pre-push', ['origin', 'nowhere'], `refs/heads/main ${repo.git('rev-parse', 'main')} refs/heads/main ${NULL_OID}\n`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\d+ keys in commits to be pushed/);
    expect(shown([stderr])).toEqual([]);
  });

  it('hygiene and doctor show no key', () => {
    const outputs = [['hygiene'], ['hygiene', '--json'], ['doctor']].map((args) => runCli(args, { cwd: repo.dir }));
    expect(outputs.every(({ code }) => code === 0 || code === 1 || code === 2)).toBe(true);
    expect(shown(outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]))).toEqual([]);
  });

  it('allow accepts one finding, which stays in the report, marked', () => {
    const before = JSON.parse(runCli(['scan', '.', '--json'], { cwd: repo.dir }).stdout) as { findings: { id: string; locations: { path: string }[] }[] };
    const id = before.findings.find((finding) => finding.locations[0]?.path === 'work.txt')?.id ?? '';
    const { code, stdout, stderr } = runCli(['allow', id, '--reason', 'a test of the test'], { cwd: repo.dir });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('work.txt');
    const after = runCli(['audit', '--json'], { cwd: repo.dir }).stdout;
    const { findings } = JSON.parse(after) as { findings: { suppression?: { reason: string } }[] };
    expect(findings.filter((finding) => finding.suppression !== undefined).map((finding) => finding.suppression?.reason)).toEqual(['a test of the test']);
    expect(shown([after, readFileSync(join(repo.dir, '.stanch/baseline.jsonl'), 'utf8')])).toEqual([]);
  });
});
