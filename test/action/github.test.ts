import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { githubToken } from '../helpers/keys.ts';
import { makeRepo, type TestRepo } from '../helpers/repo.ts';
import { serveGithub, type Account, type Fault, type GithubServer } from './github-server.ts';
import { pullRequest, push, startAction, type ActionRun } from './runner.ts';

const KEY = githubToken('told on github');
const OTHER = githubToken('another one');
const TOKEN = 'token-of-the-job';

/** The account of a job's own token, with the rights that the documentation asks for. */
const BOT: Account = { login: 'github-actions', kind: 'Bot', writes: ['pull-requests', 'contents', 'checks', 'security-events'] };
const READER: Account = { login: 'github-actions', kind: 'Bot', writes: [] };

let github: GithubServer;
let repo: TestRepo;
let base: string;

beforeEach(async () => {
  github = await serveGithub();
  github.accounts.set(TOKEN, BOT);
  repo = makeRepo();
  base = repo.commitFile('shop.ts', `${Array.from({ length: 30 }, (_, at) => `// line ${at}`).join('\n')}\n`, 'first');
  repo.git('checkout', '-q', '-b', 'topic');
});

afterEach(async () => {
  const { complaints } = github;
  await github.close();
  repo.cleanup();
  expect(complaints).toEqual([]);
});

interface Push {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly fork?: boolean;
}

/** The topic branch was pushed to: GitHub shows its diff, and the workflow runs. */
async function pushed({ inputs = {}, env = {}, fork = false }: Push = {}): Promise<ActionRun> {
  const head = repo.git('rev-parse', 'HEAD');
  github.push(repo, base, head);
  return startAction(repo, { event: 'pull_request', payload: pullRequest(base, head, { fork }), inputs: { token: TOKEN, ...inputs }, env: { GITHUB_API_URL: github.url, ...env } });
}

/** What the run says about GitHub in its log. */
function told({ log }: ActionRun): string[] {
  return log.split('\n').filter((line) => line.startsWith('stanch: on GitHub: ')).map((line) => line.slice('stanch: on GitHub: '.length));
}

function addKey(line: number, key: string = KEY, path: string = 'shop.ts'): string {
  const lines = Array.from({ length: 30 }, (_, at) => `// line ${at}`);
  lines.splice(line - 1, 0, `const token = '${key}';`);
  return repo.commitFile(path, `${lines.join('\n')}\n`);
}

/** Everything that was sent to GitHub, as text. */
function sent(): string {
  return JSON.stringify([github.calls.map(({ body }) => body), github.uploads]);
}

describe('comments', () => {
  test('stand on the line of the key, once, in one review', async () => {
    addKey(12);
    const run = await pushed();
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(told(run)).toEqual(['1 comment written']);
    expect(github.reviews).toEqual([{ comments: 1, event: 'COMMENT' }]);
    expect(github.threads).toMatchObject([{ path: 'shop.ts', line: 12, isResolved: false }]);
    expect(github.threads[0]?.comment.body).toMatch(/Leaked key: [\s\S]*revoke this one[\s\S]*<!-- stanch:finding id=[0-9a-f]{12} fingerprint=[0-9a-f]{32} state=open -->$/);
  });

  test('are not repeated by a later push, and follow their key', async () => {
    addKey(12);
    await pushed();
    addKey(5);
    const run = await pushed();
    expect(run.code).toBe(1);
    expect(github.threads).toHaveLength(1);
    expect(told(run)).toEqual(['1 comment brought up to date']);
    expect(github.threads[0]?.comment.body).toContain('<code>shop.ts&#58;5</code>');
    const calls = github.calls.length;
    expect(told(await pushed())).toEqual([]);
    expect(github.calls.length - calls).toBe(1);
  });

  test('of a key that was taken out again say that it is still in the history', async () => {
    addKey(12);
    await pushed();
    repo.commitFile('shop.ts', 'nothing here\n');
    expect((await pushed()).code).toBe(1);
    expect(github.threads).toHaveLength(1);
    expect(github.threads[0]?.isResolved).toBe(false);
    expect(github.threads[0]?.comment.body).toContain('still in the history');
  });

  test('are resolved when the key is gone from the branch, and opened again when it is back', async () => {
    const leak = addKey(12);
    await pushed();
    repo.git('reset', '-q', '--hard', base);
    repo.commitFile('shop.ts', 'clean\n');
    const clean = await pushed();
    expect(clean.code).toBe(0);
    expect(told(clean)).toEqual(['1 thread resolved']);
    expect(github.threads).toMatchObject([{ isResolved: true }]);
    expect(github.threads[0]?.comment.body).toMatch(/No longer found[\s\S]*state=gone -->$/);
    repo.git('reset', '-q', '--hard', leak);
    const back = await pushed();
    expect(told(back)).toEqual(['1 thread opened again']);
    expect(github.threads).toMatchObject([{ isResolved: false }]);
    expect(github.threads[0]?.comment.body).toMatch(/state=open -->$/);
  });

  test('that a person has resolved are left alone', async () => {
    addKey(12);
    await pushed();
    const [thread] = github.threads;
    if (thread !== undefined) thread.isResolved = true;
    expect(told(await pushed())).toEqual([]);
    expect(github.threads).toMatchObject([{ isResolved: true }]);
  });

  test('that may not be resolved say so by their words', async () => {
    github.accounts.set(TOKEN, { ...BOT, writes: ['pull-requests'] });
    addKey(12);
    await pushed();
    repo.git('reset', '-q', '--hard', base);
    const run = await pushed();
    expect(run.code).toBe(0);
    expect(told(run).join()).toMatch(/could not be resolved.*contents: write/);
    expect(github.threads[0]?.comment.body).toContain('No longer found');
    const calls = github.calls.length;
    await pushed();
    expect(github.calls.length - calls).toBe(1);
  });

  test('of strangers with our mark are not taken for ours', async () => {
    addKey(12);
    await pushed();
    const forged = github.threads[0]?.comment.body ?? '';
    github.threads.splice(0, 1, ...Array.from({ length: 150 }, (_, at) => ({ id: `PRRT_${at}`, isResolved: false, path: 'shop.ts', line: 1, comment: { id: `PRRC_${at}`, body: forged, account: { login: 'mallory', kind: 'User' as const, writes: [] } } })));
    expect(told(await pushed())).toEqual(['1 comment written']);
    expect(told(await pushed())).toEqual([]);
    expect(github.threads).toHaveLength(151);
    expect(github.threads.slice(0, 150).every(({ comment }) => comment.body === forged)).toBe(true);
  });

  test('of another account of the same kind of token are ours', async () => {
    addKey(12);
    await pushed();
    // The next job has a token of its own; the account is the same, but GitHub does not say that this viewer wrote it.
    github.accounts.set(TOKEN, { ...BOT });
    expect(told(await pushed())).toEqual([]);
    expect(github.threads).toHaveLength(1);
  });

  test('stand on the file when GitHub does not show the line, and nowhere when it does not show the file', async () => {
    addKey(12, KEY, 'one.ts');
    addKey(9, OTHER, 'two.ts');
    repo.git('rm', '-q', 'two.ts');
    repo.commit('take it out');
    github.fault = ({ path, body }) => (/comments|reviews/.test(path) && !('subject_type' in body) ? [422, { message: 'Unprocessable Entity', errors: ['line must be part of the diff'] }] : 'none');
    const run = await pushed();
    expect(run.code).toBe(1);
    expect(github.threads).toMatchObject([{ path: 'one.ts', line: undefined }]);
    expect(told(run)).toEqual(['1 comment written', '1 finding without a comment, as the pull request shows no line of it: see the summary']);
  });

  test('stand in a file that comes late in a long list', async () => {
    for (let at = 0; at < 250; at += 1) repo.write(`many/f${String(at).padStart(3, '0')}.ts`, `export const value = ${at};\n`);
    repo.git('add', '.');
    addKey(7, KEY, 'many/f240.ts');
    const run = await pushed();
    expect(told(run)).toEqual(['1 comment written']);
    expect(github.threads).toMatchObject([{ path: 'many/f240.ts', line: 7 }]);
    expect(github.calls.map(({ query }) => query.get('page')).filter((page) => page !== null)).toEqual(['1', '2', '3']);
  });

  test('are bounded, most severe first, and the rest is told', async () => {
    repo.commitFile('many.ts', Array.from({ length: 45 }, (_, at) => `const t${at} = '${githubToken(`many ${at}`)}';\n`).join(''));
    const run = await pushed();
    expect(github.threads).toHaveLength(30);
    expect(told(run)).toEqual(['30 comments written', '15 more findings without a comment: see the summary']);
    await pushed();
    expect(github.threads).toHaveLength(30);
  });

  test('hold no key, no token, no mention and nothing that acts', async () => {
    const path = 'a](https:evil) @everyone <img src=x> `b` #1 %0A::error::x.ts';
    addKey(12, KEY, path);
    const run = await pushed({ inputs: { 'check-run': 'true', 'upload-sarif': 'true' }, env: { GITHUB_REF: 'refs/pull/12/merge' } });
    expect(run.code).toBe(1);
    expect(github.threads).toMatchObject([{ path, line: 12 }]);
    const body = github.threads[0]?.comment.body ?? '';
    expect(body).not.toMatch(/(?<!&#64;<!-- -->)@everyone|@everyone|<img|\]\(|`b`|#1\b/);
    for (const text of [sent(), run.log.replace(/^::add-mask::.*$/gm, ''), run.summary, run.stderr]) {
      expect(text).not.toContain(KEY.slice(8, 24));
      expect(text).not.toContain(TOKEN);
    }
  });

  test('hold no key that is the name of a file either', async () => {
    const path = `config/${KEY}.ts`;
    addKey(12, KEY, path);
    await pushed({ inputs: { 'check-run': 'true', 'upload-sarif': 'true' }, env: { GITHUB_REF: 'refs/pull/12/merge' } });
    expect(github.threads).toMatchObject([{ path, line: 12 }]);
    expect(github.threads[0]?.comment.body).toContain('&#42;&#42;&#42;&#42;.ts&#58;12');
    // GitHub has to be told the path, and knows it already; no text that people read holds it.
    expect(JSON.stringify([github.threads.map(({ comment }) => comment.body), github.checkRuns, github.uploads])).not.toContain(KEY.slice(8, 24));
  });

  test('can be switched off', async () => {
    addKey(12);
    expect((await pushed({ inputs: { comments: 'false' } })).code).toBe(1);
    expect(github.calls).toEqual([]);
  });
});

describe('check runs and code scanning', () => {
  const ALL = { inputs: { 'check-run': 'true', 'upload-sarif': 'true' }, env: { GITHUB_REF: 'refs/pull/12/merge' } };

  test('a clean pull request takes three requests', async () => {
    repo.commitFile('shop.ts', 'clean\n');
    const run = await pushed(ALL);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(github.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /graphql', 'POST /repos/acme/shop/check-runs', 'POST /repos/acme/shop/code-scanning/sarifs']);
    expect(github.checkRuns).toMatchObject([{ name: 'stanch', conclusion: 'success', title: 'No new key' }]);
  });

  test('a key fails the check on the head, and is an alert on the merge', async () => {
    addKey(12);
    const run = await pushed(ALL);
    const head = repo.git('rev-parse', 'HEAD');
    expect(github.checkRuns).toMatchObject([{ headSha: head, conclusion: 'failure', title: '1 leaked key', annotations: [{ path: 'shop.ts', start_line: 12, annotation_level: 'failure' }] }]);
    expect(github.uploads).toMatchObject([{ ref: 'refs/pull/12/merge', sha: head, sarif: run.sarif }]);
    expect(told(run)).toEqual(['1 comment written', expect.stringMatching(/^SARIF uploaded, number /)]);
  });

  test('what is too mild to fail is neutral', async () => {
    addKey(12);
    const run = await pushed({ ...ALL, inputs: { ...ALL.inputs, 'fail-on': 'none' } });
    expect(run.code).toBe(0);
    expect(github.checkRuns).toMatchObject([{ conclusion: 'neutral', annotations: [{ annotation_level: 'warning' }] }]);
  });

  test('more annotations than one request takes are sent in turn', async () => {
    repo.commitFile('many.ts', Array.from({ length: 120 }, (_, at) => `const t${at} = '${githubToken(`check ${at}`)}';\n`).join(''));
    await pushed({ inputs: { comments: 'false', 'check-run': 'true' } });
    expect(github.checkRuns[0]?.annotations).toHaveLength(120);
    expect(github.calls.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
  });

  test('a push is not uploaded, as it would close the alerts of earlier ones; the history is', async () => {
    const head = addKey(12);
    const common = { inputs: { token: TOKEN, 'upload-sarif': 'true' }, env: { GITHUB_API_URL: github.url } };
    const run = await startAction(repo, { event: 'push', payload: push(base, head), ...common });
    expect(run.code).toBe(1);
    expect(told(run)).toEqual([expect.stringContaining('would close the alerts')]);
    await startAction(repo, { event: 'schedule', payload: {}, ...common });
    expect(github.uploads).toMatchObject([{ ref: 'refs/heads/main', sha: head }]);
  });

  test('each lacks by itself, and the run is as it would have been', async () => {
    github.accounts.set(TOKEN, { ...BOT, writes: ['pull-requests', 'contents'] });
    addKey(12);
    const run = await pushed(ALL);
    expect(run.code).toBe(1);
    expect(told(run)).toEqual(['1 comment written', expect.stringMatching(/^no check run: the token may not do this \(403: .*permissions of the job/), expect.stringMatching(/^no SARIF upload: /)]);
  });
});

describe('nothing on GitHub decides the run', () => {
  test('a fork may only read: annotations and summary, and it is said', async () => {
    github.accounts.set(TOKEN, READER);
    addKey(12);
    const run = await pushed({ fork: true });
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(told(run)).toEqual([expect.stringMatching(/^no comments: the token may not do this .*forks may only read$/)]);
    expect(run.log).toMatch(/^::error file=shop\.ts,line=12,/m);
    expect(run.summary).toMatch(/shop[^\n]*ts[\s\S]*On GitHub: no comments/);
  });

  test('no token', async () => {
    addKey(12);
    const run = await pushed({ inputs: { token: '' } });
    expect(run.code).toBe(1);
    expect(told(run)).toEqual(['nothing written: input token is absent']);
    expect(github.calls).toEqual([]);
  });

  test('a wrong token is asked with once', async () => {
    addKey(12);
    const run = await pushed({ inputs: { token: 'wrong', 'check-run': 'true', 'upload-sarif': 'true' } });
    expect(run.code).toBe(1);
    expect(told(run)).toEqual(['no comments, no check run, no SARIF upload: GitHub does not know the token (401: Bad credentials)']);
    expect(github.calls).toHaveLength(1);
  });

  test('nobody answers', async () => {
    addKey(12);
    const run = await pushed({ env: { GITHUB_API_URL: 'http://127.0.0.1:9' } });
    expect(run.code).toBe(1);
    expect(told(run)).toEqual([expect.stringMatching(/^no comments: GitHub could not be reached/)]);
  });

  test('the line goes dead in the middle; the next run takes it up without repeating', async () => {
    addKey(12);
    github.fault = ({ path }) => (path.endsWith('/reviews') ? 'cut-after' : 'none');
    const cut = await pushed();
    expect(cut.code).toBe(1);
    expect(told(cut)).toEqual([expect.stringMatching(/^no comments: GitHub could not be reached/)]);
    expect(github.threads).toHaveLength(1);
    github.fault = () => 'none';
    expect(told(await pushed())).toEqual([]);
    expect(github.threads).toHaveLength(1);
  });

  const hour = (): string => String(Math.floor(Date.now() / 1_000) + 3_600);
  const limited = (headers: Readonly<Record<string, string>>, message: string): Fault => [403, { message }, headers];
  test.each<[string, () => Fault]>([
    ['a limit for an hour', () => limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': hour() }, 'API rate limit exceeded')],
    ['a secondary limit for an hour', () => limited({ 'retry-after': '3600' }, 'You have exceeded a secondary rate limit')],
    ['a limit by the clock of another time', () => limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000000000' }, 'API rate limit exceeded')],
    ['a limit by a clock that says nothing', () => limited({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999999' }, 'API rate limit exceeded')],
    ['too many requests', () => [429, { message: 'Too many requests' }, { 'retry-after': '3600' }]],
  ])('%s is not waited for', async (_name, fault) => {
    addKey(12);
    github.fault = fault;
    const run = await pushed();
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(told(run)).toEqual([expect.stringMatching(/^no comments: GitHub takes no more requests for now/)]);
    expect(github.calls.length).toBeLessThanOrEqual(2);
  });

  test('a short secondary limit is waited for', async () => {
    addKey(12);
    let refused = 0;
    github.fault = ({ path }) => (path.endsWith('/reviews') && refused++ === 0 ? limited({ 'retry-after': '1' }, 'You have exceeded a secondary rate limit') : 'none');
    expect(told(await pushed())).toEqual(['1 comment written']);
    expect(github.threads).toHaveLength(1);
  });

  test.each<[string, Fault, RegExp]>([
    ['a page for people in place of an answer', [200, 'sign in to the proxy', { 'content-type': 'text/html' }], /no comments/],
    ['an answer of another shape', [200, { data: { viewer: 7 } }], /something that is no page of review threads/],
    ['a server error', [502, { message: 'Bad Gateway' }], /could not be reached/],
    ['a server that says the token', [403, { message: `::error::${TOKEN}\u001b[31m` }], /may not do this \(403: \\x3a:error::\[token\]\\x1b\[31m/],
    ['a not found', [404, { message: 'Not Found' }], /may not do this \(404/],
  ])('%s', async (_name, fault, words) => {
    addKey(12);
    github.fault = () => fault;
    const run = await pushed();
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(told(run).join()).toMatch(words);
    expect(run.log + run.summary).not.toContain(TOKEN);
  });
});

test('a server of one’s own has the API below a path, and its pages at its own address', async () => {
  github.moveToOwnServer();
  addKey(12);
  const server = 'https://git.acme.test';
  const env = { GITHUB_API_URL: `${github.apiUrl}/`, GITHUB_SERVER_URL: `${server}/`, GITHUB_REF: 'refs/pull/12/merge' };
  const run = await pushed({ inputs: { 'check-run': 'true', 'upload-sarif': 'true' }, env });
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(told(run)).toEqual(['1 comment written', expect.stringMatching(/^SARIF uploaded/)]);
  expect(github.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/graphql',
    'GET /api/v3/repos/acme/shop/pulls/12/files',
    'POST /api/v3/repos/acme/shop/pulls/12/reviews',
    'POST /api/v3/repos/acme/shop/check-runs',
    'POST /api/v3/repos/acme/shop/code-scanning/sarifs',
  ]);
  expect(run.summary).toContain(`<a href="${server}/acme/shop/blob/`);
  expect(run.summary).not.toContain('github.com');
  repo.git('reset', '-q', '--hard', base);
  expect(told(await pushed({ env }))).toEqual(['1 thread resolved']);
});
