import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { pullRequest, push, REPOSITORY, runAction, type ActionRun } from './runner.ts';

const KEY = githubToken('hostile');
const LINE = `const token = '${KEY}';\n`;
const ZERO = '0'.repeat(40);

const made: (() => void)[] = [];
afterEach(() => {
  for (const clear of made.splice(0)) clear();
});

interface Topic {
  readonly repo: TestRepo;
  readonly base: string;
  readonly head: string;
}

/** A main branch made by `before`, and a topic branch made by `change`. */
function withTopic(change: (repo: TestRepo) => void, before: (repo: TestRepo) => void = () => undefined): Topic {
  const repo = makeRepo();
  made.push(() => repo.cleanup());
  before(repo);
  const base = repo.commitFile('README.md', 'a shop\n', 'first');
  repo.git('update-ref', 'refs/remotes/origin/main', base);
  repo.git('checkout', '-q', '-b', 'topic');
  change(repo);
  return { repo, base, head: repo.git('rev-parse', 'HEAD') };
}

function pull({ repo, base, head }: Topic, more: { readonly inputs?: Readonly<Record<string, string>>; readonly env?: Readonly<Record<string, string>> } = {}): ActionRun {
  return runAction(repo, { event: 'pull_request', payload: pullRequest(base, head), ...more });
}

/** All that a run says, without the lines that tell the runner what to mask. */
function said({ log, stderr, summary, sarif }: ActionRun): string {
  return [...log.split('\n').filter((line) => !line.startsWith('::add-mask::')), stderr, summary, sarif].join('\n');
}

describe('a key is not printed', () => {
  test.each([
    ['the name of a tag', (head: string) => ({ event: 'push', payload: push(ZERO, head, `refs/tags/${KEY}`), ref: `refs/tags/${KEY}` })],
    ['the name of a branch', (head: string) => ({ event: 'push', payload: push(ZERO, head, `refs/heads/x/${KEY}`), ref: `refs/heads/x/${KEY}` })],
  ])('that is %s', (_name, request) => {
    const { repo, head } = withTopic((topic) => topic.commitFile('a.ts', 'fine\n'));
    const run = runAction(repo, request(head));
    expect(run.code).toBe(1);
    expect(said(run)).not.toContain(KEY.slice(8, 24));
    expect(said(run)).not.toContain('taken out');
  });

  test('that is the name of a file, the name of a file of the policy, an author or the target of a link', () => {
    const run = pull(
      withTopic((repo) => {
        repo.commitFile(`config/${KEY}.ts`, LINE);
        repo.commitFile(`.stanch/rules/${KEY}.yml`, 'rules: []\n');
        symlinkSync(`/srv/${KEY}`, join(repo.dir, 'link'));
        repo.git('add', 'link');
        repo.git('-c', `user.name=${KEY}`, 'commit', '-q', '--author', `${KEY} <ada@example.test>`, '-m', `see ${KEY}`);
      }),
    );
    expect(run.code).toBe(1);
    expect(run.log).toMatch(/edits what stanch goes by/);
    expect(said(run)).not.toContain(KEY.slice(8, 24));
  });

  test('and one in a message is not said to have been taken out', () => {
    const run = pull(withTopic((repo) => repo.commitFile('a.ts', 'fine\n', `see ${KEY}`)));
    expect(run.code).toBe(1);
    expect(said(run)).not.toContain('taken out');
    expect(run.log).toContain('It stands in a message or a name');
    expect(run.summary).toContain('message or author of commit');
  });
});

