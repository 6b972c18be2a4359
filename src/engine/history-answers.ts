import type { Oid } from '#core/origin.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import type { Git } from '#git/git.ts';
import { readObjects } from '#git/objects.ts';
import { PackFault } from '#git/pack/fault.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import type { MissingItem, PathItem, TreeNameItem } from '#git/tree-object.ts';
import { Core } from './core-memory.ts';
import type { DocumentTeller } from './document-teller.ts';
import type { EngineOptions } from './engine-options.ts';
import { isTree, WANTED, type SharedStore } from './forest.ts';
import { findPaths } from './graph/paths.ts';
import type { WalkedHistory } from './graph/walk-store.ts';
import { treePieces } from './tree-pieces.ts';

/** What the engine says to the source that it reads for. */
export type HistoryItem = ObjectItem | TreeNameItem | PathItem | MissingItem;

/** Objects of this size and more come from git, which gives them in pieces. */
const LARGE_BYTES = 64 * 1024 * 1024;

interface Parts {
  readonly store: ObjectStore;
  readonly shared: SharedStore;
  readonly options: Pick<EngineOptions, 'matcher' | 'arenaBytes'>;
  readonly git: Git;
  readonly teller: DocumentTeller;
}

/** Answers for the objects of a history: what was scanned is told, everything else comes as it is, from the packs or from git. */
export class HistoryAnswers {
  readonly #parts: Parts;
  /** Time spent on trees, in milliseconds. */
  treesMs = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers for entries that the engine has come by itself. */
  async *ofReached(reached: WalkedHistory): AsyncGenerator<HistoryItem, void, undefined> {
    const { store, teller } = this.#parts;
    for (const name of reached.names) yield { kind: 'tree-name', name };
    for (const { oid, name } of reached.submodules) yield { kind: 'tree-name', name, submodule: oid };
    for (const oid of reached.missing) yield { kind: 'missing', oid };
    const { entries } = reached;
    const rest: number[] = [];
    for (let entry = 0; entry < entries.length; entry += 1) {
      if (entries[entry] === 0 || isTree(store.table.type[entry] ?? 0)) continue;
      const item = teller.tell(entry);
      if (item === 'unread') rest.push(entry);
      else if (item !== 'told') yield item;
    }
    for (const [entry, path] of findPaths(rest, reached.graph, entries)) yield { kind: 'path', oid: store.oidOf(entry), path };
    yield* this.#readRest(rest.map((entry) => store.oidOf(entry)));
  }

  /** Answers for ids that git has listed. */
  async *ofAsked(asked: readonly Oid[]): AsyncGenerator<ObjectItem, void, undefined> {
    const { store, shared, teller } = this.#parts;
    const rest: Oid[] = [];
    shared.wanted.fill(0);
    for (const oid of asked) {
      const entry = store.find(Buffer.from(oid, 'hex'));
      if (entry >= 0 && isTree(store.table.type[entry] ?? 0)) {
        shared.wanted[entry] = WANTED;
        continue;
      }
      const item = teller.tell(entry);
      if (item === 'unread') rest.push(oid);
      else if (item !== 'told') yield item;
    }
    yield* this.#trees(rest);
    yield* this.#readRest(rest);
  }

  *#trees(rest: Oid[]): Iterable<ObjectItem> {
    const { store, shared, options } = this.#parts;
    const before = performance.now();
    const core = new Core(options.matcher.table, options.arenaBytes === undefined ? {} : { arenaBytes: options.arenaBytes });
    const failures: number[] = [];
    yield* treePieces(store, shared, { core, failures });
    for (const entry of failures) rest.push(store.oidOf(entry));
    this.treesMs = performance.now() - before;
  }

  async *#readRest(rest: readonly Oid[]): AsyncGenerator<ObjectItem, void, undefined> {
    const missing: Oid[] = [];
    for (const oid of rest) {
      const piece = this.#readPlain(oid);
      if (piece === undefined) missing.push(oid);
      else yield piece;
    }
    if (missing.length > 0) yield* readObjects(this.#parts.git, missing);
  }

  /** An object read whole from the store; git is asked for what this cannot read, and its word counts. */
  #readPlain(oid: Oid): ObjectItem | undefined {
    const { store } = this.#parts;
    const entry = store.find(Buffer.from(oid, 'hex'));
    if ((store.table.size[entry] ?? 0) >= LARGE_BYTES) return undefined;
    try {
      const { type, bytes } = store.read(oid);
      return { kind: 'piece', oid, type, size: bytes.length, offset: 0, bytes, last: true };
    } catch (error) {
      if (error instanceof PackFault) return undefined;
      throw error;
    }
  }
}
