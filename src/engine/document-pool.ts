import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { IncompleteError } from '#core/errors.ts';
import type { Matcher, MatchStats } from '#detect/matcher.ts';
import { makeScanner, type Scanner } from '#detect/scanner.ts';
import { canRunCore } from './core-module.ts';
import type { DocumentJob } from './document-batch.ts';
import { DocumentHelper, type WaitingDocument } from './document-helper.ts';
import { DocumentReader, type DocumentFound, type ReaderOptions } from './document-reader.ts';
import { searchQuickly } from './quick-search.ts';
import type { WorkerEntry } from './start-worker.ts';
import { readPieces } from './whole-reader.ts';
import { sendRules } from './worker-matcher.ts';

export interface DocumentPoolOptions extends ReaderOptions {
  readonly entry: WorkerEntry;
  readonly matcher: Matcher;
  /** Most workers beside this thread; one less than there are cores when absent. */
  readonly workers?: number;
  /** Bytes of documents that are read before a worker is started, and again before each other one. */
  readonly bytesPerWorker?: number;
}

/** Told once for each document, in the order in which they were handed over. */
export type TellDocument = (found: DocumentFound) => void;

/** A reader of this thread's own takes about as long to make as so many bytes to scan without one. */
const BYTES_BEFORE_READER = 1 << 18;
/** A worker takes about a tenth of a second to start, and as long again to get up to speed. */
const BYTES_PER_WORKER = 6_000_000;
/** A batch is complete with so many bytes or documents: some hundredths of a second of work. */
const BATCH_BYTES = 1 << 17;
const BATCH_DOCUMENTS = 64;
/** Batches that a worker may have before it, so that it need not wait for this thread. */
const BATCHES_AHEAD = 2;

interface Slot {
  readonly tell: TellDocument;
  found: DocumentFound | undefined;
}

/**
 * Scans whole documents in this thread and, once there are enough of them, in workers. What comes of them is told in the
 * order in which they came, so that it does not depend on who was quicker. A worker that fails is a failed run. A Node
 * that cannot run the core does all here, as the reference does; that is asked only once there is enough to scan.
 */
export class DocumentPool {
  readonly #options: DocumentPoolOptions;
  readonly #searchAsBefore: () => void;
  readonly #scanner: Scanner;
  #reader: DocumentReader | undefined;
  readonly #helpers: DocumentHelper[] = [];
  readonly #most: number;
  readonly #share: number;
  #job: DocumentJob | undefined;
  #slots: Slot[] = [];
  #batch: (WaitingDocument & { readonly slot: Slot })[] = [];
  #batchBytes = 0;
  #bytes = 0;
  #hasSent = false;
  #failure: unknown;
  #wake: (() => void) | undefined;

  constructor(options: DocumentPoolOptions) {
    this.#options = options;
    this.#searchAsBefore = searchQuickly(options.matcher);
    this.#scanner = makeScanner(options.matcher, { depth: options.depth });
    this.#most = options.workers ?? availableParallelism() - 1;
    this.#share = options.bytesPerWorker ?? BYTES_PER_WORKER;
  }

  /** Workers that were started. */
  get workers(): number {
    return this.#helpers.length;
  }

  /** Takes a whole document. @param bytes must stay as they are */
  take(bytes: Uint8Array, tell: TellDocument): void {
    this.#bytes += bytes.length;
    const slot: Slot = { tell, found: undefined };
    this.#slots.push(slot);
    if (this.#most < 1 || this.#bytes < this.#share || !canRunCore()) {
      this.#scanHere(slot, bytes);
      this.#tellNext();
      return;
    }
    this.#batch.push({ slot, bytes });
    this.#batchBytes += bytes.length;
    if (this.#batchBytes >= BATCH_BYTES || this.#batch.length >= BATCH_DOCUMENTS) this.#handOut();
  }

  /** Takes what was found elsewhere in a document, to be told when its turn comes. */
  add(found: DocumentFound, tell: TellDocument): void {
    this.#slots.push({ tell, found });
    this.#tellNext();
  }

  /** Lets workers answer. To be awaited between documents. @throws IncompleteError when a worker failed */
  async turn(): Promise<void> {
    this.#check();
    if (!this.#hasSent) return;
    this.#hasSent = false;
    await nextTurn();
    this.#check();
  }

  /** Waits until everything was told. @throws IncompleteError when a worker failed */
  async settle(): Promise<void> {
    if (this.#batch.length > 0) this.#handOut();
    this.#check();
    while (this.#slots.length > 0) {
      await new Promise<void>((resolve) => void (this.#wake = resolve));
      this.#check();
    }
  }

  /** Ends the workers. */
  async end(): Promise<void> {
    this.#reader?.end();
    this.#searchAsBefore();
    await Promise.all(this.#helpers.map((helper) => helper.end()));
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #scanHere(slot: Slot, bytes: Uint8Array): void {
    if (this.#bytes > BYTES_BEFORE_READER && canRunCore()) this.#reader ??= new DocumentReader(this.#options.matcher, this.#options);
    slot.found = this.#reader?.read(bytes) ?? { bytes: bytes.length, ...readPieces(this.#scanner, bytes.length, (from, to) => bytes.subarray(from, to)) };
  }

  #tellNext(): void {
    let told = 0;
    for (const { tell, found } of this.#slots) {
      if (found === undefined) break;
      tell(found);
      told += 1;
    }
    this.#slots = told === this.#slots.length ? [] : this.#slots.slice(told);
  }

  /** Gives the batch to a worker that has room for it; where none has, this thread scans it. */
  #handOut(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#hasSent = true;
    const helper = this.#freeHelper();
    if (helper === undefined) {
      for (const { slot, bytes } of batch) this.#scanHere(slot, bytes);
      this.#tellNext();
      return;
    }
    helper.send(batch);
  }

  #freeHelper(): DocumentHelper | undefined {
    if (this.#helpers.length < Math.min(this.#most, Math.floor(this.#bytes / this.#share))) this.#helpers.push(this.#start());
    const [best] = [...this.#helpers].sort((a, b) => a.waiting - b.waiting);
    return best !== undefined && best.waiting < BATCHES_AHEAD ? best : undefined;
  }

  #start(): DocumentHelper {
    const { entry, matcher, linear, depth } = this.#options;
    this.#job ??= { rules: sendRules(matcher, linear), linear, depth };
    return new DocumentHelper(entry, this.#job, { done: (stats) => this.#done(stats), failed: (error) => this.#fail(error) });
  }

  #done(stats: MatchStats): void {
    const sums = this.#options.matcher.stats;
    sums.hits += stats.hits;
    sums.regexRuns += stats.regexRuns;
    sums.rejected += stats.rejected;
    this.#tellNext();
    this.#wake?.();
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof IncompleteError ? error : new IncompleteError('a worker that scans documents failed', undefined, error);
    this.#wake?.();
  }
}
