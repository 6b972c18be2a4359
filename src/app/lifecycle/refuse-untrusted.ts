import { UsageError } from '#core/errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Events of GitHub, Gitea and Forgejo whose workflow and commits come from those who may write to the repository. */
const TRUSTED_EVENTS: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release']);

/** Variables that other build servers set in runs for a change that somebody proposes. */
const REQUEST_VARIABLES = ['CI_MERGE_REQUEST_ID', 'CI_MERGE_REQUEST_IID', 'CI_EXTERNAL_PULL_REQUEST_IID', 'BITBUCKET_PR_ID', 'SYSTEM_PULLREQUEST_PULLREQUESTID', 'CIRCLE_PULL_REQUEST', 'CIRCLE_PR_NUMBER', 'CHANGE_ID'] as const;

function isRequest(env: Env): boolean {
  const event = env['GITHUB_EVENT_NAME'];
  if (event !== undefined && event !== '' && !TRUSTED_EVENTS.has(event)) return true;
  if (/merge_request|pull_request/.test(env['CI_PIPELINE_SOURCE'] ?? '')) return true;
  return REQUEST_VARIABLES.some((name) => (env[name] ?? '') !== '');
}

/**
 * Keys are sent out and ended only where a person or a trusted branch asked for it. Asked before a key is read.
 * @throws UsageError in hooks, and in runs that somebody's proposal has started
 */
export function refuseUntrusted(env: Env): void {
  const isHook = env['GIT_INDEX_FILE'] !== undefined || env['GIT_PREFIX'] !== undefined || env['GIT_EXEC_PATH'] !== undefined;
  if (isHook) throw new UsageError('this is not done inside a git hook');
  if (isRequest(env)) throw new UsageError('this is not done in a run for a pull or merge request', 'run it on a branch that you trust');
}
