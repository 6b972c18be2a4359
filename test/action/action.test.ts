import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { pullRequest, push, REPOSITORY, runAction } from './runner.ts';

const repos: TestRepo[] = [];
afterEach(() => {
  for (const repo of repos.splice(0)) repo.cleanup();
});

const KEY = githubToken('action');
const ZERO = '0'.repeat(40);

/** A main branch, and a topic branch whose commits are made by `change`. */
function withTopic(change: (repo: TestRepo) => void): { readonly repo: TestRepo; readonly base: string; readonly head: string } {
  const repo = makeRepo();
  repos.push(repo);
  const base = repo.commitFile('README.md', 'a shop\n', 'first');
  repo.git('checkout', '-q', '-b', 'topic');
  change(repo);
  return { repo, base, head: repo.git('rev-parse', 'HEAD') };
}

/** All that a run says, without the lines that tell the runner what to mask. */
function said({ log, stderr, summary, sarif }: ReturnType<typeof runAction>): string {
  return [...log.split('\n').filter((line) => !line.startsWith('::add-mask::')), stderr, summary, sarif].join('\n');
}

describe('a pull request', () => {
  test('without a key is clean', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', 'export const open = true;\n'));
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect([...run.outputs]).toEqual([['findings', '0'], ['new-findings', '0'], ['sarif', expect.stringContaining('stanch.sarif')], ['exit-code', '0']]);
    expect(run.log).not.toContain('::error');
  });

  test('with a key fails, names the line, and never shows the key', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('config/shop.ts', `// token\nconst token = '${KEY}';\n`));
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    expect(run.log.split('\n')[0]).toBe(`::add-mask::${KEY}`);
    expect(run.log).toMatch(/^::error file=config\/shop\.ts,line=2,/m);
    expect(run.outputs.get('new-findings')).toBe('1');
    expect(run.summary).toContain('config/shop.ts');
    expect(JSON.parse(run.sarif).runs[0].results).toHaveLength(1);
    expect(said(run)).not.toContain(KEY);
    expect(said(run)).not.toContain(KEY.slice(8, 24));
  });

  test('that adds a key and takes it out again still leaks it', () => {
    const { repo, base, head } = withTopic((topic) => {
      topic.commitFile('shop.ts', `const token = '${KEY}';\n`);
      topic.commitFile('shop.ts', 'const token = process.env.TOKEN;\n');
    });
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    expect(run.summary).toMatch(/history/i);
  });

  test('that moves a key which was there before is not blamed for it', () => {
    const repo = makeRepo();
    repos.push(repo);
    const base = repo.commitFile('old.ts', `const token = '${KEY}';\n`);
    repo.git('checkout', '-q', '-b', 'topic');
    repo.git('mv', 'old.ts', 'new.ts');
    const head = repo.commit('move');
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(0);
    expect(run.outputs.get('new-findings')).toBe('0');
  });

  test('cannot switch itself off, and its try is told', () => {
    const { repo, base, head } = withTopic((topic) => {
      topic.commitFile('.stanch.yml', 'rules:\n  github-pat-classic: off\nexclude: ["**"]\n');
      topic.commitFile('shop.ts', `const token = '${KEY}'; // stanch:allow\n`);
    });
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    expect(run.log + run.summary).toMatch(/edits what stanch goes by/);
  });

  test('of a fork is scanned without any token', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', `const token = '${KEY}';\n`));
    expect(runAction(repo, { event: 'pull_request', payload: pullRequest(base, head, { fork: true }) }).code).toBe(1);
  });

  test('on pull_request_target with its own commits checked out is refused', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', 'fine\n'));
    const request = { event: 'pull_request_target', payload: pullRequest(base, head, { fork: true }), sha: base };
    const refused = runAction(repo, request);
    expect(refused.code).toBe(2);
    expect(refused.log).toContain('secrets');
    expect(runAction(repo, { ...request, inputs: { 'allow-pull-request-target': 'true' } }).code).toBe(0);
  });

  test('holds nothing that can become a command, a link or a mention', () => {
    const name = 'a::error file=x%0A::set-output name=p::q | `b` @everyone.ts';
    const { repo, base, head } = withTopic((topic) => topic.commitFile(name, `const token = '${KEY}';\n`, '::error::forged\n::stop-commands::x'));
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    const commands = run.log.split('\n').filter((line) => line.startsWith('::'));
    expect(commands.every((line) => /^::(?:add-mask|error|warning|notice)\b/.test(line))).toBe(true);
    expect(commands.filter((line) => line.startsWith('::error'))).toHaveLength(1);
    expect(run.summary).not.toMatch(/(?<!&#64;<!-- -->)@everyone/);
  });
});

