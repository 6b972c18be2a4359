import type { Oid } from '#core/origin.ts';
import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { specialRules, toDetection } from '#detect/scanner.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import type { Git } from '#git/git.ts';
import { readObjects } from '#git/objects.ts';
import { PackFault } from '#git/pack/fault.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { typeName } from '#git/pack/object-type.ts';
import { Core } from './core-memory.ts';
import { isTree, shareStore, WANTED, type SharedStore } from './forest.ts';
import type { EngineOptions } from './engine-options.ts';
import { addFigures, makeJob, workersFor } from './make-job.ts';
import { COUNTER, MARK, ScanThread, type ScanFigures, type ScanJob, type ScanResult } from './scan-job.ts';
import { treePieces } from './tree-pieces.ts';
import { unpackResolved, type WireResolved } from './wire.ts';
import { startWorkers, type WorkerPool } from './worker-pool.ts';

/** Figures of one run, for `--stats`. Times in milliseconds. */
export interface EngineStats extends ScanFigures {
  readonly workers: number;
  readonly openMs: number;
  readonly scanMs: number;
  readonly treesMs: number;
  /** Documents that took the plain road. */
  readonly plain: number;
}

/** Objects of this size and more come from git, which gives them in pieces. */
const LARGE_BYTES = 64 * 1024 * 1024;
const PROGRESS_MS = 200;

/**
 * Reads a history at the speed of its packs. It scans every document of the object store while git still walks the
 * history; `read` then takes the place of `cat-file` in the history source: what was scanned is told to
 * `onDocument`, everything else comes as objects, from the packs where they can be read, else from git.
 */
export class HistoryEngine {
  readonly #options: EngineOptions;
  readonly #store: ObjectStore;
  readonly #shared: SharedStore;
  readonly #job: ScanJob;
  readonly #pool: WorkerPool | undefined;
  readonly #started = performance.now();
  readonly #openMs: number;
  readonly #compiled = new Map<string, CompiledRule>(specialRules().map((special) => [special.rule.id, special]));
  #figures: ScanFigures = { inflated: 0, searched: 0, candidates: 0, hits: 0, regexRuns: 0 };
  #scanMs = 0;
  #treesMs = 0;
  #plain = 0;
  readonly workers: number;

