import type { Detection } from '#core/finding.ts';
import type { Matcher } from '#detect/matcher.ts';
import { ObjectFinder } from '#git/pack/object-finder.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { PLAIN_STATE, type DocumentState, type Place } from './document-state.ts';
import { isTree, WANTED, type SharedStore } from './forest.ts';
import type { LinkRecords } from './graph/link-book.ts';
import { LinkReader } from './graph/link-reader.ts';
import { MARK, markOf } from './marks.ts';
import { openBench, type Bench } from './scan-bench.ts';
import { scannedText, type Scanned } from './scanned-text.ts';
import type { WasmModule } from './web-assembly.ts';
import { TreeWalker, type Visitor } from './tree-walker.ts';
import type { SentRules } from './worker-matcher.ts';

/** One scan over shared memory; the same object goes to every worker. */
export interface ScanJob {
  readonly store: SharedStore;
  readonly roots: Int32Array;
  /** `[next batch, stop, documents done, kilobytes of documents done, kilobytes inflated]`, by Atomics. */
  readonly counters: Int32Array;
  readonly rules: SentRules | undefined;
  /** Ids of the rules that another regex engine runs, one that is linear in time. */
  readonly linear: ReadonlySet<string>;
  readonly depth: number;
  /** Greater documents are left out. */
  readonly maxBytes: number;
  /** Size of each wanted document once rebuilt, and its `MARK`s. */
  readonly sizes: Float64Array;
  readonly marks: Uint8Array;
  readonly arenaBytes: number;
  /** The compiled core, for workers. */
  readonly module: WasmModule | undefined;
  /** Where commit times go, in seconds, by entry, when the links of all objects are gathered too. */
  readonly times: Float64Array | undefined;
}

export const COUNTER = { next: 0, stop: 1, documents: 2, kilobytes: 3, inflated: 4 } as const;

/** Bytes of all counters. */
export const COUNTERS_BYTES: number = 4 * Object.keys(COUNTER).length;

export interface ScanFigures {
  /** Bytes that zlib gave, bytes that were searched for anchors. */
  inflated: number;
  searched: number;
  candidates: number;
  hits: number;
  regexRuns: number;
  /** Documents that the reference engine has read whole. */
  plain: number;
}

/** What one worker found. */
export interface ScanResult {
  readonly found: { readonly entry: number; readonly detections: readonly Detection[] }[];
  /** Entries that could not be read here. */
  readonly unread: readonly number[];
  readonly figures: ScanFigures;
  readonly links: LinkRecords | undefined;
}

/** Delta trees that a worker takes at a time. */
const BATCH = 64;
const LFS_MAX_BYTES = 1024;
const LFS_START = Buffer.from('version https://git-lfs.github.com/spec/');

/** Scans documents of the trees that this thread takes, until none are left. */
export class ScanThread implements Visitor<DocumentState> {
  readonly #job: ScanJob;
  readonly #bench: Bench;
  readonly #walker: TreeWalker;
  readonly #found: { entry: number; detections: readonly Detection[] }[] = [];
  readonly #unread: number[] = [];
  readonly #links: LinkReader | undefined;
  #documents = 0;
  #bytes = 0;
  #toldInflated = 0;

  constructor(job: ScanJob, matcher: Matcher) {
    this.#job = job;
    this.#bench = openBench(matcher, job);
    this.#walker = new TreeWalker(job.store, this.#bench.core);
    const { store, times } = job;
    if (times !== undefined) this.#links = new LinkReader({ core: this.#bench.core, finder: new ObjectFinder(store), hashBytes: store.hashBytes, times });
  }

