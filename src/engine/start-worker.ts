import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/** Where the workers' program stands; given by the door, because only it knows how the program was built. */
export interface WorkerEntry {
  readonly url: URL;
  /** Arguments for Node, e.g. a loader for TypeScript in tests. */
  readonly execArgv?: readonly string[];
}

/** What a worker makes is short-lived: a greater nursery would only cost memory, and every worker has one. In MiB. */
const NURSERY = 12;

/** Starts a thread that waits for its job. */
export function startWorker({ url, execArgv }: WorkerEntry): Worker {
  return new Worker(url, { resourceLimits: { maxYoungGenerationSizeMb: NURSERY }, ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }) });
}

/** V8 of Node 20. Later ones have a compiler between, and other flags. */
const TUNED_V8 = '11.';

/**
 * Makes V8 wait longer before it optimizes a function. A scan is over in a few seconds, each worker compiles for itself,
 * and by default that takes as much time, on other threads, as the scan itself (measured: docs/engine.md).
 */
export function optimizeLate(): void {
  if (process.versions.v8.startsWith(TUNED_V8)) setFlagsFromString('--interrupt-budget=1200000');
}
