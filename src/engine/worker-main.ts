import { parentPort } from 'node:worker_threads';
import { ScanThread, type ScanJob } from './scan-job.ts';
import { matcherOf } from './worker-matcher.ts';

/** A worker thread: is handed a job, answers with its result. What it throws reaches the pool as an error of the run. */
async function work(job: ScanJob): Promise<void> {
  if (job.rules === undefined) throw new RangeError('the job was not made for workers');
  const thread = new ScanThread(job, await matcherOf(job.rules));
  while (thread.step());
  const result = thread.result();
  // The links are the greater part of it, and are handed over instead of copied.
  const { links } = result;
  parentPort?.postMessage(result, links === undefined ? [] : [links.data.buffer, links.nameEnds.buffer]);
}

// A rejection that nobody handles ends the thread with an error event, which is what the pool waits for.
parentPort?.once('message', (job: ScanJob) => void work(job));
