import type { Finding } from '#core/finding.ts';
import { countOf } from '#report/units.ts';
import type { RunResult } from '../result.ts';
import { apiFailure } from './api-failure.ts';
import { planThreads, type Rewrite } from './plan-threads.ts';
import type { OwnThread, ThreadDesk } from './thread-desk.ts';

/** A run and where its threads stand. */
export interface ThreadWork {
  readonly desk: ThreadDesk;
  readonly token: string;
  readonly result: RunResult;
  /** Takes a line on what was done, as soon as it was. */
  readonly say: (line: string) => void;
}

/** A way to turn a thread, and the threads that stand the wrong way. */
interface Turn {
  readonly act: (thread: OwnThread) => Promise<void>;
  readonly isDue: (rewrite: Rewrite) => boolean;
  readonly done: string;
}

async function begin({ desk, result, say }: ThreadWork, fresh: readonly Finding[]): Promise<void> {
  const posted = await desk.begin(result, fresh);
  if (posted > 0) say(`${countOf(posted, 'comment')} written`);
  const lost = fresh.length - posted;
  if (lost > 0) say(`${countOf(lost, 'finding')} without a comment, as the pull request shows no line of it: see the summary`);
}

async function rewriteAll({ desk, say }: ThreadWork, rewrites: readonly Rewrite[]): Promise<void> {
  for (const { thread, body } of rewrites) await desk.rewrite(thread, body);
  if (rewrites.length > 0) say(`${countOf(rewrites.length, 'comment')} brought up to date`);
}

/**
 * Turning asks for more rights than writing; where they lack, the words of the comment tell. The thread is turned before
 * its comment is marked, so that a run that is cut off between the two leaves it to the next one.
 */
async function turnAll({ desk, token, say }: ThreadWork, rewrites: readonly Rewrite[], { act, isDue, done }: Turn): Promise<void> {
  let refused: string | undefined;
  let turned = 0;
  for (const rewrite of rewrites) {
    try {
      if (refused === undefined && isDue(rewrite)) await act(rewrite.thread);
      turned += 1;
    } catch (error) {
      const { kind, text } = apiFailure(error, token);
      if (kind !== 'refused') throw error;
      refused = text;
    }
    await desk.rewrite(rewrite.thread, rewrite.body);
  }
  if (refused !== undefined) say(`threads could not be ${done}, so their comments say it: ${refused}; GitHub asks for contents: write`);
  else if (turned > 0) say(`${countOf(turned, 'thread')} ${done}`);
}

/** Brings the threads of a pull request to what the run found. @throws what the client throws */
export async function syncThreads(work: ThreadWork): Promise<void> {
  const { desk, result, say } = work;
  const plan = planThreads(result, await desk.list());
  await begin(work, plan.fresh);
  if (plan.left > 0) say(`${countOf(plan.left, 'more finding')} without a comment: see the summary`);
  await rewriteAll(work, plan.rewrite);
  await turnAll(work, plan.reopen, { act: (thread) => desk.unresolve(thread), isDue: ({ thread }) => thread.isResolved, done: 'opened again' });
  await turnAll(work, plan.close, { act: (thread) => desk.resolve(thread), isDue: ({ thread }) => !thread.isResolved, done: 'resolved' });
}
