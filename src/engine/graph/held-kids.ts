import { NONE, type ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { GONE } from './link-book.ts';
import type { ObjectGraph } from './object-graph.ts';

/** Entries of a tree: the number of a name and the entry below it in turn, in order of the names' numbers. */
export type Kids = Int32Array;

const NO_KIDS: Kids = new Int32Array();

/** Where a name stands, or would. */
function placeOf(kids: Kids, name: number): number {
  let low = 0;
  let high = kids.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kids[2 * middle] ?? 0) < name) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** The entry below a name, or -1. @param guess where it stands in most cases: versions of a tree are much alike */
export function kidOf(kids: Kids, name: number, guess: number): number {
  const at = kids[guess] === name ? guess : placeOf(kids, name);
  return kids[at] === name ? (kids[at + 1] ?? -1) : -1;
}

function withKid(kids: Kids, name: number, child: number): Kids {
  const at = placeOf(kids, name);
  const isNew = kids[at] !== name;
  const changed = new Int32Array(kids.length + (isNew ? 2 : 0));
  changed.set(kids.subarray(0, at));
  changed.set([name, child], at);
  changed.set(kids.subarray(isNew ? at : at + 2), at + 2);
  return changed;
}

function withoutKid(kids: Kids, name: number): Kids {
  const at = placeOf(kids, name);
  if (kids[at] !== name) return kids;
  const changed = new Int32Array(kids.length - 2);
  changed.set(kids.subarray(0, at));
  changed.set(kids.subarray(at + 2), at);
  return changed;
}

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

  /** Held entries of a tree; none for anything else, and for -1. The same object for two trees that differ in others only, where one is a delta on the other. */
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

  /** The entries of a tree, given those of its delta base. */
  #changed(base: Kids, tree: number): Kids {
    const { at, data } = this.#graph;
    const record = at[tree] ?? -1;
    if (record < 0) return NO_KIDS;
    const end = record + 1 + 2 * (data[record] ?? 0);
    let kids = base;
    for (let i = record + 1; i < end; i += 2) {
      const [name = -1, child = GONE] = [data[i], data[i + 1]];
      kids = this.#held[child] === 1 ? withKid(kids, name, child) : withoutKid(kids, name);
    }
    return kids;
  }
}