  /** Takes one batch of trees; false when there is none left or the run was stopped. */
  step(): boolean {
    const { counters, roots } = this.#job;
    if (Atomics.load(counters, COUNTER.stop) !== 0) return false;
    const from = Atomics.add(counters, COUNTER.next, 1) * BATCH;
    if (from >= roots.length) return false;
    for (const root of roots.subarray(from, from + BATCH)) this.#walk(root);
    Atomics.add(counters, COUNTER.documents, this.#documents);
    Atomics.add(counters, COUNTER.kilobytes, Math.floor(this.#bytes / 1024));
    Atomics.add(counters, COUNTER.inflated, Math.floor(this.#walker.inflated / 1024) - this.#toldInflated);
    this.#toldInflated = Math.floor(this.#walker.inflated / 1024);
    this.#documents = 0;
    this.#bytes %= 1024;
    return true;
  }

  #walk(root: number): void {
    const isOfTrees = isTree(this.#job.store.table.type[root] ?? 0);
    if (isOfTrees && this.#links !== undefined) this.#walker.walk(root, this.#links);
    else this.#walker.walk(root, this);
  }

  /** What this thread has found, once there is nothing left to take. */
  result(): ScanResult {
    this.#bench.searchAsBefore();
    const { stats } = this.#bench.rules.matcher;
    const figures = {
      inflated: this.#walker.inflated,
      searched: this.#bench.core.exports.scannedBytes(),
      candidates: this.#bench.core.exports.candidateCount(),
      hits: stats.hits,
      regexRuns: stats.regexRuns,
      plain: this.#bench.whole.documents,
    };
    return { found: this.#found, unread: this.#unread, figures, links: this.#links?.book.records() };
  }

  whole(entry: number, place: Place): DocumentState {
    if (this.#isKnown(entry)) return this.#link(entry, place);
    return this.#told(entry, place, this.#bench.engine.scanWhole(place));
  }

  changed(entry: number, place: Place, base: DocumentState): DocumentState {
    if (this.#isKnown(entry)) return this.#link(entry, place);
    return this.#told(entry, place, this.#bench.engine.scanChanged(base, place));
  }

  failed(entry: number): void {
    if (this.#job.store.wanted[entry] === WANTED) this.#unread.push(entry);
  }

  #told(entry: number, place: Place, state: DocumentState): DocumentState {
    const { store, sizes, marks, maxBytes } = this.#job;
    this.#documents += 1;
    this.#bytes += place.length;
    this.#addLinks(entry, place);
    if (store.wanted[entry] !== WANTED) return state;
    sizes[entry] = place.length;
    if (place.length > maxBytes) {
      marks[entry] = MARK.tooBig;
      return state;
    }
    if (this.#isLfs(entry, place)) this.#unread.push(entry);
    else this.#note(entry, state.reading === 'plain' ? this.#readWhole(place) : scannedText(this.#bench.core, state, place));
    return state;
  }

  #readWhole({ at, length }: Place): Scanned {
    return this.#bench.whole.read(length, (from, to) => this.#bench.core.bytes.subarray(at + from, at + to));
  }

  #note(entry: number, scanned: Scanned): void {
    this.#job.marks[entry] = markOf(scanned);
    if (scanned.detections.length > 0) this.#found.push({ entry, detections: scanned.detections });
  }

  /** A commit or tag that an earlier scan has read: only what it links to is asked. */
  #isKnown(entry: number): boolean {
    return this.#job.marks[entry] !== MARK.none && this.#job.store.table.type[entry] !== TYPE.blob;
  }

  #link(entry: number, place: Place): DocumentState {
    this.#documents += 1;
    this.#bytes += place.length;
    this.#addLinks(entry, place);
    return PLAIN_STATE;
  }

  #addLinks(entry: number, { at, length }: Place): void {
    const type = this.#job.store.table.type[entry] ?? 0;
    if (type === TYPE.commit || type === TYPE.tag) this.#links?.addHead(entry, type, this.#bench.core.bytes.subarray(at, at + length));
  }

  /** Pointers are few, and the source has more to say of them. */
  #isLfs(entry: number, { at, length }: Place): boolean {
    if (length > LFS_MAX_BYTES || this.#job.store.table.type[entry] !== TYPE.blob) return false;
    return LFS_START.equals(this.#bench.core.bytes.subarray(at, at + Math.min(length, LFS_START.length)));
  }
}
