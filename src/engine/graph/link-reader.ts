import type { ObjectFinder } from '#git/pack/object-finder.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { MODE } from '#git/tree-object.ts';
import type { Core } from '../core-memory.ts';
import type { Place } from '../document-state.ts';
import type { Visitor } from '../tree-walker.ts';
import { GONE, LinkBook, NO_NAME } from './link-book.ts';
import { readHead } from './read-head.ts';

/** A tree that its deltas are compared with; undefined for one that could not be read. */
interface BaseTree {
  readonly place: Place;
  /** Where its entries start: one bit for each of its bytes. */
  readonly starts: Uint8Array;
}
type TreeState = BaseTree | undefined;

interface Parts {
  readonly core: Core;
  readonly finder: ObjectFinder;
  readonly hashBytes: number;
  /** Commit times by entry, in seconds; written here. */
  readonly times: Float64Array;
}

/**
 * Gathers what trees, commits and tags link to. Of a tree that is stored as a delta, only how it differs from its
 * base: whoever follows the base as well has all of it.
 */
export class LinkReader implements Visitor<TreeState> {
  readonly book: LinkBook = new LinkBook();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Links of a commit or tag. A head that git would not read gets no record. */
  addHead(entry: number, type: number, bytes: Buffer): void {
    const { finder, hashBytes, times } = this.#parts;
    const head = readHead(bytes, type, hashBytes);
    if (head === undefined) return;
    if (type === TYPE.commit) times[entry] = head.time;
    this.book.begin(entry);
    for (let at = 0; at < head.oids.length; at += hashBytes) {
      const child = finder.find(head.oids, at);
      if (child >= 0) this.book.link(NO_NAME, child);
      else this.book.linkStray({ oid: head.oids.toString('hex', at, at + hashBytes), mode: 0, name: NO_NAME });
    }
    this.book.end();
  }

  whole(entry: number, place: Place): TreeState {
    return this.#addTree(entry, place, undefined);
  }

  changed(entry: number, place: Place, base: TreeState): TreeState {
    return this.#addTree(entry, place, base);
  }

  failed(): void {
    // No record: whoever comes here reads the object itself.
  }

  #addTree(entry: number, place: Place, base: TreeState): TreeState {
    const { core, hashBytes } = this.#parts;
    const { exports, treeBits, baseBits } = core;
    if (base !== undefined) core.bytes.set(base.starts, baseBits);
    if (exports.treeEntries(place.at, place.length, hashBytes, treeBits, base === undefined ? 0 : baseBits) === 0) return undefined;
    this.book.begin(entry);
    const own = this.#addEntries(place.at);
    if (base !== undefined) this.#addGone(base, own);
    this.book.end();
    return { place, starts: Uint8Array.prototype.slice.call(core.bytes, treeBits, treeBits + (place.length >>> 3) + 1) };
  }

  /** Links of the entries that the core has listed. @returns their names */
  #addEntries(at: number): Set<number> {
    const { words, segments, exports } = this.#parts.core;
    const names = new Set<number>();
    const count = exports.segmentCount();
    for (let i = 0, word = segments >>> 2; i < count; i += 1, word += 3) {
      names.add(this.#addEntry({ start: at + (words[word] ?? 0), end: at + (words[word + 1] ?? 0), mode: words[word + 2] ?? 0 }));
    }
    return names;
  }

  /** Names of the base that the tree does not have. */
  #addGone({ place, starts }: BaseTree, own: ReadonlySet<number>): void {
    const { bytes, words, segments, exports, baseBits } = this.#parts.core;
    exports.goneEntries(place.at, starts.length * 8, baseBits);
    const count = exports.segmentCount();
    for (let i = 0, word = segments >>> 2; i < count; i += 1, word += 3) {
      const name = this.book.nameOf(bytes, place.at + (words[word] ?? 0), place.at + (words[word + 1] ?? 0));
      if (!own.has(name)) this.book.link(name, GONE);
    }
  }

  #addEntry({ start, end, mode }: { readonly start: number; readonly end: number; readonly mode: number }): number {
    const { core, finder, hashBytes } = this.#parts;
    const name = this.book.nameOf(core.bytes, start, end);
    const child = mode === MODE.submodule ? -1 : finder.find(core.bytes, end + 1);
    if (child >= 0) this.book.link(name, child);
    else this.book.linkStray({ oid: core.bytes.toString('hex', end + 1, end + 1 + hashBytes), mode, name });
    return name;
  }
}
