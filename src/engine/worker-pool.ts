import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { IncompleteError } from '#core/errors.ts';
import { COUNTER, type ScanJob, type ScanResult } from './scan-job.ts';

/** Where the workers' program stands; given by the door, because only it knows how the program was built. */
export interface WorkerEntry {
  readonly url: URL;
  /** Arguments for Node, e.g. a loader for TypeScript in tests. */
  readonly execArgv?: readonly string[];
}

/** Workers on one job. */
export interface WorkerPool {
  /** All results; rejects when any worker failed, after the others were stopped. */
  readonly results: Promise<readonly ScanResult[]>;
  /** Ends the work early: workers stop after the tree that they are at. */
  stop(): void;
}

/** V8 of Node 20. Later ones have a compiler between, and other flags. */
const TUNED_V8 = '11.';

/**
 * Makes V8 wait longer before it optimizes a function. A scan is over in a few seconds, each worker compiles for itself,
 * and by default that takes as much time, on other threads, as the scan itself (measured: docs/engine.md).
 */
function optimizeLate(): void {
  if (process.versions.v8.startsWith(TUNED_V8)) setFlagsFromString('--interrupt-budget=1200000');
}

/** What a worker makes is short-lived: a greater nursery would only cost memory, and every worker has one. In MiB. */
const NURSERY = 12;

function runWorker(entry: WorkerEntry, job: ScanJob): { readonly worker: Worker; readonly result: Promise<ScanResult> } {
  const worker = new Worker(entry.url, { workerData: job, resourceLimits: { maxYoungGenerationSizeMb: NURSERY }, ...(entry.execArgv === undefined ? {} : { execArgv: [...entry.execArgv] }) });
  const result = new Promise<ScanResult>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new IncompleteError(`a worker ended with code ${code} before its work was done`)));
  });
  return { worker, result };
}

/** Starts `count` workers on a job. */
export function startWorkers(entry: WorkerEntry, job: ScanJob, count: number): WorkerPool {
  const stop = (): void => void Atomics.store(job.counters, COUNTER.stop, 1);
  optimizeLate();
  const running = Array.from({ length: count }, () => runWorker(entry, job));
  const results = Promise.all(running.map(({ result }) => result)).catch(async (error: unknown) => {
    stop();
    await Promise.all(running.map(({ worker }) => worker.terminate()));
    throw error instanceof IncompleteError ? error : new IncompleteError('a worker of the history engine failed', undefined, error);
  });
  // The caller awaits it later; a failure before that must not count as unhandled.
  results.catch(() => undefined);
  return { results, stop };
}
