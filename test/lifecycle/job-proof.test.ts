import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base62 } from '../helpers/keys.ts';
import { makeRespondStage, onlyId, runIdOf, type Ran, type RespondStage } from '../helpers/respond-stage.ts';
import { startGiteaServer, type GiteaServer } from '../helpers/sinks/gitea-server.ts';
import { startGitHub, type GitHubServer } from '../helpers/sinks/github-server.ts';
import { runTemplate } from '../helpers/sinks/job-runs.ts';

const GITHUB = base62('github operator', 40);
const GITEA = base62('gitea operator', 40);
const KEY = 'repos/acme/shop/actions/secrets/API_KEY';
const WORKFLOW = 'stanch-prove.yml';
let stage: RespondStage;
let github: GitHubServer;
let gitea: GiteaServer;
let id: string;
let leaked: string;

const env = (): Record<string, string> => ({ STANCH_SINK_GITHUB_URL: github.base, GITHUB_TOKEN: GITHUB, STANCH_SINK_GITEA_URL: gitea.base, STANCH_SINK_GITEA_KEY: GITEA });
const run = (args: readonly string[], input = ''): Promise<Ran> => stage.run(args, { env: env(), input });
const GITHUB_PLACE = ['--to', 'github-actions:acme/shop#API_KEY', '--prove-by', WORKFLOW];
const rotate = (...args: readonly string[]): Promise<Ran> => run(['rotate', id, ...args]);
const apply = (...args: readonly string[]): Promise<Ran> => rotate(...args, '--apply', '--yes');
const isLive = (value: string): boolean => stage.server.keys.some((key) => key.value === value && key.live);
const made = (): readonly string[] => stage.server.keys.map(({ value }) => value).filter((value) => value !== leaked && value !== stage.server.operator);

beforeEach(async () => {
  [stage, github, gitea] = [await makeRespondStage(), await startGitHub(GITHUB), await startGiteaServer(GITEA)];
  leaked = stage.server.add('production').value;
  stage.repo.write('config.ts', `export const key = '${leaked}';\n`);
  stage.repo.commit('add a key');
  github.secrets.set(KEY, { value: leaked, changed: 1 });
  gitea.secrets.set('repos/acme/shop', new Map([['API_KEY', leaked]]));
  id = onlyId((await run(['audit', '--format', 'json'])).out);
});
afterEach(async () => {
  // Every exchange about jobs is as GitHub itself describes it.
  expect(github.complaints).toEqual([]);
  await Promise.all([stage.cleanup(), github.close(), gitea.close()]);
});

