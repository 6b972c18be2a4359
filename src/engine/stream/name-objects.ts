import { createHash } from 'node:crypto';
import { NO_GATES } from '#detect/gate-layout.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import { typeName } from '#git/pack/object-type.ts';
import { ARENA_BYTES, Core } from '../core-memory.ts';
import type { Place } from '../document-state.ts';
import { plantTrees, shareStore, WANTED } from '../forest.ts';
import { TreeWalker, type Visitor } from '../tree-walker.ts';

/** Hashes each object as it is rebuilt: its id is the hash of its type, its size and its bytes. */
class Namer implements Visitor<undefined> {
  /** Ids by entry, behind each other. */
  readonly names: Buffer;
  readonly #store: ObjectStore;
  readonly #core: Core;
  readonly #hash: string;

  constructor(store: ObjectStore, core: Core) {
    this.#store = store;
    this.#core = core;
    this.#hash = store.hashBytes === 32 ? 'sha256' : 'sha1';
    this.names = Buffer.alloc(store.table.count * store.hashBytes);
  }

  whole(entry: number, { at, length }: Place): undefined {
    const { table, hashBytes } = this.#store;
    const head = `${typeName(table.type[entry] ?? 0) ?? ''} ${length}\0`;
    const id = createHash(this.#hash).update(head).update(this.#core.bytes.subarray(at, at + length)).digest();
    id.copy(this.names, entry * hashBytes);
  }

  changed(entry: number, place: Place): undefined {
    this.whole(entry, place);
  }

  /** Keeps a name that no object has: it is not found here, and git is asked for it. */
  failed(entry: number): void {
    this.names.writeUInt32BE(entry, entry * this.#store.hashBytes + 4);
  }
}

/** Core without rules, for rebuilding alone. */
function plainCore(arenaBytes: number): Core {
  return new Core({ anchors: [], gates: NO_GATES }, { arenaBytes });
}

/** Ids of all objects of a store, found by rebuilding each of them, in order of entry. */
export function nameObjects(store: ObjectStore, arenaBytes: number = ARENA_BYTES): Buffer {
  const core = plainCore(arenaBytes);
  const shared = shareStore(store);
  shared.wanted.fill(WANTED);
  const walker = new TreeWalker(shared, core);
  const namer = new Namer(store, core);
  for (const root of plantTrees(shared, () => true)) walker.walk(root, namer);
  return namer.names;
}
