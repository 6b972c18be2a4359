import { createInflater, type Inflate } from '#git/pack/inflate.ts';
import { FileWindow } from '#git/pack/file-window.ts';
import { PackFault } from '#git/pack/fault.ts';
import { readLoose } from '#git/pack/loose.ts';
import { NONE } from '#git/pack/object-table.ts';
import { fit, SLACK, type Core } from './core-memory.ts';
import type { Place } from './document-state.ts';
import type { SharedStore } from './forest.ts';

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
  /** The half of the core's room that its text is stacked in, and the first address that it takes there. */
  readonly half: Half;
  readonly bottom: number;
}

type Half = 0 | 1;

function otherHalf(half: Half): Half {
  return half === 0 ? 1 : 0;
}

/** Rebuilds the objects of delta trees, depth first, each stream inflated once. */
export class TreeWalker {
  readonly #store: SharedStore;
  readonly #core: Core;
  readonly #inflate: Inflate = createInflater();
  readonly #windows: FileWindow[];
  /** First free address of each half. */
  #tops: [number, number] = [0, 0];
  inflated = 0;

  constructor(store: SharedStore, core: Core) {
    this.#store = store;
    this.#core = core;
    const windows = Math.max(LEAST_WINDOWS, Math.floor(WINDOWS / Math.max(1, store.packs.length)));
    this.#windows = store.packs.map(({ fd }) => new FileWindow(fd, { windowBytes: WINDOW_BYTES, windows }));
  }

  /**
   * Visits the tree of a root. The last delta on a text goes to the other half of the room, and the text makes way: of a chain,
   * however long, two texts are held at a time.
   */
  walk<S>(root: number, visitor: Visitor<S>): void {
    this.#tops = [this.#core.arena, this.#core.upper];
    const place = this.#root(root);
    if (place === undefined) {
      this.#fail(root, visitor);
      return;
    }
    const frames: Frame<S>[] = [];
    this.#push(frames, root, { place, state: visitor.whole(root, place), half: 0, bottom: this.#core.arena });
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const entry = frame.child;
      frame.child = this.#next(this.#store.table.nextSibling[entry] ?? NONE);
      const isLast = frame.child === NONE;
      const half = isLast ? otherHalf(frame.half) : frame.half;
      const bottom = this.#tops[half];
      const target = this.#apply(entry, frame.place, bottom);
      const made = target === undefined ? undefined : { place: target, state: visitor.changed(entry, target, frame.state), half, bottom };
      if (isLast) {
        frames.pop();
        this.#tops[frame.half] = frame.bottom;
      }
      if (made === undefined) this.#fail(entry, visitor);
      else this.#push(frames, entry, made);
    }
  }

  /** Keeps an object for the deltas on it, if there are any. */
  #push<S>(frames: Frame<S>[], entry: number, made: Omit<Frame<S>, 'child'>): void {
    const child = this.#first(entry);
    if (child === NONE) return;
    frames.push({ child, ...made });
    this.#tops[made.half] = this.#core.texts;
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
      return this.#stream(entry, at) ? this.#placed(at, table.size[entry] ?? 0) : undefined;
    }
    const object = loose[table.row[entry] ?? 0];
    if (object === undefined) return undefined;
    try {
      const { bytes } = readLoose(object);
      if (!this.#core.hold(at, bytes.length)) return undefined;
      this.#core.bytes.set(bytes, at);
      this.inflated += bytes.length;
      return this.#placed(at, bytes.length);
    } catch (error) {
      if (error instanceof PackFault) return undefined;
      throw error;
    }
  }

  #placed(at: number, length: number): Place {
    this.#core.texts = fit(at + length + SLACK);
    return { at, length };
  }

  /** Inflates a delta at `delta` and applies it above itself. */
  #apply(entry: number, base: Place, delta: number): Place | undefined {
    const { exports } = this.#core;
    const size = this.#store.table.size[entry] ?? 0;
    if (!this.#stream(entry, delta)) return undefined;
    const length = exports.targetSize(delta, size, base.length);
    const at = fit(delta + size + SLACK);
    if (length < 0 || !this.#core.hold(at, length)) return undefined;
    exports.setOverflow(0);
    if (exports.applyDelta(base.at, base.length, delta, size, at, length) === 0) return undefined;
    return this.#placed(at, length);
  }

  #stream(entry: number, at: number): boolean {
    const { table } = this.#store;
    const size = table.size[entry] ?? 0;
    const from = table.dataStart[entry] ?? 0;
    const length = (table.dataEnd[entry] ?? 0) - from;
    if (length <= 0 || !this.#core.hold(at, size)) return false;
    let pack = 0;
    while (entry >= (table.starts[pack + 1] ?? Infinity)) pack += 1;
    const window = this.#windows[pack];
    const input = window?.hold(from, length) ?? -1;
    if (window === undefined || input < 0) return false;
    this.inflated += size;
    return this.#inflate({ input: window.bytes, from: input, length, output: this.#core.bytes, to: at, size });
  }
}
