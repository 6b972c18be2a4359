import { availableParallelism } from 'node:os';
import type { ObjectStore } from '#git/pack/object-store.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { isDocument, isTree, plantTrees, WANTED, type SharedStore } from './forest.ts';
import type { EngineOptions } from './engine-options.ts';
import { ARENA_BYTES } from './core-memory.ts';
import { compileCore } from './core-module.ts';
import { MARK } from './marks.ts';
import { COUNTERS_BYTES, type ScanFigures, type ScanJob } from './scan-job.ts';
import { sendRules } from './worker-matcher.ts';

/** A thread pays from about this many bytes of pack. */
const PACK_BYTES_PER_THREAD = 6_000_000;

/** The job of scanning every document of a store, each object once, and of gathering all links where the engine walks itself. */
export function makeJob(store: ObjectStore, shared: SharedStore, options: EngineOptions): ScanJob {
  const { matcher, depth, maxBytes, arenaBytes, linear, workerEntry } = options;
  const { count } = store.table;
  const isWalking = options.tips !== undefined;
  const isRead = (type: number): boolean => isDocument(type) || (isWalking && isTree(type));
  const told = { sizes: new Float64Array(new SharedArrayBuffer(8 * count)), marks: new Uint8Array(new SharedArrayBuffer(count)) };
  options.memory?.recall(store, told);
  // Of what is known, commits and tags are read for their links.
  markWanted(store, shared, (type, entry) => isRead(type) && (told.marks[entry] === MARK.none || (isWalking && type !== TYPE.blob)));
  return {
    store: shared,
    roots: plantTrees(shared, isRead),
    counters: new Int32Array(new SharedArrayBuffer(COUNTERS_BYTES)),
    rules: workerEntry === undefined ? undefined : sendRules(matcher, linear ?? new Set()),
    linear: linear ?? new Set(),
    depth,
    maxBytes: maxBytes ?? Number.POSITIVE_INFINITY,
    ...told,
    arenaBytes: arenaBytes ?? ARENA_BYTES,
    module: compileCore(),
    times: isWalking ? new Float64Array(new SharedArrayBuffer(8 * count)) : undefined,
  };
}

/** Marks what is to be scanned; of an object that is stored twice only one copy. */
function markWanted(store: ObjectStore, { wanted, table }: SharedStore, isWanted: (type: number, entry: number) => boolean): void {
  for (let entry = 0; entry < table.count; entry += 1) {
    if (isWanted(table.type[entry] ?? 0, entry) && store.firstOf(entry) === entry) wanted[entry] = WANTED;
  }
}

/** How many threads the packs of a store are worth. */
export function threadsFor(store: ObjectStore): number {
  const bytes = store.packs.reduce((sum, { end }) => sum + end, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(bytes / PACK_BYTES_PER_THREAD)));
}

export function addFigures(a: ScanFigures, b: ScanFigures): ScanFigures {
  return { inflated: a.inflated + b.inflated, searched: a.searched + b.searched, candidates: a.candidates + b.candidates, hits: a.hits + b.hits, regexRuns: a.regexRuns + b.regexRuns, plain: a.plain + b.plain };
}
