import { NONE } from '#git/pack/object-table.ts';
import type { FinderTables } from '#git/pack/object-finder.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import { TYPE } from '#git/pack/object-type.ts';

/** What a worker needs to read packed objects: numbers and shared memory only, so that it can be sent to one. */
export interface SharedStore extends FinderTables {
  readonly packs: readonly { readonly fd: number; readonly path: string }[];
  /** 1: an object of its own that is to be told; 2: needed as a base of one. By entry. */
  readonly wanted: Uint8Array;
}

export const WANTED = 1;
const NEEDED = 2;

/** The shared form of a store; `wanted` is still empty. */
export function shareStore(store: ObjectStore): SharedStore {
  const { table, loose, hashBytes } = store;
  const packs = store.packs.map(({ fd, path }) => ({ fd, path }));
  const rows = store.packs.map(({ index }) => index.rows);
  return { table, packs, rows, loose, hashBytes, wanted: new Uint8Array(new SharedArrayBuffer(table.count)) };
}

/** Marks the bases that `entry` is built on, up to one that is marked already. */
function markBases({ table, wanted }: SharedStore, entry: number): void {
  for (let at = table.base[entry] ?? NONE; at !== NONE && wanted[at] === 0; at = table.base[at] ?? NONE) wanted[at] = NEEDED;
}

/** Marks the entries that must be rebuilt for the wanted ones, and gives the roots of their trees in pack order. */
export function plantTrees(shared: SharedStore, isOfKind: (type: number) => boolean): Int32Array {
  const { table, wanted } = shared;
  const ofKind = (entry: number): boolean => isOfKind(table.type[entry] ?? 0);
  for (let entry = 0; entry < table.count; entry += 1) if (wanted[entry] === WANTED && ofKind(entry)) markBases(shared, entry);
  const roots: number[] = [];
  for (let entry = 0; entry < table.count; entry += 1) {
    if (wanted[entry] !== 0 && table.base[entry] === NONE && ofKind(entry)) roots.push(entry);
  }
  const inShared = new Int32Array(new SharedArrayBuffer(4 * roots.length));
  inShared.set(roots);
  return inShared;
}

/** Bytes that zlib gives for all that is read: what a scan has to do. */
export function inflatedBytes({ table, wanted }: SharedStore): number {
  return table.size.reduce((sum, size, entry) => (wanted[entry] === 0 ? sum : sum + size), 0);
}

/** Objects that are scanned as documents: everything but trees. */
export function isDocument(type: number): boolean {
  return type === TYPE.blob || type === TYPE.commit || type === TYPE.tag;
}

export function isTree(type: number): boolean {
  return type === TYPE.tree;
}
