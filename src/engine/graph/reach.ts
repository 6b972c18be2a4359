import type { Oid } from '#core/origin.ts';
import { NONE, type ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { MODE } from '#git/tree-object.ts';
import { GONE, type Stray } from './link-book.ts';
import type { ObjectGraph } from './object-graph.ts';

/** An entry of a tree as a reader of single objects gives it. */
export interface PlainLink {
  readonly name: Buffer;
  readonly mode: number;
  /** Entry of the object, -1 when it is not in the store. */
  readonly child: number;
  readonly oid: Buffer;
}

/** The parts of a store that a walk needs. */
export interface WalkedStore {
  readonly table: ObjectTable;
  /** The entry that stands for the object of an entry which is stored more than once. */
  firstOf(entry: number): number;
  /** All entries of a tree, read whole; undefined when it cannot be read. */
  readTree(entry: number): readonly PlainLink[] | undefined;
}

/** What a walk has come by. */
export interface Reached {
  /** 1 for each entry, by number. */
  readonly entries: Uint8Array;
  /** The distinct names of tree entries. */
  readonly names: readonly Buffer[];
  /** Commits of submodules, each once, under the least of their names. */
  readonly submodules: readonly { readonly oid: string; readonly name: Buffer }[];
  /** Files and folders that trees name and that are not here. */
  readonly missing: ReadonlySet<Oid>;
}

/** One walk over a graph. */
class Walk {
  readonly entries: Uint8Array;
  /** True when a commit, a tag or a start is not here, or something cannot be read. */
  isBroken = false;
  readonly #graph: ObjectGraph;
  readonly #store: WalkedStore;
  readonly #open: number[] = [];
  readonly #trees: number[] = [];
  readonly #names: Uint8Array;
  readonly #extraNames = new Map<string, Buffer>();
  readonly #submodules = new Map<Oid, Buffer>();
  readonly #missing = new Set<Oid>();

  constructor(graph: ObjectGraph, store: WalkedStore) {
    this.#graph = graph;
    this.#store = store;
    this.entries = new Uint8Array(store.table.count);
    this.#names = new Uint8Array(graph.names.length);
  }

  mark(entry: number): void {
    if (entry < 0) this.isBroken = true;
    else if (this.entries[entry] === 0) {
      this.entries[entry] = 1;
      this.#open.push(entry);
    }
  }

  /** Follows all that is open, until nothing new comes up. */
  run(): void {
    while (this.#open.length > 0 && !this.isBroken) {
      for (let entry = this.#open.pop(); entry !== undefined; entry = this.#open.pop()) this.#follow(entry);
      for (const tree of this.#trees.splice(0)) if (!this.#hasItsBase(tree)) this.#readWhole(tree);
    }
  }

  result(): Reached {
    const known = new Map<string, Buffer>(this.#extraNames);
    this.#graph.names.forEach((name, i) => {
      if (this.#names[i] === 1) known.set(name.toString('latin1'), name);
    });
    return { entries: this.entries, names: [...known.values()], submodules: Array.from(this.#submodules, ([oid, name]) => ({ oid, name })), missing: this.#missing };
  }

  #follow(entry: number): void {
    const { at, data } = this.#graph;
    const type = this.#store.table.type[entry];
    if (type === TYPE.blob) return;
    const record = at[entry] ?? -1;
    if (type === TYPE.tree) this.#trees.push(entry);
    if (record < 0) {
      if (type !== TYPE.tree) this.isBroken = true;
      return;
    }
    const end = record + 1 + 2 * (data[record] ?? 0);
    for (let i = record + 1; i < end; i += 2) this.#link(data[i] ?? 0, data[i + 1] ?? 0);
  }

  #link(name: number, child: number): void {
    if (child === GONE) return;
    if (name >= 0) this.#names[name] = 1;
    if (child >= 0) this.mark(child);
    else this.#stray(this.#graph.strays[-1 - child]);
  }

  #stray(stray: Stray | undefined): void {
    const name = this.#graph.names[stray?.name ?? -1];
    if (stray === undefined || name === undefined) this.isBroken = true;
    else this.#outside(stray, name);
  }

  /** Something that a tree names and that is not in the store. */
  #outside({ oid, mode }: { readonly oid: Oid; readonly mode: number }, name: Buffer): void {
    if (mode === MODE.submodule) this.#addSubmodule(oid, name);
    else this.#missing.add(oid);
  }

  #addSubmodule(oid: Oid, name: Buffer): void {
    const known = this.#submodules.get(oid);
    if (known === undefined || name.compare(known) < 0) this.#submodules.set(oid, name);
  }

  /** True when the links that a tree shares with its delta base were followed, or will be, from the base. */
  #hasItsBase(tree: number): boolean {
    if ((this.#graph.at[tree] ?? -1) < 0) return false;
    const base = this.#store.table.base[tree] ?? NONE;
    return base === NONE || this.entries[base] === 1 || this.entries[this.#store.firstOf(base)] === 1;
  }

  #readWhole(tree: number): void {
    const links = this.#store.readTree(tree);
    if (links === undefined) this.isBroken = true;
    for (const { name, mode, child, oid } of links ?? []) {
      this.#extraNames.set(name.toString('latin1'), name);
      if (child >= 0 && mode !== MODE.submodule) this.mark(child);
      else this.#outside({ oid: oid.toString('hex'), mode }, name);
    }
  }
}

/**
 * Everything that can be reached from some entries.
 * @param starts entries; -1 for one that ought to be here and is not
 * @returns undefined when commits or tags on the way are missing, or something is damaged: then git says what can still be reached
 */
export function walkFrom(graph: ObjectGraph, store: WalkedStore, starts: Iterable<number>): Reached | undefined {
  const walk = new Walk(graph, store);
  for (const start of starts) walk.mark(start);
  walk.run();
  return walk.isBroken ? undefined : walk.result();
}
