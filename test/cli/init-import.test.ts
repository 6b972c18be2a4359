import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '#cli/main.ts';
import { EXIT } from '#core/exit-code.ts';
import { parseBaseline } from '#store/baseline.ts';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { fakeHost, fakeInstallation } from './fake-host.ts';
import { CLEAR, makeStage, type Ran, type Stage } from './stage.ts';

let stage: Stage;
let repo: TestRepo;
beforeAll(() => {
  stage = makeStage();
});
afterAll(() => stage.cleanup());
beforeEach(() => {
  repo = makeRepo();
  return () => repo.cleanup();
});

const WORKER = fileURLToPath(new URL('../engine/worker-boot.mjs', import.meta.url));
const TOKEN = githubToken('import');
const OTHER = githubToken('import/2');
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/** As `stage.run`, in the repository and with the workers that read its history. */
async function run(...argv: readonly string[]): Promise<Ran> {
  const host = fakeHost(argv, { cwd: repo.dir });
  const code = await main(host, { ...fakeInstallation(stage.rulesFile), workerFile: WORKER });
  return { code, out: host.out(), err: host.err() };
}

function init(...argv: readonly string[]): Promise<Ran> {
  return run('init', ...argv);
}

function scan(): Promise<Ran> {
  return run('scan', '--json', '.');
}

const GITLEAKS = String.raw`
title = "team"
[extend]
useDefault = true
disabledRules = ["no-such-rule"]
[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''\b(acme_[0-9a-f]{32})\b'''
keywords = ["acme_"]
entropy = 2.5
[[rules.allowlists]]
paths = ['''^fixtures/''']
stopwords = ["example"]
[[rules]]
id = "p12"
path = '''\.p12$'''
[[allowlists]]
paths = ['''(^|/)vendor/''', '''[a-z]+/x''']
commits = ["0123456789012345678901234567890123456789"]
`;