describe('a change does not switch itself off', () => {
  const OFF = 'paths:\n  exclude: ["**"]\ninline-allow: honour\n';
  const attacks: [string, (repo: TestRepo) => void][] = [
    ['a configuration and a comment', (repo) => { repo.commitFile('.stanch.yml', OFF); repo.commitFile('a.ts', LINE.replace('\n', ' // stanch:allow fine\n')); }],
    ['a configuration that is a link', (repo) => { symlinkSync('off.yml', join(repo.dir, '.stanch.yml')); repo.git('add', '.stanch.yml'); repo.commitFile('off.yml', OFF); repo.commitFile('a.ts', LINE); }],
    ['a configuration of 20 MB', (repo) => { repo.commitFile('.stanch.yml', `${OFF}#${'x'.repeat(20_000_000)}\n`); repo.commitFile('a.ts', LINE); }],
    ['one in a folder', (repo) => { repo.commitFile('web/.stanch.yml', OFF); repo.commitFile('web/a.ts', LINE); }],
    ['attributes', (repo) => { repo.commitFile('.gitattributes', '* binary -diff -text export-ignore filter=lfs diff=lfs\n'); repo.commitFile('a.ts', LINE); }],
    ['the form of an LFS pointer', (repo) => repo.commitFile('a.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n${LINE}`)],
    ['another text encoding', (repo) => repo.commitFile('a.ts', Buffer.from(`\ufeff${LINE}`, 'utf16le'))],
    ['bytes that are no text', (repo) => repo.commitFile('a.bin', Buffer.concat([Buffer.alloc(5_000), Buffer.from(LINE)]))],
    ['a file that is renamed with it', (repo) => { repo.git('mv', 'README.md', 'READ.md'); repo.stage('READ.md', `a shop\n${LINE}`); repo.commit('rename'); }],
    ['the address of a submodule', (repo) => { repo.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`); repo.commitFile('.gitmodules', `[submodule "sub"]\n\tpath = sub\n\turl = https://x:${KEY}@github.test/a/b\n`); }],
    ['an object that stands for another', (repo) => { repo.git('replace', repo.commitFile('a.ts', LINE), 'main'); }],
    ['a graft', (repo) => { repo.commitFile('a.ts', LINE); const head = repo.commitFile('b.ts', 'fine\n'); writeFileSync(join(repo.dir, '.git/info/grafts'), `${head} ${repo.git('rev-parse', 'main')}\n`); }],
  ];
  test.each(attacks)('by %s', (_name, change) => {
    const run = pull(withTopic(change));
    expect(run.code).toBe(1);
    expect(said(run)).not.toContain(KEY.slice(8, 24));
  });

  test('by the variables of git that an earlier step has set', () => {
    const topic = withTopic((repo) => repo.commitFile('a.ts', LINE));
    const env = { GIT_DIFF_OPTS: '-u0', GIT_EXTERNAL_DIFF: 'true', GIT_REPLACE_REF_BASE: 'refs/heads', GIT_SHALLOW_FILE: '/dev/null', GIT_TRACE: '/dev/stdout', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.bare', GIT_CONFIG_VALUE_0: 'yes', GIT_NAMESPACE: 'x' };
    expect(pull(topic, { env }).code).toBe(1);
  });

  test('by a configuration or a comment where the workflow asks for the whole history', () => {
    const topic = withTopic((repo) => {
      repo.commitFile('.stanch.yml', OFF);
      repo.commitFile('a.ts', LINE.replace('\n', ' // stanch:allow fine\n'));
    });
    expect(pull(topic, { inputs: { scan: 'history' } }).code).toBe(1);
    const group = { repository: { full_name: REPOSITORY }, merge_group: { base_sha: topic.base, head_sha: topic.head } };
    expect(runAction(topic.repo, { event: 'merge_group', payload: group, inputs: { scan: 'history' } }).code).toBe(1);
    // Once it is merged, it is the policy.
    expect(runAction(topic.repo, { event: 'schedule', payload: {} }).code).toBe(0);
  });

  test('by two pushes, the first of which only edits the policy', () => {
    const { repo } = withTopic((topic) => topic.commitFile('.stanch.yml', OFF));
    const before = repo.git('rev-parse', 'HEAD');
    expect(runAction(repo, { event: 'push', payload: push(before, repo.commitFile('a.ts', LINE), 'refs/heads/topic'), ref: 'refs/heads/topic' }).code).toBe(1);
  });
});

test('a pull request that is turned to another branch is not held against the old one', () => {
  const { repo, base, head } = withTopic((topic) => topic.commitFile('a.ts', LINE));
  const old = repo.git('commit-tree', `${head}^{tree}`, '-p', head, '-m', 'the old target has it all');
  const merge = repo.git('commit-tree', `${head}^{tree}`, '-p', old, '-p', head, '-m', 'a stale merge');
  const request = { event: 'pull_request', ref: 'refs/pull/12/merge', sha: merge };
  const turned = { ...(pullRequest(base, head) as object), action: 'edited', changes: { base: { ref: { from: 'old' }, sha: { from: old } } } };
  expect(runAction(repo, { ...request, payload: turned }).code).toBe(1);
  // The same merge of now tells that the target has it.
  expect(runAction(repo, { ...request, payload: pullRequest(base, head) }).code).toBe(0);
});

describe('what a change edits of the policy', () => {
  const told = (run: ActionRun): string[] => run.log.split('\n').filter((line) => /^ {2}! this change edits/.test(line));

  test('is told of package.json only where that speaks to stanch', () => {
    expect(told(pull(withTopic((repo) => repo.commitFile('package.json', '{"name":"shop","stanch":{"confidence":"high"}}\n'))))).toHaveLength(1);
    expect(told(pull(withTopic((repo) => repo.commitFile('package.json', '{"name":"shop","scripts":{"stanch":"stanch"}}\n'))))).toEqual([]);
    const spoken = (repo: TestRepo): void => void repo.commitFile('package.json', '{"version":"1.0.0","stanch":{"confidence":"high"}}\n');
    expect(told(pull(withTopic((repo) => repo.commitFile('package.json', '{"version":"1.0.1","stanch":{"confidence":"high"}}\n'), spoken)))).toEqual([]);
    expect(told(pull(withTopic((repo) => repo.commitFile('package.json', '{"version":"1.0.1"}\n'), spoken)))).toHaveLength(1);
  });

  test('is not told where the base alone was edited since', () => {
    const { repo, head } = withTopic((topic) => topic.commitFile('a.ts', 'fine\n'), (main) => main.commitFile('.stanch.yml', 'confidence: high\n'));
    repo.git('checkout', '-q', 'main');
    const base = repo.commitFile('.stanch.yml', 'confidence: medium\n');
    expect(told(pull({ repo, base, head }))).toEqual([]);
  });

  test('is told of the workflow that runs stanch, as that comes from the change', () => {
    const path = '.github/workflows/scan.yml';
    const env = { GITHUB_WORKFLOW_REF: `${REPOSITORY}/${path}@refs/pull/12/merge` };
    const [line = ''] = told(pull(withTopic((repo) => repo.commitFile(path, 'on: pull_request\n')), { env }));
    expect(line).toContain(`edits the workflow that runs stanch (${path})`);
    expect(told(pull(withTopic((repo) => repo.commitFile(path, 'on: push\n')), { env: { GITHUB_WORKFLOW_REF: `acme/other/${path}@main` } }))).toEqual([]);
  });
});

describe('input sarif', () => {
  test.each([
    ['a link', 'out.sarif'],
    ['a link to a folder', 'results/out.sarif'],
    ['a folder', '.git'],
    ['a file as a folder', 'README.md/out.sarif'],
    ['the workspace', '.'],
  ])('through %s writes nothing, and ends the run', (_name, sarif) => {
    const outside = mkdtempSync(join(tmpdir(), 'stanch-outside-'));
    made.push(() => rmSync(outside, { recursive: true }));
    writeFileSync(join(outside, 'file'), 'precious');
    const topic = withTopic((repo) => {
      symlinkSync(join(outside, 'file'), join(repo.dir, 'out.sarif'));
      symlinkSync(outside, join(repo.dir, 'results'));
      repo.git('add', '.');
      repo.commit('links');
    });
    const run = pull(topic, { inputs: { sarif } });
    expect(run.code).toBe(2);
    expect(run.log).toMatch(/^::error title=stanch could not do its work::input sarif /m);
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('precious');
    expect(existsSync(join(outside, 'out.sarif'))).toBe(false);
  });

  test('names a file in a folder that is made, and writes over an older one', () => {
    const topic = withTopic((repo) => repo.commitFile('a.ts', 'fine\n'));
    for (let run = 0; run < 2; run += 1) expect(pull(topic, { inputs: { sarif: './new/folder/out.sarif' } })).toMatchObject({ code: 0, sarif: expect.stringContaining('"$schema"') });
  });
});

describe('a policy of the base that does not hold', () => {
  test.each([
    ['.stanch.yml', 'confidnce: high\n', /::\.stanch\.yml:1: confidnce is no key/],
    ['.stanch/rules/own.yml', 'rules: [\n', /::\.stanch\/rules\/own\.yml:2: /],
    ['.stanch/baseline.jsonl', 'no json\n', /::\.stanch\/baseline\.jsonl:1: /],
    ['.stanch.yml', 'extends: nowhere.yml\n', /::nowhere\.yml: extended, but/],
  ])('in %s is named by its place', (path, content, words) => {
    const run = pull(withTopic((repo) => repo.commitFile('a.ts', LINE), (repo) => repo.commitFile(path, content)));
    expect(run.code).toBe(2);
    expect(run.log).toMatch(words);
    expect(run.log).not.toContain(tmpdir());
  });
});

describe('input config', () => {
  test.each([['.stanch.yml', 0], ['./.stanch.yml', 0], ['nowhere.yml', 2], ['../.stanch.yml', 2], ['/etc/.stanch.yml', 2]])('%s', (config, code) => {
    const topic = withTopic((repo) => repo.commitFile('a.ts', LINE), (repo) => repo.commitFile('.stanch.yml', 'paths:\n  exclude: ["**"]\n'));
    expect(pull(topic, { inputs: { config } }).code).toBe(code);
  });
});
