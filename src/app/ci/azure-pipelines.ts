import type { Target } from '../change-target.ts';
import { changeTarget, type CiSystem, type Env } from './ci-run.ts';
import { pushTarget } from './push-target.ts';
import { remoteIn } from './remote-address.ts';
import { needed, numberIn, oidIn, refNameIn, refNameOf, textIn } from './variables.ts';

/* Azure Pipelines, "Use predefined variables": Build.* and System.* come as BUILD_* and SYSTEM_*. */
const NAME = 'Azure Pipelines';

/** BUILD_SOURCEVERSION is the merge that the server made; the pull request's own head stands in a variable of its own. */
function readPull(env: Env, number: string): Target {
  const merge = oidIn(env, 'BUILD_SOURCEVERSION');
  const into = needed(refNameIn(env, 'SYSTEM_PULLREQUEST_TARGETBRANCH'), 'SYSTEM_PULLREQUEST_TARGETBRANCH');
  const source = refNameIn(env, 'SYSTEM_PULLREQUEST_SOURCEBRANCH');
  return changeTarget({
    words: `pull request ${number}`,
    tip: { oid: needed(oidIn(env, 'SYSTEM_PULLREQUEST_SOURCECOMMITID'), 'SYSTEM_PULLREQUEST_SOURCECOMMITID') },
    known: [{ branch: into }],
    merge,
    tipRef: `refs/pull/${number}/merge`,
    refNames: source === undefined ? [] : [source],
  });
}

function readPush(env: Env, main: string | undefined): Target {
  const ref = textIn(env, 'BUILD_SOURCEBRANCH');
  const name = ref === undefined ? undefined : refNameOf(ref, 'BUILD_SOURCEBRANCH');
  const isTag = ref?.startsWith('refs/tags/') === true;
  const tip = { oid: needed(oidIn(env, 'BUILD_SOURCEVERSION'), 'BUILD_SOURCEVERSION') };
  return pushTarget({ system: NAME, tip, before: undefined, branch: isTag ? undefined : name, tag: isTag ? name : undefined, main });
}

export const AZURE_PIPELINES: CiSystem = {
  name: NAME,
  deeper: 'set fetchDepth: 0 on the checkout step, or let stanch fetch (SYSTEM_ACCESSTOKEN)',
  isHere: (env) => env['TF_BUILD']?.toLowerCase() === 'true',
  read: (env, { main }) => {
    // Repositories on GitHub have a number of their own beside the id.
    const number = numberIn(env, 'SYSTEM_PULLREQUEST_PULLREQUESTNUMBER') ?? numberIn(env, 'SYSTEM_PULLREQUEST_PULLREQUESTID');
    const isTheirs = /^tfsgit$/i.test(env['BUILD_REPOSITORY_PROVIDER'] ?? '');
    const token = textIn(env, 'SYSTEM_ACCESSTOKEN');
    // The job's token is good for Azure Repos alone: no other server gets to see it.
    const remote = remoteIn(env, 'BUILD_REPOSITORY_URI', isTheirs && token !== undefined ? `bearer ${token}` : undefined);
    return { target: number === undefined ? readPush(env, main) : readPull(env, number), remote };
  },
};
