import type { Target } from '../change-target.ts';
import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { pushTarget } from './push-target.ts';
import { basicHeader, remoteIn } from './remote-address.ts';
import { needed, numberIn, oidIn, refNameIn, textIn } from './variables.ts';

/* GitLab CI/CD, "Predefined CI/CD variables reference". */
const NAME = 'GitLab CI';

/** Pipelines that no push started have no commit before; those of the main branch read the history. */
function readPush(env: Env, main: string | undefined): Target {
  return pushTarget({
    system: NAME,
    tip: { oid: needed(oidIn(env, 'CI_COMMIT_SHA'), 'CI_COMMIT_SHA') },
    before: oidIn(env, 'CI_COMMIT_BEFORE_SHA'),
    branch: refNameIn(env, 'CI_COMMIT_BRANCH'),
    tag: refNameIn(env, 'CI_COMMIT_TAG'),
    main: refNameIn(env, 'CI_DEFAULT_BRANCH') ?? main,
  });
}

/**
 * A merge request. In merged-results pipelines CI_COMMIT_SHA is a merge that GitLab made and the two sides stand in
 * variables of their own; elsewhere it is the head. The target branch is never asked for by name: a pipeline of a fork
 * runs in the fork, where a branch of that name is the contributor's.
 */
function readMergeRequest(env: Env, number: string): Target {
  const head = oidIn(env, 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? needed(oidIn(env, 'CI_COMMIT_SHA'), 'CI_COMMIT_SHA');
  const target = oidIn(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_SHA');
  const base = needed(target ?? oidIn(env, 'CI_MERGE_REQUEST_DIFF_BASE_SHA'), 'CI_MERGE_REQUEST_DIFF_BASE_SHA');
  const source = refNameIn(env, 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME');
  return changeTarget({
    words: `merge request ${number}`,
    tip: { oid: head },
    known: [{ oid: base }],
    tipRef: `refs/merge-requests/${number}/head`,
    refNames: source === undefined ? [] : [source],
  });
}

/** A pull request on GitHub whose repository GitLab mirrors: both sides are told. */
function readExternal(env: Env, number: string): Target {
  const [head, base] = [oidIn(env, 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA'), oidIn(env, 'CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA')];
  const source = refNameIn(env, 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME');
  return changeTarget({
    words: `pull request ${number}`,
    tip: { oid: needed(head, 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA') },
    known: [{ oid: needed(base, 'CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA') }],
    refNames: source === undefined ? [] : [source],
  });
}

function readTarget(env: Env, main: string | undefined): Target {
  const number = numberIn(env, 'CI_MERGE_REQUEST_IID');
  if (number !== undefined) return readMergeRequest(env, number);
  const external = numberIn(env, 'CI_EXTERNAL_PULL_REQUEST_IID');
  return external === undefined ? readPush(env, main) : readExternal(env, external);
}

export const GITLAB: CiSystem = {
  name: NAME,
  deeper: 'set GIT_DEPTH: "0" for this job, or let stanch fetch',
  isHere: (env) => env['GITLAB_CI'] === 'true',
  read: (env, { main }) => {
    const token = textIn(env, 'CI_JOB_TOKEN');
    const remote = remoteIn(env, 'CI_REPOSITORY_URL', token === undefined ? undefined : basicHeader('gitlab-ci-token', token));
    return { target: readTarget(env, main), remote };
  },
};