describe('other events', () => {
  test('a push to a branch, a new branch, a deleted one and a tag', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', `const token = '${KEY}';\n`));
    repo.git('update-ref', 'refs/remotes/origin/main', base);
    repo.git('tag', '-a', '-m', 'a version', 'v1', head);
    expect(runAction(repo, { event: 'push', payload: push(base, head) }).code).toBe(1);
    expect(runAction(repo, { event: 'push', payload: push(ZERO, head, 'refs/heads/topic'), ref: 'refs/heads/topic' }).code).toBe(1);
    expect(runAction(repo, { event: 'push', payload: push(ZERO, repo.git('rev-parse', 'v1'), 'refs/tags/v1'), ref: 'refs/tags/v1' }).code).toBe(1);
    const gone = runAction(repo, { event: 'push', payload: push(head, ZERO, 'refs/heads/topic') });
    expect(gone.code).toBe(0);
    expect(gone.log).toContain('deleted');
  });

  test('tags that name a file or a folder are not called clean, and their reader is told what does read them', () => {
    const { repo, base } = withTopic((topic) => topic.commitFile('shop.ts', 'fine\n'));
    repo.git('update-ref', 'refs/remotes/origin/main', base);
    const blob = repo.gitInput(`const token = '${KEY}';\n`, 'hash-object', '-w', '--stdin');
    const tree = repo.gitInput(`100644 blob ${blob}\ta.ts\n`, 'mktree');
    repo.git('tag', '-a', '-m', 'a file', 'v2', blob);
    for (const after of [blob, tree, repo.git('rev-parse', 'v2')]) {
      const run = runAction(repo, { event: 'push', payload: push(ZERO, after, 'refs/tags/x'), ref: 'refs/tags/x' });
      expect(run.code).toBe(3);
      expect(run.log).toContain('scan: history');
    }
    expect(runAction(repo, { event: 'push', payload: push(ZERO, blob, 'refs/tags/x'), inputs: { scan: 'history' } }).code).toBe(1);
  });

  test('a merge by squashing brings what its one commit holds, one by rebasing every commit of the branch', () => {
    const { repo, base } = withTopic((topic) => {
      topic.commitFile('shop.ts', `const token = '${KEY}';\n`);
      topic.commitFile('shop.ts', 'const token = process.env.TOKEN;\n');
    });
    repo.git('checkout', '-q', 'main');
    repo.commitFile('NEWS.md', 'open\n');
    const before = repo.git('rev-parse', 'main');
    repo.git('merge', '-q', '--squash', 'topic');
    const squashed = repo.commit('shop, squashed');
    expect(runAction(repo, { event: 'push', payload: push(before, squashed) }).code).toBe(0);

    repo.git('checkout', '-q', '-B', 'rebased', 'topic');
    repo.git('rebase', '-q', before);
    const rebased = runAction(repo, { event: 'push', payload: push(before, repo.git('rev-parse', 'rebased')) });
    expect(rebased.code).toBe(1);
    expect(rebased.summary).toMatch(/history/i);

    // The same rebase of an open pull request, before it is merged: what was pushed away counts no longer, what came in its place does.
    repo.git('checkout', '-q', '-B', 'mended', before);
    const mended = repo.commitFile('shop.ts', 'const token = process.env.TOKEN;\n');
    expect(runAction(repo, { event: 'pull_request', payload: pullRequest(before, mended) }).code).toBe(0);
    expect(runAction(repo, { event: 'pull_request', payload: pullRequest(base, repo.git('rev-parse', 'rebased')) }).code).toBe(1);
  });

  test('a first push, a merge group and a schedule', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', `const token = '${KEY}';\n`));
    expect(runAction(repo, { event: 'push', payload: push(ZERO, head) }).code).toBe(1);
    const group = { repository: { full_name: REPOSITORY }, merge_group: { base_sha: base, head_sha: head } };
    expect(runAction(repo, { event: 'merge_group', payload: group }).code).toBe(1);
    expect(runAction(repo, { event: 'schedule', payload: { repository: { full_name: REPOSITORY } } }).code).toBe(1);
  });

  test('histories that are not related', () => {
    const { repo, base } = withTopic(() => undefined);
    repo.git('checkout', '-q', '--orphan', 'other');
    const head = repo.commitFile('shop.ts', `const token = '${KEY}';\n`);
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    expect(run.log + run.summary).toContain('shares no history');
  });
});

