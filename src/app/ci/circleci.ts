import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { pushTarget } from './push-target.ts';
import { remoteIn } from './remote-address.ts';
import { needed, oidIn, refNameIn } from './variables.ts';

/* CircleCI, "Project values and variables": built-in environment variables. */
const NAME = 'CircleCI';

/** Pull requests of forks are built as branches `pull/N`. */
function pullNumber(env: Env): string | undefined {
  return /^pull\/([1-9]\d{0,11})(?:\/(?:head|merge))?$/.exec(env['CIRCLE_BRANCH'] ?? '')?.[1];
}

export const CIRCLECI: CiSystem = {
  name: NAME,
  deeper: 'take the checkout step with method: full, or let stanch fetch',
  isHere: (env) => env['CIRCLECI'] === 'true',
  read: (env, { main }) => {
    const tip = { oid: needed(oidIn(env, 'CIRCLE_SHA1'), 'CIRCLE_SHA1') };
    const remote = remoteIn(env, 'CIRCLE_REPOSITORY_URL');
    const branch = refNameIn(env, 'CIRCLE_BRANCH');
    const number = pullNumber(env);
    if (number === undefined || main === undefined) return { target: pushTarget({ system: NAME, tip, before: undefined, branch, tag: refNameIn(env, 'CIRCLE_TAG'), main }), remote };
    return { target: changeTarget({ words: `pull request ${number}`, tip, known: [{ branch: main }], tipRef: `refs/pull/${number}/head` }), remote };
  },
};
