import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GONE_KEY, KEY, makeStage, OLD_KEY, pathsIn, ZEROS, type Stage } from './stage.ts';

type Env = Readonly<Record<string, string>>;

let stage: Stage;
let folder: string;
beforeAll(() => {
  stage = makeStage();
  folder = mkdtempSync(join(tmpdir(), 'stanch-event-'));
});
afterAll(() => {
  stage.cleanup();
  rmSync(folder, { recursive: true, force: true });
});

function eventFile(name: string, data: unknown): string {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(data));
  return path;
}

const HERE = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SERVER_URL: 'https://forge.test' };

/** What each system sets for a pull request of `topic` into `main`. */
const PULLS: Readonly<Record<string, () => Env>> = {
  'GitLab, detached': () => ({
    GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_EVENT_TYPE: 'detached', CI_COMMIT_SHA: stage.head, CI_COMMIT_BEFORE_SHA: ZEROS,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: stage.fork, CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', CI_DEFAULT_BRANCH: 'main',
  }),
  'GitLab, merged results': () => ({
    GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result', CI_COMMIT_SHA: stage.merge, CI_COMMIT_BEFORE_SHA: ZEROS,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: stage.fork, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: stage.head, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: stage.base, CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
  }),
  'GitLab, a pull request of GitHub': () => ({
    GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'external_pull_request_event', CI_EXTERNAL_PULL_REQUEST_IID: '7', CI_COMMIT_SHA: stage.head, CI_COMMIT_BEFORE_SHA: ZEROS, CI_DEFAULT_BRANCH: 'main',
    CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: stage.head, CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA: stage.base, CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME: 'topic',
  }),
  Bitbucket: () => ({ BITBUCKET_BUILD_NUMBER: '3', BITBUCKET_COMMIT: stage.head, BITBUCKET_BRANCH: 'topic', BITBUCKET_PR_ID: '7', BITBUCKET_PR_DESTINATION_BRANCH: 'main', BITBUCKET_PR_DESTINATION_COMMIT: stage.base.slice(0, 12) }),
  'Azure Repos': () => ({
    TF_BUILD: 'True', BUILD_REASON: 'PullRequest', BUILD_REPOSITORY_PROVIDER: 'TfsGit', BUILD_SOURCEBRANCH: 'refs/pull/7/merge', BUILD_SOURCEVERSION: stage.merge, SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
    SYSTEM_PULLREQUEST_SOURCECOMMITID: stage.head, SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/topic',
  }),
  'Azure with GitHub': () => ({
    TF_BUILD: 'True', BUILD_REPOSITORY_PROVIDER: 'GitHub', BUILD_SOURCEBRANCH: 'refs/pull/7/merge', BUILD_SOURCEVERSION: stage.merge, SYSTEM_PULLREQUEST_PULLREQUESTID: '987654', SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: '7',
    SYSTEM_PULLREQUEST_SOURCECOMMITID: stage.head, SYSTEM_PULLREQUEST_TARGETBRANCH: 'main', SYSTEM_PULLREQUEST_SOURCEBRANCH: 'topic',
  }),
  'CircleCI, a fork': () => ({ CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'pull/7', CIRCLE_PR_NUMBER: '7' }),
  'CircleCI, a branch': () => ({ CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'topic' }),
  'Jenkins, the head': () => ({ JENKINS_URL: 'https://ci.test/', GIT_COMMIT: stage.head, CHANGE_ID: '7', CHANGE_TARGET: 'main', CHANGE_BRANCH: 'topic', BRANCH_NAME: 'PR-7' }),
  'Jenkins, merged with its target': () => ({ JENKINS_URL: 'https://ci.test/', GIT_COMMIT: stage.merge, CHANGE_ID: '7', CHANGE_TARGET: 'main', BRANCH_NAME: 'PR-7' }),
  Gitea: () => ({ ...HERE, GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/head', GITHUB_EVENT_PATH: eventFile('pull', pull()) }),
  // Runners of Forgejo say that they are Gitea's, too, and everything twice.
  'Forgejo, by its own names': () => ({
    GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true', FORGEJO_REPOSITORY: 'acme/shop', FORGEJO_SERVER_URL: 'https://forge.test', GITHUB_SERVER_URL: '',
    FORGEJO_EVENT_NAME: 'pull_request', FORGEJO_REF: 'refs/pull/7/head', FORGEJO_EVENT_PATH: eventFile('pull', pull()),
  }),
  Forgejo: () => ({ ...HERE, GITHUB_ACTIONS: 'true', FORGEJO_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: eventFile('pull', pull()) }),
  'GitHub, with a stale base': () => ({ ...HERE, GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: stage.merge, GITHUB_EVENT_PATH: eventFile('stale', pull(stage.fork)) }),
};

const pull = (base = stage.base): unknown => ({ number: 7, pull_request: { number: 7, head: { sha: stage.head, ref: 'topic' }, base: { sha: base, ref: 'main' } }, repository: { full_name: 'acme/shop', default_branch: 'main' } });
const push = (before: string, after: string, ref: string): unknown => ({ ref, before, after, repository: { full_name: 'acme/shop', default_branch: 'main' } });

/** What each system sets for a new branch `topic`. */
const BRANCHES: Readonly<Record<string, () => Env>> = {
  GitLab: () => ({ GITLAB_CI: 'true', CI_PIPELINE_SOURCE: 'push', CI_COMMIT_SHA: stage.head, CI_COMMIT_BEFORE_SHA: ZEROS, CI_COMMIT_BRANCH: 'topic', CI_DEFAULT_BRANCH: 'main' }),
  Bitbucket: () => ({ BITBUCKET_BUILD_NUMBER: '3', BITBUCKET_COMMIT: stage.head, BITBUCKET_BRANCH: 'topic' }),
  Azure: () => ({ TF_BUILD: 'True', BUILD_REASON: 'IndividualCI', BUILD_SOURCEBRANCH: 'refs/heads/topic', BUILD_SOURCEVERSION: stage.head }),
  CircleCI: () => ({ CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'topic' }),
  Jenkins: () => ({ JENKINS_URL: 'https://ci.test/', GIT_COMMIT: stage.head, GIT_BRANCH: 'origin/topic' }),
  Gitea: () => ({ ...HERE, GITEA_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: eventFile('push', push(ZEROS, stage.head, 'refs/heads/topic')) }),
};

describe('a pull request', () => {
  test.each(Object.entries(PULLS))('of %s brings what its commits bring, and nothing that was there before', async (_name, env) => {
    const repo = stage.clone();
    repo.git('fetch', '-q', 'origin', '+refs/pull/*:refs/remotes/pull/*');
    const { code, out, err } = await stage.run(repo, env(), ['--json', '--main', 'main']);
    expect(err).toBe('');
    expect(pathsIn(out)).toEqual(['gone.ts', 'shop.ts']);
    expect(code).toBe(1);
    for (const key of [KEY, OLD_KEY, GONE_KEY]) expect(out).not.toContain(key);
  });

  test.each(Object.entries(PULLS).filter(([name]) => !name.startsWith('Jenkins')))('of %s is not green where the clone is cut off and nothing can be fetched', async (_name, env) => {
    const repo = stage.clone({ branch: 'topic', depth: 1 });
    const { code, out, err } = await stage.run(repo, env(), ['--main', 'main', '--no-fetch']);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/^stanch: this clone does not have all commits of the change\n {2}\S.+\n$/);
  });
});

test('a merge of a time when the pull request had another target does not tell what it is held against', async () => {
  const repo = stage.clone();
  // The old target has what the pull request brings, so against it nothing would be new.
  repo.git('fetch', '-q', 'origin', '+refs/pull/*:refs/remotes/pull/*');
  const old = repo.gitInput('', 'commit-tree', `${stage.head}^{tree}`, '-p', stage.head, '-m', 'the old target');
  const merge = repo.gitInput('', 'commit-tree', `${stage.head}^{tree}`, '-p', old, '-p', stage.head, '-m', 'a stale merge');
  const event = (action: string): string => eventFile(action, { ...(pull() as object), action, changes: { base: { ref: { from: 'old' } } } });
  const env = { ...HERE, GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge', GITHUB_SHA: merge, GITHUB_EVENT_PATH: event('edited') };
  const { code, out } = await stage.run(repo, env, ['--json']);
  expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
});

describe('a push', () => {
  test.each(Object.entries(BRANCHES))('of a new branch on %s is held against the main branch', async (_name, env) => {
    const { code, out } = await stage.run(stage.clone(), env(), ['--json', '--main', 'main']);
    expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
  });

  test.each(['Bitbucket', 'Azure', 'CircleCI', 'Jenkins'])('on %s that names no start is refused until somebody names one', async (name) => {
    const { code, err } = await stage.run(stage.clone(), BRANCHES[name]?.() ?? {});
    expect(code).toBe(2);
    expect(err).toMatch(/does not say what this build starts from\n {2}.*--main/);
  });

  test('is held against what the branch named before', async () => {
    const before = stage.origin.git('rev-parse', 'topic~1');
    const [repo, none] = [stage.clone(), { CI_COMMIT_BRANCH: 'topic', CI_DEFAULT_BRANCH: 'main' }];
    const gitlab = await stage.run(repo, { GITLAB_CI: 'true', CI_COMMIT_SHA: stage.head, CI_COMMIT_BEFORE_SHA: before, ...none }, ['--json']);
    expect([gitlab.code, pathsIn(gitlab.out)]).toEqual([0, []]);
    const jenkins = await stage.run(repo, { JENKINS_URL: 'x', GIT_COMMIT: stage.head, GIT_BRANCH: 'origin/topic', GIT_PREVIOUS_SUCCESSFUL_COMMIT: stage.origin.git('rev-parse', 'topic~2') }, ['--json']);
    expect([jenkins.code, pathsIn(jenkins.out)]).toEqual([1, ['shop.ts']]);
    const gitea = await stage.run(repo, { ...HERE, GITEA_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: eventFile('on', push(before, stage.head, 'refs/heads/topic')) }, ['--json']);
    expect([gitea.code, pathsIn(gitea.out)]).toEqual([0, []]);
  });

  test('to the main branch that names no start reads the history', async () => {
    const { code, out } = await stage.run(stage.clone(), { CIRCLECI: 'true', CIRCLE_SHA1: stage.base, CIRCLE_BRANCH: 'main' }, ['--json', '--main', 'main']);
    expect([code, (JSON.parse(out) as { scope: string }).scope]).toEqual([1, 'history']);
    expect(pathsIn(out)).toContain('old.ts');
  });

  test('of a tag is held against the main branch', async () => {
    const env = { TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/tags/v1', BUILD_SOURCEVERSION: stage.head };
    const { out } = await stage.run(stage.clone(), env, ['--json', '--main', 'main']);
    expect(pathsIn(out)).toEqual(['gone.ts', 'shop.ts']);
  });

  test('that deletes a branch brings nothing', async () => {
    const { code, err } = await stage.run(stage.clone(), { ...HERE, GITEA_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: eventFile('gone', push(stage.head, ZEROS, 'refs/heads/topic')) });
    expect([code, err]).toEqual([0, 'stanch: nothing to scan: topic was deleted\n']);
  });
});

describe('a fork', () => {
  test('on GitLab cannot hide behind a branch of its own that is called like the target', async () => {
    const repo = stage.clone();
    // In the fork, main is the contributor's: it holds what the merge request brings.
    repo.git('update-ref', 'refs/remotes/origin/main', stage.head);
    const { out } = await stage.run(repo, PULLS['GitLab, detached']?.() ?? {}, ['--json']);
    expect(pathsIn(out)).toEqual(['gone.ts', 'shop.ts']);
  });
});

describe('anywhere else', () => {
  test('the range is named by hand, and the variables of no known server are an error', async () => {
    const repo = stage.clone();
    expect(await stage.run(repo, {})).toMatchObject({ code: 2, out: '' });
    const { code, out } = await stage.run(repo, {}, ['--json', '--base', 'origin/main', '--head', 'origin/topic']);
    expect([code, pathsIn(out)]).toEqual([1, ['gone.ts', 'shop.ts']]);
    const history = await stage.run(repo, {}, ['--json', '--history']);
    expect(pathsIn(history.out)).toHaveLength(3);
  });

  test('flags beat the variables, and an empty one is as good as none', async () => {
    const env = { CIRCLECI: 'true', CIRCLE_SHA1: stage.head, CIRCLE_BRANCH: 'topic' };
    expect(pathsIn((await stage.run(stage.clone(), env, ['--json', '--base', stage.origin.git('rev-parse', 'topic~2'), '--head', stage.head])).out)).toEqual(['shop.ts']);
    expect(pathsIn((await stage.run(stage.clone(), env, ['--json', '--base', '', '--main', 'main'])).out)).toEqual(['gone.ts', 'shop.ts']);
  });
});
