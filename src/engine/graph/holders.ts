import { NONE, type ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { GONE } from './link-book.ts';
import type { ObjectGraph } from './object-graph.ts';

/** Marks the trees that may hold one of some objects, at any depth: 1 by entry. Says yes too often where a delta takes an entry out. */
export function findHolders(objects: Iterable<number>, graph: ObjectGraph, table: ObjectTable): Uint8Array {
  const held = new Uint8Array(table.count);
  for (const object of objects) held[object] = 1;
  // In a pack a folder mostly stands before what it holds: a round from behind goes up many folders at once.
  while (markRound(held, graph, table));
  return held;
}

function markRound(held: Uint8Array, graph: ObjectGraph, { count, type, base }: ObjectTable): boolean {
  let isNew = false;
  for (let entry = count - 1; entry >= 0; entry -= 1) {
    if (type[entry] !== TYPE.tree || held[entry] === 1) continue;
    const below = base[entry] ?? NONE;
    if (held[below] !== 1 && !linksToHeld(entry, held, graph)) continue;
    held[entry] = 1;
    isNew = true;
  }
  return isNew;
}

function linksToHeld(entry: number, held: Uint8Array, { at, data }: ObjectGraph): boolean {
  const record = at[entry] ?? -1;
  if (record < 0) return false;
  const end = record + 1 + 2 * (data[record] ?? 0);
  for (let i = record + 2; i < end; i += 2) if (held[data[i] ?? -1] === 1) return true;
  return false;
}

/** Entries of a tree by the numbers of their names. */
export type Kids = ReadonlyMap<number, number>;

const NO_KIDS: Kids = new Map();

/** The entries of trees, of those alone that hold something that is looked for. */
export class HeldKids {
  readonly #held: Uint8Array;
  readonly #graph: ObjectGraph;
  readonly #table: ObjectTable;
  readonly #known = new Map<number, Kids>();

  constructor(held: Uint8Array, graph: ObjectGraph, table: ObjectTable) {
    this.#held = held;
    this.#graph = graph;
    this.#table = table;
  }

  /** Held entries of a tree; none for anything else, and for -1. */
  of(tree: number): Kids {
    if (this.#held[tree] !== 1 || this.#table.type[tree] !== TYPE.tree) return NO_KIDS;
    const chain: number[] = [];
    let at = tree;
    for (; at !== NONE && !this.#known.has(at); at = this.#table.base[at] ?? NONE) chain.push(at);
    let kids = this.#known.get(at) ?? NO_KIDS;
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
      kids = this.#changed(kids, next);
      this.#known.set(next, kids);
    }
    return kids;
  }

  /** The entries of a tree, given those of its delta base. Where nothing changes it is the same object. */
  #changed(base: Kids, tree: number): Kids {
    const { at, data } = this.#graph;
    const record = at[tree] ?? -1;
    if (record < 0) return NO_KIDS;
    const end = record + 1 + 2 * (data[record] ?? 0);
    let kids: Map<number, number> | undefined;
    for (let i = record + 1; i < end; i += 2) {
      const [name = -1, child = GONE] = [data[i], data[i + 1]];
      const isHeld = this.#held[child] === 1;
      if (!isHeld && !base.has(name)) continue;
      kids ??= new Map(base);
      if (isHeld) kids.set(name, child);
      else kids.delete(name);
    }
    return kids ?? base;
  }
}
