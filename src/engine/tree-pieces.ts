import type { ObjectPiece } from '#git/batch-parser.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import type { Place } from './document-state.ts';
import { isTree, plantTrees, WANTED, type SharedStore } from './forest.ts';
import type { Core } from './core-memory.ts';
import { TreeWalker, type Visitor } from './tree-walker.ts';

/** Trees of one delta tree, as the source wants them. */
class TreeCollector implements Visitor<undefined> {
  readonly pieces: ObjectPiece[] = [];
  readonly failures: number[] = [];
  readonly #store: ObjectStore;
  readonly #core: Core;
  readonly #wanted: Uint8Array;

  constructor(store: ObjectStore, core: Core, wanted: Uint8Array) {
    this.#store = store;
    this.#core = core;
    this.#wanted = wanted;
  }

  whole(entry: number, { at, length }: Place): undefined {
    if (this.#wanted[entry] !== WANTED) return;
    const bytes = Buffer.from(this.#core.bytes.subarray(at, at + length));
    this.pieces.push({ kind: 'piece', oid: this.#store.oidOf(entry), type: 'tree', size: length, offset: 0, bytes, last: true });
  }

  changed(entry: number, place: Place): undefined {
    this.whole(entry, place);
  }

  failed(entry: number): void {
    if (this.#wanted[entry] === WANTED) this.failures.push(entry);
  }
}

/** Gives all wanted trees of a store, one delta tree after the other; those that cannot be rebuilt are added to `failures`. */
export function* treePieces(store: ObjectStore, shared: SharedStore, use: { readonly core: Core; readonly failures: number[] }): Iterable<ObjectPiece> {
  const walker = new TreeWalker(shared, use.core);
  for (const root of plantTrees(shared, isTree)) {
    const collector = new TreeCollector(store, use.core, shared.wanted);
    walker.walk(root, collector);
    yield* collector.pieces;
    use.failures.push(...collector.failures);
  }
}
