import type { Worker } from 'node:worker_threads';
import { receiveDetection } from '#detect/sent-detection.ts';
import type { MatchStats } from '#detect/matcher.ts';
import { packBatch, type BatchResult, type DocumentJob } from './document-batch.ts';
import type { DocumentFound } from './document-reader.ts';
import { startWorker, type WorkerEntry } from './start-worker.ts';

/** A document that waits for a worker. */
export interface WaitingDocument {
  readonly bytes: Uint8Array;
  /** Where what was found in it goes. */
  readonly slot: { found: DocumentFound | undefined };
}

/** Told when a batch has come back, and when none ever will. */
export interface HelperEvents {
  readonly done: (stats: MatchStats) => void;
  readonly failed: (error: unknown) => void;
}

/** A worker that scans batches of documents. */
export class DocumentHelper {
  readonly #worker: Worker;
  readonly #batches = new Map<number, readonly WaitingDocument[]>();
  readonly #events: HelperEvents;
  #sent = 0;

  constructor(entry: WorkerEntry, job: DocumentJob, events: HelperEvents) {
    this.#events = events;
    this.#worker = startWorker(entry);
    this.#worker.on('message', (result: BatchResult) => this.#receive(result));
    this.#worker.once('error', events.failed);
    this.#worker.once('exit', (code) => events.failed(new Error(`a worker ended with code ${code} before its work was done`)));
    this.#worker.postMessage(job, []);
  }

  /** Batches that have not come back. */
  get waiting(): number {
    return this.#batches.size;
  }

  send(documents: readonly WaitingDocument[]): void {
    const batch = packBatch((this.#sent += 1), documents.map(({ bytes }) => bytes));
    this.#batches.set(batch.number, documents);
    this.#worker.postMessage(batch, [batch.bytes.buffer as ArrayBuffer]);
  }

  async end(): Promise<void> {
    // All of its work is done, or not wanted any more: what befalls it now is no failure.
    await this.#worker.removeAllListeners().on('error', () => undefined).terminate();
  }

  #receive({ number, results, stats }: BatchResult): void {
    const documents = this.#batches.get(number) ?? [];
    this.#batches.delete(number);
    for (const [i, { slot }] of documents.entries()) {
      const result = results[i];
      if (result === undefined) this.#events.failed(new Error('a worker has left out a document'));
      else slot.found = { ...result, detections: result.detections.map(receiveDetection) };
    }
    this.#events.done(stats);
  }
}