describe('stanch init --from', () => {
  it('takes a configuration of gitleaks over: its rules find, its paths do not count, the rest is told', async () => {
    const key = `acme_${sha1('acme').slice(0, 32)}`;
    repo.write('.gitleaks.toml', GITLEAKS);
    const { code, out, err } = await init('--from', 'gitleaks');
    expect([code, err]).toEqual([EXIT.clean, '']);
    expect(out).toContain('1 rule, 1 excluded path, 1 override');
    expect(out).toContain('written: .stanch.yml, .stanch/rules/gitleaks.yml');
    expect(out).toMatch(/not taken over:[\s\S]*disabled rule no-such-rule[\s\S]*rule p12[\s\S]*allow list 1, commits[\s\S]*allow list 1, path 2/);
    for (const path of ['src/a.txt', 'fixtures/a.txt', 'vendor/a.txt']) repo.write(path, `token = ${key.slice(0, -1)}${path.length % 10}\n`);
    repo.write('src/b.txt', `token = acme_example${key.slice(12)}\n`);
    const findings = (JSON.parse((await scan()).out) as { findings: { ruleId: string; suppression?: unknown; locations: { path: string }[] }[] }).findings.filter(({ ruleId }) => ruleId === 'gitleaks-acme-token');
    expect(findings.map(({ locations, suppression }) => [locations[0]?.path, suppression === undefined]).sort()).toEqual([['fixtures/a.txt', false], ['src/a.txt', true], ['vendor/a.txt', false]]);
  });

  it('writes rules whose samples hold', async () => {
    repo.write('.gitleaks.toml', GITLEAKS);
    await init('--from', 'gitleaks');
    const { code, out } = await run('rules', 'test', '.stanch/rules/gitleaks.yml');
    expect([code, out]).toEqual([EXIT.clean, expect.stringContaining('all hold')]);
  });

  it('is taken back by init --undo', async () => {
    repo.write('.gitleaks.toml', GITLEAKS);
    await init('--from', 'gitleaks');
    await init('--undo');
    expect(existsSync(join(repo.dir, '.stanch.yml'))).toBe(false);
  });

  it('accepts what .gitleaksignore accepts, by commit, path and line', async () => {
    const commit = repo.commitFile('src/a.txt', `one\ntoken = ${TOKEN}\n`);
    repo.commitFile('src/b.txt', `token = ${OTHER}\n`);
    repo.write('.gitleaksignore', `# old ones\n${commit}:src/a.txt:github-pat:2\nsrc/gone.txt:github-pat:1\nnonsense\n`);
    const { out, err } = await init('--from', 'gitleaksignore');
    expect(err).toBe('');
    expect(out).toContain('1 of 2 accepted findings');
    expect(out).toMatch(/line 3:\n {4}stanch finds no key there/);
    expect(out).toMatch(/line 4:\n {4}it is no fingerprint/);
    const text = readFileSync(join(repo.dir, '.stanch/baseline.jsonl'), 'utf8');
    expect(parseBaseline(text).entries).toMatchObject([{ path: 'src/a.txt', reason: 'accepted in .gitleaksignore as github-pat' }]);
    expect(text).not.toContain(TOKEN);
  });

  it('accepts the hashes of a detect-secrets baseline, wherever the key stands now', async () => {
    repo.commitFile('src/moved.txt', `token = ${TOKEN}\n`);
    repo.commitFile('src/b.txt', `token = ${OTHER}\n`);
    const results = {
      'src/a.txt': [{ type: 'GitHub Token', hashed_secret: sha1(TOKEN), line_number: 9, is_secret: true }],
      'src/c.txt': [{ type: 'Secret Keyword', hashed_secret: sha1('gone'), line_number: 1 }, { type: 'Bad', line_number: 2 }],
    };
    const filters = [{ path: 'detect_secrets.filters.regex.should_exclude_file', pattern: [String.raw`\.lock$`] }, { path: 'detect_secrets.filters.regex.should_exclude_line', pattern: ['x'] }, { path: 'file://mine.py::check' }];
    repo.write('.secrets.baseline', JSON.stringify({ version: '1.5.0', plugins_used: [{ name: 'Mine', path: 'file://p.py' }], filters_used: filters, results }));
    const { out } = await init('--from', 'detect-secrets');
    expect(out).toContain('1 excluded path, 0 overrides, 0 rules switched off, 1 of 2 accepted findings');
    expect(out).toMatch(/src\/c\.txt:1:\n {4}stanch finds no such key/);
    expect(out).toMatch(/plugin Mine/);
    expect(out).toMatch(/src\/a\.txt:9:\n {4}this was judged to be a real secret/);
    expect(parseBaseline(readFileSync(join(repo.dir, '.stanch/baseline.jsonl'), 'utf8')).entries).toHaveLength(1);
    expect(readFileSync(join(repo.dir, '.stanch.yml'), 'utf8')).toContain('*.lock');
  });

  it('takes a report of gitleaks for the baseline that it is', async () => {
    repo.commitFile('src/a.txt', `token = ${TOKEN}\n`);
    repo.write('leaks.json', JSON.stringify([{ RuleID: 'github-pat', File: 'elsewhere.txt', StartLine: 3, Secret: TOKEN }, { RuleID: 'x', File: 'src/a.txt', StartLine: 1, Secret: 'REDACTED' }, {}]));
    const { out } = await init('--from', 'gitleaks', 'leaks.json');
    expect(out).toContain('2 of 2 accepted findings');
    expect(out).not.toContain(TOKEN);
  });

  it('reads path expressions of trufflehog, and globs that stand in their place', async () => {
    repo.write('.trufflehogignore', 'node_modules/\n# a comment\n*.lock\n^docs/.*\\.md$\n(?=x)\n');
    const { out } = await init('--from', 'trufflehogignore');
    expect(readFileSync(join(repo.dir, '.stanch.yml'), 'utf8')).toContain('**/*node_modules/**');
    expect(readFileSync(join(repo.dir, '.stanch.yml'), 'utf8')).toContain('"*.lock"');
    expect(out).toMatch(/line 5:\n {4}it looks ahead or behind/);
  });

  it('takes patterns and switches of secretlint over', async () => {
    const rules = [
      { id: '@secretlint/secretlint-rule-preset-recommend', rules: [{ id: '@secretlint/secretlint-rule-slack', options: { allows: ['/x/'] } }, { id: '@acme/secretlint-rule-acme' }] },
      { id: '@secretlint/secretlint-rule-pattern', options: { patterns: [{ name: 'acme key', pattern: String.raw`/acme-key=(?<key>[0-9a-z]{24})\b/i`, filePathGlobs: ['**/*.env'] }] } },
    ];
    repo.write('.secretlintrc.json', JSON.stringify({ rules }));
    repo.write('.secretlintignore', 'dist\n!dist/keep\n*.{a,b}\n');
    const { code, out } = await init('--from', 'secretlint');
    expect(code).toBe(EXIT.clean);
    expect(out).toMatch(/rule slack, allows:/);
    expect(out).toMatch(/rule @acme\/secretlint-rule-acme:/);
    expect(out).toMatch(/line 2:\n {4}stanch takes nothing in again/);
    expect(readFileSync(join(repo.dir, '.stanch/rules/secretlint.yml'), 'utf8')).toContain('secretlint-acme-key');
    repo.write('a.env', `ACME-KEY=${sha1('a').slice(0, 24)}\n`);
    repo.write('a.txt', `ACME-KEY=${sha1('b').slice(0, 24)}\n`);
    const found = (JSON.parse((await scan()).out) as { findings: { ruleId: string; suppression?: unknown; locations: { path: string }[] }[] }).findings.filter(({ ruleId }) => ruleId === 'secretlint-acme-key');
    expect(found.map(({ locations, suppression }) => [locations[0]?.path, suppression === undefined]).sort()).toEqual([['a.env', true], ['a.txt', false]]);
  });

  it('shows what it would write, and writes nothing, with --dry-run', async () => {
    repo.write('.gitleaks.toml', GITLEAKS);
    repo.write('.stanch.yml', 'confidence: high\n');
    const { code, out } = await init('--from', 'gitleaks', '--dry-run');
    expect(code).toBe(EXIT.clean);
    expect(out).toContain('+++ b/.stanch/rules/gitleaks.yml');
    expect(out).toContain('nothing was written');
    expect(existsSync(join(repo.dir, '.stanch'))).toBe(false);
  });
});

