import type { Checkout } from '#app/change-material.ts';
import { UsageError } from '#core/errors.ts';
import { resolveCommit } from '#git/refs.ts';
import type { RunnerEvent } from './event.ts';
import type { Inputs } from './inputs.ts';

/**
 * On pull_request_target a workflow holds the repository's secrets and may write. With a stranger's commits checked out
 * in the same job, any later step that builds or tests runs the stranger's code with those rights. The Action itself
 * would only read them, but it does not lend its name to such a workflow.
 * @throws UsageError when anything but the base is checked out and the workflow does not say that it means it
 */
export function refuseUnsafeTarget(event: RunnerEvent, inputs: Pick<Inputs, 'allowPullRequestTarget'>, checkout: Checkout | undefined): void {
  if (event.name !== 'pull_request_target' || inputs.allowPullRequestTarget || checkout === undefined) return;
  const safe = [event.sha, event.file.pull_request?.base.sha];
  if (safe.includes(resolveCommit(checkout.git, 'HEAD'))) return;
  throw new UsageError(
    'pull_request_target with commits of the pull request checked out: later steps would run a stranger’s code with this repository’s secrets',
    'use on: pull_request, or drop the ref of actions/checkout (stanch fetches what it reads); allow-pull-request-target: true if you mean it',
  );
}