describe.each([
  ['GitHub', () => github, GITHUB_PLACE],
  ['Gitea', () => gitea, ['--to', 'gitea:acme/shop#API_KEY', '--prove-by', `${WORKFLOW}@main`]],
] as const)('a job of %s', (_, server, place) => {
  it('is told of in the plan, and nothing is started by that', async () => {
    const { code, out } = await rotate(...place);
    expect([code, out]).toEqual([0, expect.stringMatching(/read back: a job says whether it is the new key \(stanch-prove\.yml of acme\/shop.*of another value that it is not.*\[needs (actions: write|write:repository)\]/)]);
    expect([server().jobs.inputs, made()]).toEqual([[], []]);
  });

  it('says yes to the new key and no to another, and nobody has to look', async () => {
    const ran = await apply(...place);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const [fresh = ''] = made();
    expect([made().length, isLive(leaked), isLive(fresh)]).toEqual([1, false, true]);
    expect(server().jobs.runs.map(({ conclusion }) => conclusion)).toEqual(['failure', 'success']);
    const receipt = await run(['receipt', runIdOf(ran)]);
    expect(receipt.out).toMatch(/delivered; a job said that it is the new key, and no other: https:\/\/forge\.example\/acme\/shop\/actions\/runs\/100/);
    expect(JSON.parse((await run(['receipt', runIdOf(ran), '--json'])).out)).toMatchObject({ places: [{ isDelivered: true, isReadBack: false, readByJob: 'https://forge.example/acme/shop/actions/runs/100' }] });
    const journal = readFileSync(join(stage.state, 'stanch', `${runIdOf(ran)}.jsonl`), 'utf8');
    const told = [ran.out, journal, receipt.out, JSON.stringify(server().jobs.inputs), server().jobs.runs.map(({ log }) => log).join('')];
    for (const value of [leaked, fresh, GITHUB, GITEA]) for (const text of told) expect(text).not.toContain(value);
  });

  it.each([
    ['says yes to everything', 'it proves nothing'],
    ['says no to everything', 'does not see the new key'],
    ['is cancelled', 'did not come to its end'],
  ] as const)('that %s: the old key lives, and a person can still say so', async (habit, words) => {
    server().jobs.habit = habit;
    const ran = await apply(...place);
    expect([ran.code, ran.err]).toEqual([3, expect.stringContaining(words)]);
    expect(ran.err).toContain('--done works:1:1');
    const resumed = await run(['resume', runIdOf(ran), id, '--yes']);
    // Asked once more, under another title: the answer of before is not read again.
    expect([resumed.code, new Set(server().jobs.runs.map(({ title }) => title)).size]).toEqual([3, 4]);
    expect([isLive(leaked), made().length]).toEqual([true, 1]);
    expect(await run(['resume', runIdOf(ran), id, '--yes', '--done', 'nonsense'])).toMatchObject({ code: 2, err: expect.stringContaining('no run asks for a step nonsense') });
    expect(await run(['resume', runIdOf(ran), id, '--yes', '--done', 'works:1:1'])).toMatchObject({ code: 0 });
    expect((await run(['receipt', runIdOf(ran)])).out).toContain('the job proves nothing');
    expect([isLive(leaked), isLive(made()[0] ?? '')]).toEqual([false, true]);
  });

  it('that sees another value than the one that was written: not proved, until it stands there', async () => {
    const put = (value: string): void => void (server() === github ? github.secrets.set(KEY, { value, changed: 1 }) : gitea.secrets.get('repos/acme/shop')?.set('API_KEY', value));
    // Somebody else writes behind us, before the job runs.
    server().before = async ({ line }) => void (line.endsWith('/dispatches') && put(leaked));
    const ran = await apply(...place);
    expect([ran.code, isLive(leaked), ran.err]).toEqual([3, true, expect.stringContaining('does not see the new key')]);
    server().before = async () => undefined;
    put(made()[0] ?? '');
    // The question stands in the journal: it is asked again without the value.
    expect(await run(['resume', runIdOf(ran), id, '--yes'])).toMatchObject({ code: 0 });
    expect([isLive(leaked), made().length, isLive(made()[0] ?? '')]).toEqual([false, 1, true]);
  });

  it.each([
    ['is not there', '', 'there is no workflow'],
    ['is switched off', 'disabled_manually', 'is switched off'],
  ])('whose workflow %s: no key is made', async (__, state, words) => {
    server().jobs.state = state;
    expect(await apply(...place)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
    expect(made()).toEqual([]);
  });
});

describe('the doctor', () => {
  it('looks at the workflow too, and starts nothing', async () => {
    const place = ['--to', 'github-actions:acme/shop#API_KEY', '--prove-by', WORKFLOW];
    expect((await run(['doctor', ...place])).out).toContain('  ok  github-actions:acme/shop#API_KEY: cannot be read back: a job says whether it is the new key (stanch-prove.yml of acme/shop)');
    github.jobs.state = '';
    expect((await run(['doctor', ...place])).out).toContain('  !   github-actions:acme/shop#API_KEY: there is no workflow stanch-prove.yml of acme/shop');
    expect(github.jobs.inputs).toEqual([]);
  });
});

describe('--prove-by', () => {
  it('needs a place that jobs see and nobody can read', async () => {
    for (const to of ['gitlab:acme/shop#API_KEY', 'github-dependabot:acme/shop#API_KEY', 'github-codespaces:acme/shop#API_KEY']) {
      const ran = await stage.run(['rotate', id, '--to', to, '--prove-by', WORKFLOW], { env: { ...env(), GITLAB_TOKEN: 'x', STANCH_SINK_GITLAB_URL: github.base } });
      expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('places that jobs see') });
    }
  });

  it.each(['prove', '../prove.yml', 'a/b/c/prove.yml', 'acme/prove.yml', `${WORKFLOW}@`, `${WORKFLOW}@a b`, '.yml/..', 'acme/shop/x%2f.yml'])('is no %s', async (text) => {
    expect(await rotate('--to', 'github-actions:acme/shop#API_KEY', '--prove-by', text)).toMatchObject({ code: 2, err: expect.stringContaining('a workflow is expected as') });
  });

  it('names the repository where the place is that of an organisation', async () => {
    github.secrets.set('orgs/acme/actions/secrets/API_KEY', { value: leaked, changed: 1, visibility: 'all' });
    const place = ['--to', 'github-organisation:acme#API_KEY', '--prove-by'];
    expect(await rotate(...place, WORKFLOW)).toMatchObject({ code: 2, err: expect.stringContaining('a place of an organisation needs OWNER/REPO') });
    expect((await rotate(...place, `acme/shop/${WORKFLOW}`)).out).toContain('stanch-prove.yml of acme/shop');
  });
});

describe('the workflow of the template', () => {
  const nonce = 'ab'.repeat(32);
  const ask = (value: string, secret: string, change: Record<string, string> = {}): ReturnType<typeof runTemplate> =>
    runTemplate({ id: 'x', name: 'API_KEY', nonce, expected: createHmac('sha256', Buffer.from(nonce, 'hex')).update(value).digest('hex'), ...change }, secret);

  it.each([['plain'], ['with "quotes", $dollars and `ticks`'], [' spaces around '], ['two\nlines\n'], ['%s %d \\n'], ['-n'], ['ключ 🔑']])('says yes to %j and to nothing else', (value) => {
    expect(ask(value, value)).toMatchObject({ code: 0, log: 'yes: the new key stands here\n' });
    expect(ask(value, `${value}x`)).toMatchObject({ code: 1, log: 'no: another value stands here\n' });
    expect(ask(value, '')).toMatchObject({ code: 1, log: 'there is no such secret here\n' });
  });

  it.each([
    ['another secret', { name: 'OTHER' }],
    ['a name with a command in it', { name: '$(touch pwned)' }],
    ['a nonce that is none', { nonce: '$(id)' }],
    ['a nonce that is too short', { nonce: 'ab' }],
    ['no hash', { expected: '' }],
    ['half a hash', { expected: 'ab' }],
  ])('says no to %s', (_, change) => {
    expect(ask('value', 'value', change).code).toBe(1);
  });

  it('prints neither the value nor its hash', () => {
    const { log } = ask('value of the secret', 'value of the secret');
    expect(log).not.toMatch(/value of the secret|[0-9a-f]{16}/);
  });
});
