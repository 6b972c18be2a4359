import type { Revision, Target } from '#app/change-target.ts';
import type { HistoryJudge } from '#app/judge-target.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid } from '#core/origin.ts';
import { checkRef } from '#git/refs.ts';
import type { RunnerEvent } from './event.ts';
import type { Inputs } from './inputs.ts';

function isZero(oid: Oid): boolean {
  return /^0+$/.test(oid);
}

function missing(event: RunnerEvent): UsageError {
  return new UsageError(`the event file is none of ${printable(event.name)}`, 'GITHUB_EVENT_NAME and GITHUB_EVENT_PATH must belong together');
}

function pullTarget(event: RunnerEvent): Target {
  const pull = event.file.pull_request;
  if (pull === undefined) throw missing(event);
  // A merge made before the pull request was turned to another branch has the old branch as its parent.
  const isTurned = event.file.action === 'edited' && event.file.changes?.base !== undefined;
  const isMergeRef = event.name === 'pull_request' && /^refs\/pull\/\d+\/merge$/.test(event.ref);
  return {
    kind: 'change',
    words: `pull request ${pull.number}`,
    tip: { oid: pull.head.sha },
    known: [{ oid: pull.base.sha }],
    tipRef: `refs/pull/${pull.number}/head`,
    merge: isMergeRef && !isTurned ? event.sha : undefined,
    refNames: [pull.head.ref],
    pull: {
      number: pull.number,
      head: pull.head.sha,
      commits: pull.commits,
      isFork: pull.head.repo?.full_name.toLowerCase() !== event.repository.toLowerCase(),
      isDraft: pull.draft === true,
    },
  };
}

/** The default branch, unless it is the one that was pushed to. */
function defaultBranch(ref: string, main: string | undefined): Revision[] {
  return main === undefined || ref === `refs/heads/${main}` ? [] : [{ branch: main }];
}

/**
 * A tag, a new branch or a rewritten one is held against the default branch as well, and judged by it: what a branch held
 * before may come from whoever pushes now.
 */
function pushTarget(event: RunnerEvent): Target {
  const { before, after, ref = event.ref, deleted, repository } = event.file;
  if (before === undefined || after === undefined) throw missing(event);
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  if (deleted === true || isZero(after)) return { kind: 'nothing', words: `${printable(name)} was deleted` };
  return {
    kind: 'change',
    words: `push to ${printable(name)}`,
    tip: { oid: after },
    known: [...defaultBranch(ref, repository?.default_branch), ...(isZero(before) ? [] : [{ oid: before }])],
    tipRef: ref.startsWith('refs/') ? ref : undefined,
    merge: undefined,
    refNames: isZero(before) ? [name] : [],
    pull: undefined,
  };
}

function groupTarget(event: RunnerEvent): Target {
  const group = event.file.merge_group;
  if (group === undefined) throw missing(event);
  return { kind: 'change', words: 'merge group', tip: { oid: group.head_sha }, known: [{ oid: group.base_sha }], tipRef: undefined, merge: undefined, refNames: [], pull: undefined };
}

const BY_EVENT: Readonly<Record<string, (event: RunnerEvent) => Target>> = {
  pull_request: pullTarget,
  pull_request_target: pullTarget,
  push: pushTarget,
  merge_group: groupTarget,
  schedule: () => ({ kind: 'history', words: 'history' }),
  workflow_dispatch: () => ({ kind: 'history', words: 'history' }),
  repository_dispatch: () => ({ kind: 'history', words: 'history' }),
};

/**
 * What is to be scanned, by the event and by what the workflow asks for. Reads nothing.
 * @throws UsageError for an event that brings nothing known
 */
export function targetOf(event: RunnerEvent, inputs: Pick<Inputs, 'scan' | 'base' | 'head'>): Target {
  if (inputs.scan === 'history') return { kind: 'history', words: 'history' };
  const { base, head } = inputs;
  if (base !== undefined) {
    const tip = head ?? event.sha ?? 'HEAD';
    for (const ref of [base, tip]) checkRef(ref);
    return { kind: 'change', words: 'named range', tip: { text: tip }, known: [{ text: base }], tipRef: undefined, merge: undefined, refNames: [], pull: undefined };
  }
  const make = Object.hasOwn(BY_EVENT, event.name) ? BY_EVENT[event.name] : undefined;
  if (make === undefined) throw new UsageError(`the event ${printable(event.name) || '(none)'} brings no range of commits`, 'set input base (and head), or scan: history');
  return make(event);
}

/** A whole history is judged by the commit of the run, but on a pull request or in a merge queue that one holds the change itself. */
export function historyJudge({ file, sha }: RunnerEvent): HistoryJudge {
  const base = file.pull_request?.base.sha ?? file.merge_group?.base_sha;
  return { commit: base ?? sha, strict: base !== undefined };
}
