import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEnvironment, type TestRepo } from '../helpers/repo.ts';
import { GONE_KEY, KEY, makeStage, OLD_KEY, pathsIn, ZEROS, type Stage } from './stage.ts';

const SERVER = fileURLToPath(new URL('../services/git-http.mjs', import.meta.url));
/** No key of any provider: a word that the server asks for. */
const PASSWORD = ['the', 'job', 'may', 'read'].join('-');

let stage: Stage;
let folder: string;
let server: ChildProcess;
let host: string;
beforeAll(async () => {
  stage = makeStage();
  folder = mkdtempSync(join(tmpdir(), 'stanch-ci-served-'));
  const bare = join(folder, 'acme/shop.git');
  mkdirSync(dirname(bare), { recursive: true });
  execFileSync('git', ['clone', '-q', '--mirror', stage.origin.dir, bare], { env: testEnvironment(folder) });
  for (const name of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) execFileSync('git', ['-C', bare, 'config', name, 'true'], { env: testEnvironment(folder) });
  server = spawn(process.execPath, [SERVER, folder, `basic ${Buffer.from(`gitlab-ci-token:${PASSWORD}`).toString('base64')}`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(server.stdout ?? server, 'data')) as [Buffer];
  host = `127.0.0.1:${port.toString('utf8').trim()}`;
});
afterAll(() => {
  server.stdin?.end();
  stage.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

const mergeRequest = (): Record<string, string> => ({
  GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '7', CI_COMMIT_SHA: stage.head, CI_COMMIT_BEFORE_SHA: ZEROS, CI_MERGE_REQUEST_DIFF_BASE_SHA: stage.fork,
  CI_REPOSITORY_URL: `http://gitlab-ci-token:${PASSWORD}@${host}/acme/shop.git`,
});

describe('a clone that was cut off', () => {
  test('gets what it lacks, and stays as it is', async () => {
    const repo = stage.clone({ branch: 'topic', depth: 1 });
    const { code, out } = await stage.run(repo, mergeRequest(), ['--json']);
    expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
    expect(repo.git('rev-list', '--all', '--count')).toBe('1');
  });

  test('gets it with the token of the job where the address holds none', async () => {
    const env = { ...mergeRequest(), CI_REPOSITORY_URL: `http://${host}/acme/shop.git` };
    const repo = stage.clone({ branch: 'topic', depth: 1 });
    expect((await stage.run(repo, { ...env, CI_JOB_TOKEN: PASSWORD })).code).toBe(1);
    const refused = await stage.run(repo, env);
    expect([refused.code, refused.out]).toEqual([3, '']);
    expect(refused.err).toContain('could not be fetched');
  });

  test('of the main branch gets the whole history where that is to be read', async () => {
    const repo = stage.clone({ branch: 'main', depth: 1 });
    const env = { ...mergeRequest(), CI_MERGE_REQUEST_IID: '', CI_COMMIT_SHA: stage.base, CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' };
    const { code, out } = await stage.run(repo, env, ['--json']);
    expect([code, pathsIn(out).length]).toEqual([1, 3]);
  });

  test('of the main branch gets it by name where the server says no more', async () => {
    const env = { CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'topic', CIRCLE_REPOSITORY_URL: `http://gitlab-ci-token:${PASSWORD}@${host}/acme/shop.git` };
    const { code, out } = await stage.run(stage.clone({ branch: 'topic', depth: 1 }), env, ['--json', '--main', 'main']);
    expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
  });

  test('is not green where the commit that it starts from is gone, or its server', async () => {
    const repo = stage.clone({ branch: 'topic', depth: 1 });
    const gone = await stage.run(repo, { ...mergeRequest(), CI_MERGE_REQUEST_DIFF_BASE_SHA: 'ab'.repeat(20) });
    expect([gone.code, gone.out]).toEqual([3, '']);
    const away = await stage.run(repo, { ...mergeRequest(), CI_REPOSITORY_URL: 'http://127.0.0.1:9/acme/shop.git' });
    expect([away.code, away.out]).toEqual([3, '']);
    for (const { err } of [gone, away]) {
      expect(err).toMatch(/^stanch: .+\n {2}\S.+\n$/);
      expect(err).not.toContain(PASSWORD);
    }
  });
});

describe('the policy', () => {
  test('comes from what was there before: a change cannot excuse itself', async () => {
    const repo = stage.clone();
    repo.git('checkout', '-q', '-b', 'sly', 'origin/topic');
    repo.write('.stanch.yml', 'rules:\n  disable: [github-token]\nfail-on: none\n');
    repo.git('add', '.');
    const head = repo.commit('allow all');
    const { code, out } = await stage.run(repo, {}, ['--json', '--base', 'origin/main', '--head', head]);
    expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
    const { notices } = JSON.parse(out) as { notices: { code: string; message: string }[] };
    expect(notices.find((notice) => notice.code === 'policy-changed')?.message).toContain('.stanch.yml');
  });

  test('of the base is kept to', async () => {
    const repo = stage.clone();
    repo.git('checkout', '-q', '-b', 'wide', 'origin/main');
    repo.write('.stanch.yml', 'fail-on: none\n');
    repo.git('add', '.');
    const base = repo.commit('accept');
    repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'origin/topic');
    const { code, out } = await stage.run(repo, {}, ['--json', '--base', base]);
    expect([code, pathsIn(out)]).toEqual([0, ['gone.ts', 'shop.ts']]);
  });

  /** A clone whose base has these files, and whose head is the topic. */
  function withBase(files: Readonly<Record<string, string>>): { repo: TestRepo; base: string } {
    const repo = stage.clone();
    repo.git('checkout', '-q', '-b', 'base', 'origin/main');
    for (const [path, text] of Object.entries(files)) repo.stage(path, text);
    const base = repo.commit('policy');
    repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'origin/topic');
    return { repo, base };
  }

  test('of the base is put together of all files that it extends, as they are there', async () => {
    const { repo, base } = withBase({ '.stanch.yml': 'extends: [team/a.yml]\n', 'team/a.yml': 'extends: team/b.yml\n', 'team/b.yml': 'fail-on: none\n' });
    repo.commitFile('team/b.yml', 'fail-on: info\n');
    const { code, out } = await stage.run(repo, {}, ['--json', '--base', base]);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { notices: { code: string; message: string }[] }).notices.find((notice) => notice.code === 'policy-changed')?.message).toContain('team/b.yml');
  });

  test('of the base may stand in its package.json, and a package.json that says nothing is none', async () => {
    const told = withBase({ 'package.json': '{"name": "x", "stanch": {"fail-on": "none"}}' });
    expect((await stage.run(told.repo, {}, ['--base', told.base])).code).toBe(0);
    const silent = withBase({ 'package.json': '{"name": "x", "description": "of stanch"}', '.stanch.json': '{"fail-on": "none"}' });
    expect((await stage.run(silent.repo, {}, ['--base', silent.base])).code).toBe(0);
    const named = withBase({ 'ci/stanch.yml': 'fail-on: none\n' });
    expect((await stage.run(named.repo, {}, ['--base', named.base, '--config', './ci/stanch.yml'])).code).toBe(0);
  });

  test.each([
    [{ '.stanch.yml': 'fail-on: none\n', 'package.json': '{"stanch": {}}' }, '.stanch.yml and package.json both configure stanch'],
    [{ '.stanch.yml': 'extends: gone.yml\n' }, 'gone.yml: extended, but it is not in the commit'],
    [{ '.stanch.yml': 'extends: a.yml\n', 'a.yml': 'extends: .stanch.yml\n' }, 'extends goes round in a circle'],
    [{ '.stanch.yml': 'confidence: sure\n' }, '.stanch.yml:1: confidence'],
  ])('of the base that does not hold makes the job red: %j', async (files, words) => {
    const { repo, base } = withBase(files);
    const { code, out, err } = await stage.run(repo, {}, ['--base', base]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

describe('reports', () => {
  test('are written in the form that their names tell, without a key, for their owner', async () => {
    const repo = stage.clone();
    const names = ['gl-secret-detection-report.json', 'gl-code-quality-report.json', 'junit.xml', 'stanch.sarif', 'stanch.json'];
    const { code, out, err } = await stage.run(repo, { CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'topic' }, ['--main', 'main', '--report', names.slice(0, 2).join(','), ...names.slice(2).flatMap((name) => ['--report', name])]);
    expect(code).toBe(1);
    expect(out).toContain('shop.ts');
    expect(err.trimEnd().split('\n')).toEqual(names.map((name) => `report written to ${name}`));
    const texts = names.map((name) => readFileSync(join(repo.dir, name), 'utf8'));
    expect(texts.map((text) => text.trimStart().slice(0, 1))).toEqual(['{', '[', '<', '{', '{']);
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({ scan: { type: 'secret_detection', status: 'success' }, vulnerabilities: [{ location: { file: expect.any(String) as string } }, {}] });
    for (const text of [...texts, out, err]) for (const key of [KEY, OLD_KEY, GONE_KEY]) expect(text.includes(key) || text.includes(key.slice(8, 24))).toBe(false);
    if (process.platform !== 'win32') expect(names.map((name) => statSync(join(repo.dir, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
  });

  test('that cannot be written make the job red', async () => {
    const repo = stage.clone();
    writeFileSync(join(repo.dir, 'file'), '');
    const { code, err } = await stage.run(repo, {}, ['--base', 'origin/main', '--report', 'file/junit.xml']);
    expect(code).toBe(2);
    expect(err).toContain('cannot be written');
  });
});
