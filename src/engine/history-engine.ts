import type { Oid } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import type { HistoryPlace } from '#git/history-place.ts';
import type { Tips } from '#git/tips.ts';
import { readObjects } from '#git/objects.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { DocumentTeller, type FoundByEntry } from './document-teller.ts';
import { inflatedBytes, shareStore, type SharedStore } from './forest.ts';
import type { EngineOptions } from './engine-options.ts';
import { placesIn } from './graph/history-places.ts';
import type { LinkRecords } from './graph/link-book.ts';
import { walkStore, type WalkedHistory } from './graph/walk-store.ts';
import { addFigures, makeJob, threadsFor } from './make-job.ts';
import { HistoryAnswers, type HistoryItem } from './history-answers.ts';
import { COUNTER, ScanThread, type ScanFigures, type ScanJob, type ScanResult } from './scan-job.ts';
import { WorkerPool } from './worker-pool.ts';

/** Figures of one run, for `--stats`. Times in milliseconds. */
export interface EngineStats extends ScanFigures {
  /** This one and the workers. */
  readonly threads: number;
  readonly openMs: number;
  readonly scanMs: number;
  readonly treesMs: number;
  readonly walkMs: number;
  /** Documents that were known from an earlier scan. */
  readonly known: number;
}

const PROGRESS_MS = 200;

/** What all threads together have found. */
interface Scan {
  readonly found: FoundByEntry;
  readonly links: readonly LinkRecords[];
}

/**
 * Reads a history at the speed of its packs. It scans every document of the object store and walks the history
 * itself, or lets git walk where it cannot; `read` then takes the place of `cat-file` in the history source: what was scanned is told to
 * `onDocument`, everything else comes as objects, from the packs where they can be read, else from git.
 */
export class HistoryEngine {
  readonly #options: EngineOptions;
  readonly #store: ObjectStore;
  readonly #shared: SharedStore;
  readonly #job: ScanJob;
  readonly #pool: WorkerPool | undefined;
  readonly #results: Promise<readonly ScanResult[]> | undefined;
  readonly #started = performance.now();
  readonly #openMs: number;
  #figures: ScanFigures = { inflated: 0, searched: 0, candidates: 0, hits: 0, regexRuns: 0, plain: 0 };
  #scanMs = 0;
  #treesMs = 0;
  #walkMs = 0;
  #walked: WalkedHistory | undefined;
  #unread = 0;
  readonly threads: number;

