import { parentPort } from 'node:worker_threads';
import { DocumentThread, type DocumentBatch, type DocumentJob } from './document-batch.ts';
import { ScanThread, type ScanJob } from './scan-job.ts';
import { sendResult } from './sent-result.ts';
import { matcherOf } from './worker-matcher.ts';

/** Scans a history, together with other threads, and answers with what came of it. */
async function scanHistory(job: ScanJob): Promise<void> {
  if (job.rules === undefined) throw new RangeError('the job was not made for workers');
  const thread = new ScanThread(job, await matcherOf(job.rules));
  while (thread.step());
  const result = thread.result();
  // The links are the greater part of it, and are handed over instead of copied.
  const { links } = result;
  parentPort?.postMessage(sendResult(result), links === undefined ? [] : [links.data.buffer, links.nameEnds.buffer]);
}

/** Answers each batch of documents, in turn, until the pool ends the thread. */
function scanDocuments(job: DocumentJob): void {
  const thread = matcherOf(job.rules).then((matcher) => new DocumentThread(matcher, job));
  const answer = async (batch: DocumentBatch): Promise<void> => {
    const result = (await thread).scan(batch);
    parentPort?.postMessage(result, []);
  };
  parentPort?.on('message', (batch: DocumentBatch) => void answer(batch));
}

/**
 * A worker thread: is handed a job and answers. What it throws reaches the pool as an error of the run: a rejection that
 * nobody handles ends the thread with an error event, which is what pools wait for.
 */
parentPort?.once('message', (job: ScanJob | DocumentJob) => {
  if ('store' in job) void scanHistory(job);
  else scanDocuments(job);
});
