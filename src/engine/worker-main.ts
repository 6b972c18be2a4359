import { parentPort, workerData } from 'node:worker_threads';
import { ScanThread, type ScanJob } from './scan-job.ts';
import { matcherOf } from './worker-matcher.ts';

/** Entry of a worker thread: takes a job, answers with its result. What it throws reaches the pool as an error of the run. */
const job = workerData as ScanJob;
const thread = new ScanThread(job, await matcherOf(job.rules, job.linear));
while (thread.step());
parentPort?.postMessage(thread.result());
