/** Share of the table that may be filled before it grows. */
const MAX_LOAD = 0.5;

/**
 * A set of byte strings that takes slices of larger buffers and copies only what is new. The trees of a history hold
 * the same few names hundreds of times over; making a string of each would take longer than reading them.
 */
export class NameSet {
  #names: Buffer[] = [];
  /** Index into `#names` plus one, by hash; 0 is free. */
  #table = new Int32Array(1024);

  /** Adds `bytes[start, end)`. @returns its number: names are numbered from 0 as they come */
  add(bytes: Uint8Array, start: number, end: number): number {
    let slot = hashOf(bytes, start, end) & (this.#table.length - 1);
    for (let index = this.#table[slot] ?? 0; index !== 0; index = this.#table[slot] ?? 0) {
      if (isSame(this.#names[index - 1], bytes, start, end)) return index - 1;
      slot = (slot + 1) & (this.#table.length - 1);
    }
    this.#names.push(Buffer.from(bytes.subarray(start, end)));
    this.#table[slot] = this.#names.length;
    if (this.#names.length > this.#table.length * MAX_LOAD) this.#grow();
    return this.#names.length - 1;
  }

  /** The names by their numbers. */
  get names(): readonly Buffer[] {
    return this.#names;
  }

  /** The names in byte order. */
  sorted(): Buffer[] {
    return this.#names.toSorted((a, b) => a.compare(b));
  }

  #grow(): void {
    this.#table = new Int32Array(this.#table.length * 4);
    for (const [index, name] of this.#names.entries()) {
      let slot = hashOf(name, 0, name.length) & (this.#table.length - 1);
      while (this.#table[slot] !== 0) slot = (slot + 1) & (this.#table.length - 1);
      this.#table[slot] = index + 1;
    }
  }
}

/** FNV-1a with a last mix, 32 bits. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function isSame(name: Buffer | undefined, bytes: Uint8Array, start: number, end: number): boolean {
  if (name?.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) if (name[at] !== bytes[start + at]) return false;
  return true;
}