describe('what cannot be done is never green', () => {
  const clean = (): ReturnType<typeof withTopic> => withTopic((topic) => topic.commitFile('shop.ts', 'fine\n'));

  test.each([
    ['no event file', { GITHUB_EVENT_PATH: '' }, 2],
    ['an event file that is gone', { GITHUB_EVENT_PATH: '/nowhere/event.json' }, 2],
    ['no repository', { GITHUB_REPOSITORY: '' }, 2],
    ['an event of another repository', { GITHUB_REPOSITORY: 'acme/other' }, 2],
    ['an event that brings no range', { GITHUB_EVENT_NAME: 'issue_comment' }, 2],
    ['a base that is an option', { INPUT_BASE: '--upload-pack=x' }, 2],
    ['a base of two lines', { INPUT_BASE: 'main\nrefs/heads/x' }, 2],
    ['an input that is misspelt', { 'INPUT_FAIL-ON': 'hihg' }, 2],
    ['a path out of the workspace', { INPUT_PATH: '../elsewhere' }, 2],
    ['a folder in place of the event', { GITHUB_EVENT_PATH: '/' }, 2],
    ['an event by the name of another', { GITHUB_EVENT_NAME: 'push' }, 2],
    ['an address that is none', { GITHUB_API_URL: 'javascript:x' }, 2],
    ['no git', { PATH: '/nowhere' }, 2],
    ['no folder for what is temporary', { RUNNER_TEMP: '/nowhere' }, 2],
    ['no file for outputs', { GITHUB_OUTPUT: '/nowhere/output' }, 2],
    ['no file for the summary', { GITHUB_STEP_SUMMARY: '/nowhere/summary' }, 2],
    ['a workspace that holds no clone', { GITHUB_WORKSPACE: '/' }, 3],
  ])('%s', (_name, env, code) => {
    const { repo, base, head } = clean();
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head), env });
    expect(run.code).toBe(code);
    expect(run.log).toMatch(/^::error title=stanch could not do its work::(?!internal)/m);
    if (!('GITHUB_OUTPUT' in env)) expect([...run.outputs]).toEqual([['findings', ''], ['new-findings', ''], ['sarif', ''], ['exit-code', String(code)]]);
  });

  test('a file that cannot be read whole makes the run red, with a line that names it', () => {
    const { repo, base, head } = withTopic((topic) => {
      topic.commitFile('data/big.gz', gzipSync(Buffer.alloc(300_000_000)));
      topic.commitFile('shop.ts', `const token = '${KEY}';\n`);
    });
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(3);
    expect(run.outputs.get('new-findings')).toBe('1');
    expect(run.log).toMatch(/^::error title=stanch%3A incomplete::1 document not scanned: .*\(data\/big\.gz\)\./m);
    expect(run.log).toMatch(/^::error file=shop\.ts,line=1,/m);
    expect(run.log).not.toContain('or a comment');
    expect(run.summary).toContain('CAUTION');
  });

  test('a runner whose files cannot be written still tells the key, and blanks it out', () => {
    const { repo, base, head } = withTopic((topic) => topic.commitFile('shop.ts', `const token = '${KEY}';\n`));
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head), env: { GITHUB_OUTPUT: '/nowhere/output' } });
    expect(run.code).toBe(2);
    expect(run.log.split('\n')[0]).toBe(`::add-mask::${KEY}`);
    expect(run.log).toMatch(/^::error file=shop\.ts,line=1,/m);
    expect(run.log).toContain('GITHUB_OUTPUT names a file that cannot be written (ENOENT)');
  });

  test('a base that is gone, and a shallow clone without a token', () => {
    const { repo, head } = clean();
    const gone = runAction(repo, { event: 'pull_request', payload: pullRequest('1'.repeat(40), head) });
    expect(gone.code).toBe(3);
    repo.write('.git/shallow', `${head}\n`);
    expect(runAction(repo, { event: 'pull_request', payload: pullRequest(repo.git('rev-parse', 'main'), head) }).code).toBe(3);
  });

  test('an event that is no JSON', () => {
    const { repo } = clean();
    expect(runAction(repo, { event: 'pull_request', payload: 'no json' }).code).toBe(2);
  });
});

describe('many findings', () => {
  test('400 files with ten keys each are counted whole, and shown within what a runner takes', () => {
    const { repo, base, head } = withTopic((topic) => {
      for (let file = 0; file < 400; file += 1) {
        const keys = Array.from({ length: 10 }, (_, at) => `const t${at} = '${githubToken(`many ${file} ${at}`)}';\n`);
        topic.write(`config/f${file}.ts`, keys.join(''));
      }
      topic.git('add', '.');
      topic.commit('many');
    });
    const run = runAction(repo, { event: 'pull_request', payload: pullRequest(base, head) });
    expect(run.code).toBe(1);
    expect(run.outputs.get('new-findings')).toBe('4000');
    expect(run.log.match(/^::error /gm)).toHaveLength(10);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
    expect(run.summary).toMatch(/\d+ more findings, see the SARIF file/);
    expect(JSON.parse(run.sarif).runs[0].results).toHaveLength(4000);
  });
});
