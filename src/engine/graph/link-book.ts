import type { Oid } from '#core/origin.ts';
import { NameSet } from '#git/name-set.ts';

/** The name of a link that has none: a commit's to its tree and parents, a tag's to its object. */
export const NO_NAME = -1;

/** The child of a name that a tree's delta base has, and the tree does not. */
export const GONE = -0x80000000;

/** The far end of a link that is not in the store: a submodule's commit, or an object that is missing. */
export interface Stray {
  readonly oid: Oid;
  /** File mode of the entry; 0 for commits and tags. */
  readonly mode: number;
  /** Number of the entry's name. */
  readonly name: number;
}

/** Links as one thread has gathered them. */
export interface LinkRecords {
  /**
   * Record after record: `entry, count`, then `count` times `name, child`. A child is an entry, or `-1 - i` for the
   * stray `i`, or `GONE`. Of a tree that is a delta only what its base has in another form or not at all.
   */
  readonly data: Int32Array<ArrayBuffer>;
  /** The names behind each other, and where each ends. */
  readonly nameBytes: Uint8Array;
  readonly nameEnds: Uint32Array<ArrayBuffer>;
  readonly strays: readonly Stray[];
}

/** Gathers the links of objects. */
export class LinkBook {
  #data = new Int32Array(1 << 14);
  #length = 0;
  #open = 0;
  readonly #names = new NameSet();
  readonly #strays: Stray[] = [];

  /** Begins the record of an entry. What was begun before it and not ended is forgotten. */
  begin(entry: number): void {
    this.#length = this.#open;
    this.#push(entry, 0);
  }

  /** Number of a name that stands in `bytes[start, end)`. */
  nameOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#names.add(bytes, start, end);
  }

  link(name: number, child: number): void {
    this.#push(name, child);
  }

  linkStray(stray: Stray): void {
    this.#strays.push(stray);
    this.#push(stray.name, -this.#strays.length);
  }

  /** Ends the record that was begun last. */
  end(): void {
    this.#data[this.#open + 1] = (this.#length - this.#open - 2) / 2;
    this.#open = this.#length;
  }

  records(): LinkRecords {
    const { names } = this.#names;
    let end = 0;
    const nameEnds = Uint32Array.from(names, ({ length }) => (end += length));
    return { data: this.#data.slice(0, this.#open), nameBytes: Buffer.concat(names), nameEnds, strays: this.#strays };
  }

  #push(a: number, b: number): void {
    if (this.#length + 2 > this.#data.length) {
      const grown = new Int32Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#length] = a;
    this.#data[this.#length + 1] = b;
    this.#length += 2;
  }
}