  /** Opens the store and starts the workers. @throws PackFault when the packs are replaced over and over */
  constructor(options: EngineOptions) {
    const { workerEntry, workers, signal } = options;
    this.#options = options;
    this.#pool = workerEntry === undefined || workers === 0 ? undefined : new WorkerPool(workerEntry);
    try {
      this.#store = new ObjectStore(options);
      this.#shared = shareStore(this.#store);
      this.#job = makeJob(this.#store, this.#shared, options);
    } catch (error) {
      void this.#pool?.end();
      throw error;
    }
    this.#openMs = performance.now() - this.#started;
    // The first worker boots already: where the packs are hardly worth two threads, it takes a part all the same.
    const wanted = workers ?? Math.max(1, threadsFor(this.#store) - 1);
    this.threads = this.#pool === undefined ? 1 : 1 + wanted;
    this.#results = this.#pool?.run(this.#job, wanted);
    signal?.addEventListener('abort', () => void Atomics.store(this.#job.counters, COUNTER.stop, 1), { once: true });
  }

  get stats(): EngineStats {
    return { ...this.#figures, threads: this.threads, openMs: this.#openMs, scanMs: this.#scanMs, treesMs: this.#treesMs, walkMs: this.#walkMs, plain: this.#figures.plain + this.#unread, known: this.#options.memory?.recalled ?? 0 };
  }

  /**
   * Objects of a history, those that were not scanned here. Walks by itself where it can; else takes all ids first,
   * so that git walks while the workers scan.
   */
  async *read(git: Git, oids: AsyncIterable<Oid> | Iterable<Oid>): AsyncGenerator<HistoryItem, void, undefined> {
    const timer = this.#startProgress();
    try {
      const tips = this.#options.tips?.();
      // Awaited below, when the scan has ended; a failure before that must not count as unhandled.
      tips?.catch(() => undefined);
      const asked = tips === undefined ? await allOf(oids) : undefined;
      const { found, links } = await this.#scan();
      this.#walked = tips === undefined ? undefined : this.#walk(await tips, links);
      if (this.#options.signal?.aborted === true) yield* readObjects(git, asked ?? []);
      else yield* this.#answer(git, found, async () => asked ?? (await allOf(oids)));
    } finally {
      clearInterval(timer);
      this.#pool?.stop();
      this.#store.close();
    }
  }

  /** Where blobs stand in the history that was read, once `read` has ended; undefined where git must say it. */
  placesOf(oids: Iterable<Oid>): ReadonlyMap<Oid, readonly HistoryPlace[]> | undefined {
    const { times } = this.#job;
    return this.#walked === undefined || times === undefined ? undefined : placesIn(this.#walked, this.#store, { oids, times });
  }

  async #scan(): Promise<Scan> {
    const here = await this.#scanHere().catch(async (error: unknown) => {
      await this.#pool?.end();
      throw error;
    });
    const results = [here, ...((await this.#results) ?? [])];
    this.#scanMs = performance.now() - this.#started - this.#openMs;
    if (this.#options.signal?.aborted !== true) this.#options.memory?.remember(this.#store, this.#job, results);
    for (const { figures } of results) this.#figures = addFigures(this.#figures, figures);
    this.#unread = new Set(results.flatMap(({ unread }) => unread)).size;
    return { found: takeFound(results), links: results.flatMap(({ links }) => links ?? []) };
  }

  /** This thread takes its part of the batches. */
  async #scanHere(): Promise<ScanResult> {
    const thread = new ScanThread(this.#job, this.#options.matcher);
    // Lets signals and git's output through between two batches.
    while (thread.step()) await new Promise((resolve) => setImmediate(resolve));
    return thread.result();
  }

  #walk(tips: Tips, links: readonly LinkRecords[]): WalkedHistory | undefined {
    const before = performance.now();
    const walked = walkStore(this.#store, { tips, links, unreachable: this.#options.unreachable === true });
    this.#walkMs = performance.now() - before;
    return walked;
  }

  async *#answer(git: Git, found: FoundByEntry, askedOids: () => Promise<readonly Oid[]>): AsyncGenerator<HistoryItem, void, undefined> {
    const [store, shared, job, options] = [this.#store, this.#shared, this.#job, this.#options];
    const answers = new HistoryAnswers({ store, shared, options, git, teller: new DocumentTeller({ store, job, options }, found) });
    if (this.#walked === undefined) yield* answers.ofAsked(await askedOids());
    else yield* answers.ofReached(this.#walked);
    this.#treesMs = answers.treesMs;
  }

  #startProgress(): NodeJS.Timeout | undefined {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return undefined;
    const { counters } = this.#job;
    const all = inflatedBytes(this.#shared);
    const tell = (): void => {
      const share = Math.min(1, (Atomics.load(counters, COUNTER.inflated) * 1024) / all);
      onProgress({ documents: Atomics.load(counters, COUNTER.documents), bytes: Atomics.load(counters, COUNTER.kilobytes) * 1024, share });
    };
    return setInterval(tell, PROGRESS_MS).unref();
  }
}

/** What the threads have found, taken out of their results: promises of those live as long as the engine. */
function takeFound(results: readonly ScanResult[]): FoundByEntry {
  const all: FoundByEntry = new Map();
  for (const { found } of results) {
    for (const { entry, detections } of found) all.set(entry, detections);
    found.length = 0;
  }
  return all;
}

/** All ids that come. */
export async function allOf(oids: AsyncIterable<Oid> | Iterable<Oid>): Promise<Oid[]> {
  const all: Oid[] = [];
  for await (const oid of oids) all.push(oid);
  return all;
}
