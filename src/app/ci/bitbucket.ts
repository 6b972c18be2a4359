import type { Revision } from '../change-target.ts';
import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { pushTarget } from './push-target.ts';
import { remoteIn } from './remote-address.ts';
import { needed, numberIn, oidIn, refNameIn, textIn } from './variables.ts';

/* Bitbucket Pipelines, "Variables and secrets": default variables. Pull requests from forks start no pipeline there. */
const NAME = 'Bitbucket Pipelines';

/** The tip of the target branch. It may come cut to twelve digits, which names no commit for sure: then the branch does. */
function destinationCommit(env: Env): Revision | undefined {
  const isShort = /^[0-9a-f]{7,39}$/i.test(env['BITBUCKET_PR_DESTINATION_COMMIT'] ?? '');
  const oid = isShort ? undefined : oidIn(env, 'BITBUCKET_PR_DESTINATION_COMMIT');
  return oid === undefined ? undefined : { oid };
}

export const BITBUCKET: CiSystem = {
  name: NAME,
  deeper: 'set clone: { depth: full } in bitbucket-pipelines.yml, or let stanch fetch',
  isHere: (env) => textIn(env, 'BITBUCKET_BUILD_NUMBER') !== undefined,
  read: (env, { main }) => {
    const tip = { oid: needed(oidIn(env, 'BITBUCKET_COMMIT'), 'BITBUCKET_COMMIT') };
    const remote = remoteIn(env, 'BITBUCKET_GIT_HTTP_ORIGIN') ?? remoteIn(env, 'BITBUCKET_GIT_SSH_ORIGIN');
    const branch = refNameIn(env, 'BITBUCKET_BRANCH');
    const number = numberIn(env, 'BITBUCKET_PR_ID');
    if (number === undefined) return { target: pushTarget({ system: NAME, tip, before: undefined, branch, tag: refNameIn(env, 'BITBUCKET_TAG'), main }), remote };
    const into = needed(refNameIn(env, 'BITBUCKET_PR_DESTINATION_BRANCH'), 'BITBUCKET_PR_DESTINATION_BRANCH');
    const refNames = branch === undefined ? [] : [branch];
    const tipRef = branch === undefined ? undefined : `refs/heads/${branch}`;
    return { target: changeTarget({ words: `pull request ${number}`, tip, known: [destinationCommit(env), { branch: into }], refNames, tipRef }), remote };
  },
};
