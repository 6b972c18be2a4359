import type { Revision, Target } from '../change-target.ts';
import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { pushTarget } from './push-target.ts';
import { remoteIn } from './remote-address.ts';
import { needed, numberIn, oidIn, refNameIn, refNameOf, textIn } from './variables.ts';

/* Jenkins: the variables of the Git plugin (GIT_*) and of multibranch projects (BRANCH_NAME, CHANGE_*, TAG_NAME). */
const NAME = 'Jenkins';

/** What is checked out; scripted pipelines do not export GIT_COMMIT. With the merge strategy it is a merge that Jenkins made. */
function tipOf(env: Env): Revision {
  const oid = oidIn(env, 'GIT_COMMIT');
  return oid === undefined ? { text: 'HEAD' } : { oid };
}

function readChange(env: Env, id: string): Target {
  const into = needed(refNameIn(env, 'CHANGE_TARGET'), 'CHANGE_TARGET');
  const source = refNameIn(env, 'CHANGE_BRANCH');
  return changeTarget({ words: `change ${id}`, tip: tipOf(env), known: [{ branch: into }], refNames: source === undefined ? [] : [source] });
}

/** The commit that the last green build had: one that was red for a key counts that key again. */
function readPush(env: Env, main: string | undefined): Target {
  const remoteBranch = textIn(env, 'GIT_BRANCH')?.replace(/^(?:refs\/remotes\/)?origin\//, '');
  const branch = refNameIn(env, 'BRANCH_NAME') ?? (remoteBranch === undefined || remoteBranch === 'detached' ? undefined : refNameOf(remoteBranch, 'GIT_BRANCH'));
  const isPrimary = env['BRANCH_IS_PRIMARY'] === 'true';
  const before = oidIn(env, 'GIT_PREVIOUS_SUCCESSFUL_COMMIT');
  return pushTarget({ system: NAME, tip: tipOf(env), before, branch, tag: refNameIn(env, 'TAG_NAME'), main: isPrimary ? branch : main });
}

export const JENKINS: CiSystem = {
  name: NAME,
  deeper: 'take the shallow clone behaviour off the job, and fetch the target branch as well',
  isHere: (env) => textIn(env, 'JENKINS_URL') !== undefined,
  read: (env, { main }) => {
    const id = numberIn(env, 'CHANGE_ID');
    return { target: id === undefined ? readPush(env, main) : readChange(env, id), remote: remoteIn(env, 'GIT_URL') ?? remoteIn(env, 'GIT_URL_1') };
  },
};
