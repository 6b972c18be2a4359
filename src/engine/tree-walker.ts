import { createInflater, type Inflate } from '#git/pack/inflate.ts';
import { FileWindow } from '#git/pack/file-window.ts';
import { PackFault } from '#git/pack/fault.ts';
import { readLoose } from '#git/pack/loose.ts';
import { NONE } from '#git/pack/object-table.ts';
import { SLACK, type Core } from './core-memory.ts';
import type { Place } from './document-engine.ts';
import type { SharedStore } from './forest.ts';

/** Greatest memory for the texts of one delta tree; what needs more is read by the plain road. */
export const ARENA_BYTES: number = 256 * 1024 * 1024;

/** Deltas lie anywhere behind their bases: small windows, many of them, shared out among the packs (4 MiB in all). */
const WINDOW_BYTES = 16_384;
const WINDOWS = 256;
const LEAST_WINDOWS = 4;

/** What is done with each rebuilt object. `S` is what its deltas inherit. */
export interface Visitor<S> {
  /** A tree's root. */
  whole(entry: number, place: Place): S;
  /** A delta that has just been applied, so that the core still lists its copies and changes. */
  changed(entry: number, place: Place, base: S): S;
  /** An object that could not be rebuilt here. */
  failed(entry: number): void;
}

interface Frame<S> {
  /** Next child to visit. */
  child: number;
  readonly place: Place;
  readonly state: S;
}

/** Rebuilds the objects of delta trees, depth first, each stream inflated once. */
export class TreeWalker {
  readonly #store: SharedStore;
  readonly #core: Core;
  readonly #inflate: Inflate = createInflater();
  readonly #windows: FileWindow[];
  readonly #limit: number;
  inflated = 0;

  constructor(store: SharedStore, core: Core, arenaBytes: number = ARENA_BYTES) {
    this.#store = store;
    this.#core = core;
    this.#limit = core.arena + arenaBytes;
    const windows = Math.max(LEAST_WINDOWS, Math.floor(WINDOWS / Math.max(1, store.packs.length)));
    this.#windows = store.packs.map(({ fd }) => new FileWindow(fd, { windowBytes: WINDOW_BYTES, windows }));
  }

  /** Visits the tree of a root. */
  walk<S>(root: number, visitor: Visitor<S>): void {
    const place = this.#root(root);
    if (place === undefined) {
      this.#fail(root, visitor);
      return;
    }
    const frames: Frame<S>[] = [{ child: this.#first(root), place, state: visitor.whole(root, place) }];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const entry = frame.child;
      if (entry === NONE) {
        frames.pop();
        continue;
      }
      frame.child = this.#next(this.#store.table.nextSibling[entry] ?? NONE);
      const target = this.#apply(entry, frame.place);
      if (target === undefined) this.#fail(entry, visitor);
      else {
        const state = visitor.changed(entry, target, frame.state);
        const child = this.#first(entry);
        if (child !== NONE) frames.push({ child, place: target, state });
      }
    }
  }

  #first(entry: number): number {
    return this.#next(this.#store.table.firstChild[entry] ?? NONE);
  }

  /** The first entry from `entry` on, along its siblings, that is wanted or needed. */
  #next(entry: number): number {
    const { table, wanted } = this.#store;
    let at = entry;
    while (at !== NONE && wanted[at] === 0) at = table.nextSibling[at] ?? NONE;
    return at;
  }

  /** An entry and all that is built on it. */
  #fail<S>(entry: number, visitor: Visitor<S>): void {
    const open = [entry];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      visitor.failed(at);
      for (let child = this.#first(at); child !== NONE; child = this.#next(this.#store.table.nextSibling[child] ?? NONE)) open.push(child);
    }
  }

  #root(entry: number): Place | undefined {
    const { table, packs, loose } = this.#store;
    const at = this.#core.arena;
    if (entry < (table.starts[packs.length] ?? 0)) {
      const size = table.size[entry] ?? 0;
      return this.#stream(entry, at) ? { at, length: size } : undefined;
    }
    const object = loose[table.row[entry] ?? 0];
    if (object === undefined) return undefined;
    try {
      const { bytes } = readLoose(object);
      if (at + bytes.length + SLACK > this.#limit) return undefined;
      this.#core.need(at + bytes.length + SLACK);
      this.#core.bytes.set(bytes, at);
      this.inflated += bytes.length;
      return { at, length: bytes.length };
    } catch (error) {
      if (error instanceof PackFault) return undefined;
      throw error;
    }
  }

  /** Inflates a delta behind its base and applies it behind itself. */
  #apply(entry: number, base: Place): Place | undefined {
    const { exports } = this.#core;
    const size = this.#store.table.size[entry] ?? 0;
    const delta = (base.at + base.length + 2 * SLACK) & ~(SLACK - 1);
    if (!this.#stream(entry, delta)) return undefined;
    const length = exports.targetSize(delta, size, base.length);
    const at = (delta + size + 2 * SLACK) & ~(SLACK - 1);
    if (length < 0 || at + length + SLACK > this.#limit) return undefined;
    this.#core.need(at + length + SLACK);
    exports.clearHits();
    if (exports.applyDelta(base.at, base.length, delta, size, at, length) === 0) return undefined;
    return { at, length };
  }

  #stream(entry: number, at: number): boolean {
    const { table } = this.#store;
    const size = table.size[entry] ?? 0;
    const from = table.dataStart[entry] ?? 0;
    const length = (table.dataEnd[entry] ?? 0) - from;
    if (length <= 0 || at + size + SLACK > this.#limit) return false;
    let pack = 0;
    while (entry >= (table.starts[pack + 1] ?? Infinity)) pack += 1;
    const window = this.#windows[pack];
    const input = window?.hold(from, length) ?? -1;
    if (window === undefined || input < 0) return false;
    this.#core.need(at + size + SLACK);
    this.inflated += size;
    return this.#inflate({ input: window.bytes, from: input, length, output: this.#core.bytes, to: at, size });
  }
}
