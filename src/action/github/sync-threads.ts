import type { Finding } from '#core/finding.ts';
import { countOf } from '#report/units.ts';
import type { RunResult } from '../result.ts';
import type { Api } from './api.ts';
import { apiFailure } from './api-failure.ts';
import { listChangedFiles } from './changed-files.ts';
import { placeOf, wantedFiles } from './comment-places.ts';
import { commentText } from './comment-text.ts';
import { planThreads, type Rewrite } from './plan-threads.ts';
import { postComments } from './post-comments.ts';
import { listThreads, resolveThread, unresolveThread, updateComment, type PullPlace } from './threads.ts';

/** A run and where its threads stand. */
export interface ThreadWork {
  readonly api: Api;
  readonly token: string;
  readonly pull: PullPlace;
  readonly head: string;
  readonly result: RunResult;
  /** Takes a line on what was done, as soon as it was. */
  readonly say: (line: string) => void;
}

/** A way to turn a thread, and the threads that stand the wrong way. */
interface Turn {
  readonly act: typeof resolveThread;
  readonly isDue: (rewrite: Rewrite) => boolean;
  readonly done: string;
}

const CLOSING: Turn = { act: resolveThread, isDue: ({ thread }) => !thread.isResolved, done: 'resolved' };
const OPENING: Turn = { act: unresolveThread, isDue: ({ thread }) => thread.isResolved, done: 'opened again' };

async function begin({ api, token, pull, head, result, say }: ThreadWork, fresh: readonly Finding[]): Promise<void> {
  if (fresh.length === 0) return;
  const files = await listChangedFiles(api, pull, wantedFiles(result, fresh));
  const comments = fresh.flatMap((finding) => {
    const place = placeOf(result, finding, files);
    return place === undefined ? [] : [{ place, body: commentText(result, finding) }];
  });
  const posted = await postComments({ api, pull, head, token }, comments);
  if (posted > 0) say(`${countOf(posted, 'comment')} written`);
  const lost = fresh.length - posted;
  if (lost > 0) say(`${countOf(lost, 'finding')} without a comment, as the pull request shows no line of it: see the summary`);
}

async function rewriteAll({ api, say }: ThreadWork, rewrites: readonly Rewrite[]): Promise<void> {
  for (const { thread, body } of rewrites) await updateComment(api, thread, body);
  if (rewrites.length > 0) say(`${countOf(rewrites.length, 'comment')} brought up to date`);
}

/**
 * Turning asks for more rights than writing; where they lack, the words of the comment tell. The thread is turned before
 * its comment is marked, so that a run that is cut off between the two leaves it to the next one.
 */
async function turnAll({ api, token, say }: ThreadWork, rewrites: readonly Rewrite[], { act, isDue, done }: Turn): Promise<void> {
  let refused: string | undefined;
  let turned = 0;
  for (const rewrite of rewrites) {
    try {
      if (refused === undefined && isDue(rewrite)) await act(api, rewrite.thread);
      turned += 1;
    } catch (error) {
      const { kind, text } = apiFailure(error, token);
      if (kind !== 'refused') throw error;
      refused = text;
    }
    await updateComment(api, rewrite.thread, rewrite.body);
  }
  if (refused !== undefined) say(`threads could not be ${done}, so their comments say it: ${refused}; GitHub asks for contents: write`);
  else if (turned > 0) say(`${countOf(turned, 'thread')} ${done}`);
}

/** Brings the threads of a pull request to what the run found. @throws what the client throws */
export async function syncThreads(work: ThreadWork): Promise<void> {
  const { api, pull, result, say } = work;
  const plan = planThreads(result, await listThreads(api, pull));
  await begin(work, plan.fresh);
  if (plan.left > 0) say(`${countOf(plan.left, 'more finding')} without a comment: see the summary`);
  await rewriteAll(work, plan.rewrite);
  await turnAll(work, plan.reopen, OPENING);
  await turnAll(work, plan.close, CLOSING);
}
