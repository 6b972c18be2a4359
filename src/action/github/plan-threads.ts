import type { Finding } from '#core/finding.ts';
import type { RunResult } from '../result.ts';
import { commentText, goneText } from './comment-text.ts';
import type { OwnThread } from './thread-desk.ts';

/** A thread whose comment is to read otherwise. */
export interface Rewrite {
  readonly thread: OwnThread;
  readonly body: string;
}

/** What is to be done so that each finding has one thread, and threads of findings that are no more are closed. */
export interface ThreadPlan {
  /** Findings without a thread, most severe first. */
  readonly fresh: readonly Finding[];
  /** Findings that will have none: there is a bound. */
  readonly left: number;
  readonly rewrite: readonly Rewrite[];
  /** Threads of keys that had gone and are back. */
  readonly reopen: readonly Rewrite[];
  readonly close: readonly Rewrite[];
}

/** Threads that may stand open at once; GitHub holds more in one go for abuse, and so do readers. */
const MAX_THREADS = 30;

/** The first thread of each finding. Two runs at once may have begun two: the second is closed with its finding, no sooner. */
function firstOfEach(threads: readonly OwnThread[]): Map<string, OwnThread> {
  return new Map(threads.toReversed().map((thread) => [thread.marker.id, thread]));
}

/**
 * Compares a run with the threads of earlier ones. A thread that a person has resolved is left alone while its key still
 * stands: whoever did it has read it. An incomplete run closes nothing.
 */
export function planThreads(result: RunResult, threads: readonly OwnThread[]): ThreadPlan {
  const first = firstOfEach(threads);
  const known = result.open.flatMap((finding) => {
    const thread = first.get(finding.id);
    return thread === undefined ? [] : [{ thread, body: commentText(result, finding) }];
  });
  const open = new Set(result.open.map(({ id }) => id));
  const gone = threads.filter(({ marker }) => !open.has(marker.id) && marker.state === 'open' && result.report.ledger.complete);
  const fresh = result.open.filter(({ id }) => !first.has(id));
  const room = Math.max(0, MAX_THREADS - known.length);
  return {
    fresh: fresh.slice(0, room),
    left: Math.max(0, fresh.length - room),
    rewrite: known.filter(({ thread, body }) => thread.marker.state === 'open' && thread.body.trimEnd() !== body),
    reopen: known.filter(({ thread }) => thread.marker.state === 'gone'),
    close: gone.map((thread) => ({ thread, body: goneText(thread.body) })),
  };
}
