import type { Oid } from '#core/origin.ts';
import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { specialRules, toDetection } from '#detect/scanner.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import type { Git } from '#git/git.ts';
import type { HistoryPlace } from '#git/history-place.ts';
import type { MissingItem, PathItem, TreeNameItem } from '#git/tree-object.ts';
import type { Tips } from '#git/tips.ts';
import { readObjects } from '#git/objects.ts';
import { PackFault } from '#git/pack/fault.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { typeName } from '#git/pack/object-type.ts';
import { Core } from './core-memory.ts';
import { inflatedBytes, isTree, shareStore, WANTED, type SharedStore } from './forest.ts';
import type { EngineOptions } from './engine-options.ts';
import { placesIn } from './graph/history-places.ts';
import { findPaths } from './graph/paths.ts';
import { walkStore, type WalkedHistory } from './graph/walk-store.ts';
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
  readonly walkMs: number;
  /** Documents that took the plain road. */
  readonly plain: number;
  /** Documents that were known from an earlier scan. */
  readonly known: number;
}

/** What the engine says to the source that it reads for. */
export type HistoryItem = ObjectItem | TreeNameItem | PathItem | MissingItem;

/** Objects of this size and more come from git, which gives them in pieces. */
const LARGE_BYTES = 64 * 1024 * 1024;
const PROGRESS_MS = 200;

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
  readonly #started = performance.now();
  readonly #openMs: number;
  readonly #compiled = new Map<string, CompiledRule>(specialRules().map((special) => [special.rule.id, special]));
  #figures: ScanFigures = { inflated: 0, searched: 0, candidates: 0, hits: 0, regexRuns: 0 };
  #scanMs = 0;
  #treesMs = 0;
  #walkMs = 0;
  #walked: WalkedHistory | undefined;
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
    return { ...this.#figures, workers: this.workers, openMs: this.#openMs, scanMs: this.#scanMs, treesMs: this.#treesMs, walkMs: this.#walkMs, plain: this.#plain, known: this.#options.memory?.recalled ?? 0 };
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
      const results = await this.#scan();
      this.#walked = tips === undefined ? undefined : this.#walk(await tips, results);
      if (this.#options.signal?.aborted === true) yield* readObjects(git, asked ?? []);
      else if (this.#walked === undefined) yield* this.#answerAsked(git, asked ?? (await allOf(oids)), results);
      else yield* this.#answerReached(git, this.#walked, results);
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

  async #scan(): Promise<readonly ScanResult[]> {
    const results = await this.#results();
    this.#scanMs = performance.now() - this.#started - this.#openMs;
    if (this.#options.signal?.aborted !== true) this.#options.memory?.remember(this.#store, this.#job, results);
    for (const { figures } of results) this.#figures = addFigures(this.#figures, figures);
    return results;
  }

  async #results(): Promise<readonly ScanResult[]> {
    if (this.#pool !== undefined) return this.#pool.results;
    const thread = new ScanThread(this.#job, this.#options.matcher);
    // Lets signals and git's output through between two batches.
    while (thread.step()) await new Promise((resolve) => setImmediate(resolve));
    return [thread.result()];
  }

  #walk(tips: Tips, results: readonly ScanResult[]): WalkedHistory | undefined {
    const before = performance.now();
    const walked = walkStore(this.#store, { tips, links: results.flatMap(({ links }) => links ?? []), unreachable: this.#options.unreachable === true });
    this.#walkMs = performance.now() - before;
    return walked;
  }

  /** Answers for entries that the engine has come by itself. */
  async *#answerReached(git: Git, reached: WalkedHistory, results: readonly ScanResult[]): AsyncGenerator<HistoryItem, void, undefined> {
    for (const name of reached.names) yield { kind: 'tree-name', name };
    for (const { oid, name } of reached.submodules) yield { kind: 'tree-name', name, submodule: oid };
    for (const oid of reached.missing) yield { kind: 'missing', oid };
    const { entries } = reached;
    const { table } = this.#store;
    const rest: number[] = [];
    const tell = this.#teller(results);
    for (let entry = 0; entry < entries.length; entry += 1) {
      if (entries[entry] === 0 || isTree(table.type[entry] ?? 0)) continue;
      const item = tell(entry);
      if (item === 'unread') rest.push(entry);
      else if (item !== 'told') yield item;
    }
    for (const [entry, path] of findPaths(rest, reached.graph, entries)) yield { kind: 'path', oid: this.#store.oidOf(entry), path };
    yield* this.#readRest(git, rest.map((entry) => this.#store.oidOf(entry)));
  }

  /** Answers for ids that git has listed. */
  async *#answerAsked(git: Git, asked: readonly Oid[], results: readonly ScanResult[]): AsyncGenerator<ObjectItem, void, undefined> {
    const { table } = this.#store;
    const rest: Oid[] = [];
    const tell = this.#teller(results);
    this.#shared.wanted.fill(0);
    for (const oid of asked) {
      const entry = this.#store.find(Buffer.from(oid, 'hex'));
      if (entry >= 0 && isTree(table.type[entry] ?? 0)) {
        this.#shared.wanted[entry] = WANTED;
        continue;
      }
      const item = tell(entry);
      if (item === 'unread') rest.push(oid);
      else if (item !== 'told') yield item;
    }
    yield* this.#trees(rest);
    yield* this.#readRest(git, rest);
  }

  /** Tells what a scan says of an entry; `unread` where it says nothing. */
  #teller(results: readonly ScanResult[]): (entry: number) => ObjectItem | 'told' | 'unread' {
    const matches = new Map<number, readonly WireResolved[]>();
    for (const { found } of results) for (const one of found) matches.set(one.entry, one.matches);
    this.#plain = new Set(results.flatMap((result) => result.plain)).size;
    return (entry) => {
      const mark = this.#job.marks[entry] ?? MARK.none;
      if (mark === MARK.tooBig) return this.#tooBig(this.#store.oidOf(entry), entry);
      if ((mark & MARK.scanned) === 0) return 'unread';
      this.#tell({ entry, mark, matches: matches.get(entry) ?? [] });
      return 'told';
    };
  }

  async *#readRest(git: Git, rest: readonly Oid[]): AsyncGenerator<ObjectItem, void, undefined> {
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
    const core = new Core(this.#options.matcher.table, { arenaBytes: this.#job.arenaBytes });
    const failures: number[] = [];
    yield* treePieces(this.#store, this.#shared, { core, failures });
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

  #tell({ entry, mark, matches }: { entry: number; mark: number; matches: readonly WireResolved[] }): void {
    const oid = this.#store.oidOf(entry);
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
    const all = inflatedBytes(this.#shared);
    const tell = (): void => {
      const share = Math.min(1, (Atomics.load(counters, COUNTER.inflated) * 1024) / all);
      onProgress({ documents: Atomics.load(counters, COUNTER.documents), bytes: Atomics.load(counters, COUNTER.kilobytes) * 1024, share });
    };
    return setInterval(tell, PROGRESS_MS).unref();
  }
}

/** All ids that come. */
export async function allOf(oids: AsyncIterable<Oid> | Iterable<Oid>): Promise<Oid[]> {
  const all: Oid[] = [];
  for await (const oid of oids) all.push(oid);
  return all;
}