describe('stanch init --from, with what it must not touch', () => {
  it('overwrites nothing without --force', async () => {
    repo.write('.gitleaks.toml', GITLEAKS);
    repo.write('.stanch.yml', 'confidence: high\n');
    const refused = await init('--from', 'gitleaks');
    expect([refused.code, refused.err]).toEqual([EXIT.usage, expect.stringContaining('.stanch.yml: there already')]);
    expect(existsSync(join(repo.dir, '.stanch'))).toBe(false);
    expect((await init('--from', 'gitleaks', '--force')).code).toBe(EXIT.clean);
    expect(readFileSync(join(repo.dir, '.stanch.yml'), 'utf8')).not.toContain('confidence: high');
  });

  it('does not make a second configuration', async () => {
    repo.write('.gitleaks.toml', GITLEAKS);
    repo.write('.stanch.json', '{}');
    const { code, err } = await init('--from', 'gitleaks', '--force');
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('.stanch.json configures stanch already')]);
  });

  it('follows no link to where it writes', async () => {
    const elsewhere = join(stage.folder, 'elsewhere');
    mkdirSync(elsewhere, { recursive: true });
    repo.write('.gitleaks.toml', GITLEAKS);
    symlinkSync(elsewhere, join(repo.dir, '.stanch'));
    const { code, err } = await init('--from', 'gitleaks', '--force');
    expect([code, err]).toEqual([EXIT.usage, expect.stringMatching(CLEAR)]);
    expect(existsSync(join(elsewhere, 'rules'))).toBe(false);
    rmSync(elsewhere, { recursive: true });
  });
});

describe('stanch init --from, with a file that is none', () => {
  const write = (name: string, content: string | Uint8Array): void => repo.write(name, content);
  const BAD: readonly (readonly [string, readonly string[], () => void])[] = [
    ['nothing there', ['gitleaks'], (): void => undefined],
    ['a file that is not there', ['gitleaks', 'no.toml'], (): void => undefined],
    ['no TOML', ['gitleaks', 'a.toml'], (): void => write('a.toml', `[[rules]\nid = ${TOKEN}`)],
    ['no JSON', ['detect-secrets', 'a.json'], (): void => write('a.json', `{"x": ${TOKEN}`)],
    ['another JSON', ['detect-secrets', 'a.json'], (): void => write('a.json', '[1]')],
    ['a report of another kind', ['gitleaks', 'a.json'], (): void => write('a.json', `[{"a": ${TOKEN}`)],
    ['no YAML', ['secretlint', 'a.yml'], (): void => write('a.yml', `a: [${TOKEN}`)],
    ['aliases without end', ['secretlint', 'a.yml'], (): void => write('a.yml', `a: &a [x]\nb: &b [${'*a, '.repeat(20)}]\nrules: [${'*b, '.repeat(20)}]\n`)],
    ['another YAML', ['secretlint', 'a.yml'], (): void => write('a.yml', 'a: 1\n')],
    ['bytes', ['gitleaks', 'a.toml'], (): void => write('a.toml', Uint8Array.of(0xff, 0xfe, 0, 1))],
    ['a link', ['gitleaks', 'a.toml'], (): void => symlinkSync('/etc/passwd', join(repo.dir, 'a.toml'))],
    ['a folder', ['gitleaks', 'a.toml'], (): void => mkdirSync(join(repo.dir, 'a.toml'))],
    ['a pipe', ['gitleaks', 'a.toml'], (): void => void execFileSync('mkfifo', [join(repo.dir, 'a.toml')])],
    ['a pipe where one looks by itself', ['gitleaks'], (): void => void execFileSync('mkfifo', [join(repo.dir, '.gitleaks.toml')])],
    [
      'a hundred million bytes',
      ['gitleaks', 'a.toml'],
      (): void => {
        writeFileSync(join(repo.dir, 'a.toml'), '');
        truncateSync(join(repo.dir, 'a.toml'), 100_000_000);
      },
    ],
  ];

  it.each(BAD)('%s is told in a line', async (_, [tool = '', ...file], make) => {
    make();
    const { code, out, err } = await init('--from', tool, ...file);
    expect([code, out]).toEqual([EXIT.usage, '']);
    expect(err).toMatch(CLEAR);
    expect(err).not.toContain(TOKEN);
    expect(lstatSync(join(repo.dir, '.stanch'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('knows the tools, and guesses', async () => {
    const { code, err } = await init('--from', 'gitleak');
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('did you mean gitleaks?')]);
  });

  it('takes a file with --from only', async () => {
    expect((await init('a.toml')).code).toBe(EXIT.usage);
  });
});
