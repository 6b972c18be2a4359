import type { Worker } from 'node:worker_threads';
import { IncompleteError } from '#core/errors.ts';
import { COUNTER, type ScanJob, type ScanResult } from './scan-job.ts';
import { receiveResult, type SentScanResult } from './sent-result.ts';
import { optimizeLate, startWorker, type WorkerEntry } from './start-worker.ts';

interface Running {
  readonly worker: Worker;
  readonly result: Promise<ScanResult>;
}

function boot(entry: WorkerEntry): Running {
  const worker = startWorker(entry);
  const result = new Promise<ScanResult>((resolve, reject) => {
    worker.once('message', (sent: SentScanResult) => resolve(receiveResult(sent)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new IncompleteError(`a worker ended with code ${code} before its work was done`)));
  });
  // The caller awaits it later; a failure before that must not count as unhandled.
  result.catch(() => undefined);
  return { worker, result };
}

/** Workers on one job. The first one boots at once, while the job is still being made: that takes a tenth of a second. */
export class WorkerPool {
  readonly #entry: WorkerEntry;
  readonly #running: Running[];
  #job: ScanJob | undefined;

  constructor(entry: WorkerEntry) {
    optimizeLate();
    this.#entry = entry;
    this.#running = [boot(entry)];
  }

  /** Puts `count` workers on a job, at least one. @returns all results; rejects when any worker failed, after the others were stopped */
  run(job: ScanJob, count: number): Promise<readonly ScanResult[]> {
    this.#job = job;
    while (this.#running.length < count) this.#running.push(boot(this.#entry));
    for (const { worker } of this.#running) {
      // A thread has no origin to name: that argument is for windows.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(job);
    }
    const results = Promise.all(this.#running.map(({ result }) => result)).catch(async (error: unknown) => {
      await this.end();
      throw error instanceof IncompleteError ? error : new IncompleteError('a worker of the history engine failed', undefined, error);
    });
    // As above.
    results.catch(() => undefined);
    return results;
  }

  /** Ends the work early: workers stop after the tree that they are at. */
  stop(): void {
    if (this.#job !== undefined) Atomics.store(this.#job.counters, COUNTER.stop, 1);
  }

  /** Ends the workers. */
  async end(): Promise<void> {
    this.stop();
    await Promise.all(this.#running.map(({ worker }) => worker.terminate()));
  }
}