  /** Opens the store and starts the workers. @throws PackFault when the packs are replaced over and over */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#store = new ObjectStore(options);
    this.#shared = shareStore(this.#store);
    this.#job = makeJob(this.#store, this.#shared, options);
    this.#openMs = performance.now() - this.#started;
    this.workers = options.workerEntry === undefined ? 0 : (options.workers ?? workersFor(this.#store));
    this.#pool = options.workerEntry === undefined || this.workers === 0 ? undefined : startWorkers(options.workerEntry, this.#job, this.workers);
    options.signal?.addEventListener('abort', () => void Atomics.store(this.#job.counters, COUNTER.stop, 1), { once: true });
  }

  get stats(): EngineStats {
    return { ...this.#figures, workers: this.workers, openMs: this.#openMs, scanMs: this.#scanMs, treesMs: this.#treesMs, plain: this.#plain };
  }

  /** Objects of a history. Takes all ids first: git walks while the workers scan. */
  async *read(git: Git, oids: AsyncIterable<Oid> | Iterable<Oid>): AsyncGenerator<ObjectItem, void, undefined> {
    const timer = this.#startProgress();
    try {
      const asked: Oid[] = [];
      for await (const oid of oids) asked.push(oid);
      const results = await this.#results();
      this.#scanMs = performance.now() - this.#started - this.#openMs;
      yield* this.#answer(git, asked, results);
    } finally {
      clearInterval(timer);
      this.#pool?.stop();
      this.#store.close();
    }
  }

  async #results(): Promise<readonly ScanResult[]> {
    if (this.#pool !== undefined) return this.#pool.results;
    const thread = new ScanThread(this.#job, this.#options.matcher);
    // Lets signals and git's output through between two batches.
    while (thread.step()) await new Promise((resolve) => setImmediate(resolve));
    return [thread.result()];
  }

  *#tellScanned(asked: readonly Oid[], results: readonly ScanResult[]): Iterable<ObjectItem | number | Oid> {
    const matches = new Map<number, readonly WireResolved[]>();
    for (const { found } of results) for (const one of found) matches.set(one.entry, one.matches);
    const plain = new Set(results.flatMap((result) => result.plain));
    this.#plain = plain.size;
    const { table } = this.#store;
    for (const oid of asked) {
      const entry = this.#store.find(Buffer.from(oid, 'hex'));
      const mark = this.#job.marks[entry] ?? MARK.none;
      const type = table.type[entry] ?? 0;
      if ((mark & MARK.scanned) !== 0) this.#tell({ oid, entry, mark, matches: matches.get(entry) ?? [] });
      else if (mark === MARK.tooBig) yield this.#tooBig(oid, entry);
      else if (entry >= 0 && isTree(type)) this.#shared.wanted[entry] = WANTED;
      else yield oid;
    }
  }

  async *#answer(git: Git, asked: readonly Oid[], results: readonly ScanResult[]): AsyncGenerator<ObjectItem, void, undefined> {
    for (const { figures } of results) this.#figures = addFigures(this.#figures, figures);
    const rest: Oid[] = [];
    if (this.#options.signal?.aborted !== true) {
      for (const item of this.#tellScanned(asked, results)) {
        if (typeof item === 'string') rest.push(item);
        else if (typeof item === 'object') yield item;
      }
      yield* this.#trees(rest);
    } else rest.push(...asked);
    const missing: Oid[] = [];
    for (const oid of rest) {
      const piece = this.#readPlain(oid);
      if (piece === undefined) missing.push(oid);
      else yield piece;
    }
    if (missing.length > 0) yield* readObjects(git, missing);
  }

  *#trees(rest: Oid[]): Iterable<ObjectItem> {
    const before = performance.now();
    const core = new Core(this.#options.matcher.table);
    const failures: number[] = [];
    yield* treePieces(this.#store, this.#shared, { core, failures, arenaBytes: this.#job.arenaBytes });
    for (const entry of failures) rest.push(this.#store.oidOf(entry));
    this.#treesMs = performance.now() - before;
  }

  /** An object read whole from the store; git is asked for what this cannot read, and its word counts. */
  #readPlain(oid: Oid): ObjectItem | undefined {
    const entry = this.#store.find(Buffer.from(oid, 'hex'));
    if ((this.#store.table.size[entry] ?? 0) >= LARGE_BYTES) return undefined;
    try {
      const { type, bytes } = this.#store.read(oid);
      return { kind: 'piece', oid, type, size: bytes.length, offset: 0, bytes, last: true };
    } catch (error) {
      if (error instanceof PackFault) return undefined;
      throw error;
    }
  }

  #tooBig(oid: Oid, entry: number): ObjectItem {
    const type = typeName(this.#store.table.type[entry] ?? 0) ?? 'blob';
    return { kind: 'piece', oid, type, size: this.#job.sizes[entry] ?? 0, offset: 0, bytes: new Uint8Array(), last: true };
  }

  #tell({ oid, entry, mark, matches }: { oid: Oid; entry: number; mark: number; matches: readonly WireResolved[] }): void {
    const type = typeName(this.#store.table.type[entry] ?? 0);
    const kind = type === 'commit' || type === 'tag' ? type : 'blob';
    const detections = matches.map((wire) => toDetection(unpackResolved(wire, (id) => this.#ruleOf(id))));
    this.#options.onDocument({ origin: { kind, oid }, bytes: this.#job.sizes[entry] ?? 0, isBinary: (mark & MARK.binary) !== 0, detections });
  }

  #ruleOf(id: string): CompiledRule {
    const known = this.#compiled.get(id);
    if (known !== undefined) return known;
    const rule = this.#options.matcher.ruleOf(id);
    if (rule === undefined) throw new RangeError(`a match names the unknown rule ${id}`);
    const compiled = compileRule(rule);
    this.#compiled.set(id, compiled);
    return compiled;
  }

  #startProgress(): NodeJS.Timeout | undefined {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return undefined;
    const { counters } = this.#job;
    const tell = (): void => onProgress(Atomics.load(counters, COUNTER.documents), Atomics.load(counters, COUNTER.kilobytes) * 1024);
    return setInterval(tell, PROGRESS_MS).unref();
  }
}
