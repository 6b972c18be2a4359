import type { ObjectStore } from '#git/pack/object-store.ts';
import type { ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { holdsItsChecksum, packIdentities, packStamp } from '#git/pack/pack-identity.ts';
import { isDocument } from './forest.ts';
import { MARK } from './marks.ts';
import type { ScanJob, ScanResult } from './scan-job.ts';

/** What is remembered of one pack. */
export interface PackMemory {
  /** What the pack holds, see `packIdentities`. */
  readonly identity: string;
  /** What the system said of its file. */
  readonly stamp: string;
  /** For each entry, in order of offset, what `noteOf` says; numbers of seven bits a byte, least significant first. */
  readonly notes: Uint8Array;
}

/** A document that was scanned whole and holds nothing, by how it was read. A zero stands for all else. */
const KINDS = [MARK.scanned, MARK.scanned | MARK.binary, MARK.tooBig] as const;

type Marks = Pick<ScanJob, 'marks' | 'sizes'>;

function noteOf(mark: number, size: number): number {
  const kind = KINDS.findIndex((known) => known === mark);
  return kind < 0 ? 0 : 1 + kind + KINDS.length * size;
}

/** Numbers as bytes: seven bits a byte, the least significant first. */
function packNumbers(numbers: Iterable<number>, count: number): Uint8Array {
  let bytes = new Uint8Array(2 * count + 16);
  let at = 0;
  for (const number of numbers) {
    if (at + 8 > bytes.length) {
      const grown = new Uint8Array(2 * bytes.length);
      grown.set(bytes);
      bytes = grown;
    }
    let rest = number;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
    bytes[at++] = rest;
  }
  return bytes.slice(0, at);
}

/** The numbers again; undefined when they are not `count`. */
function unpackNumbers(bytes: Uint8Array, count: number): Float64Array | undefined {
  const numbers = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    let scale = 1;
    for (let more = true; more; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      numbers[i] = (numbers[i] ?? 0) + (byte & 0x7f) * scale;
      more = byte >= 0x80;
    }
  }
  return at === bytes.length ? numbers : undefined;
}

/**
 * Which documents of which packs were scanned before and hold nothing, under the same rules. Those need not be scanned
 * again; whatever holds something is, so that no finding comes from a memory. Packs never change: one whose file may
 * have been written to since is known only if its checksum still holds.
 */
export class DocumentMemory {
  readonly #known: ReadonlyMap<string, PackMemory>;
  /** By pack, as it was before the scan: who writes to a pack meanwhile changes its stamp. */
  #met: readonly (Omit<PackMemory, 'notes'> | undefined)[] = [];
  #kept: readonly PackMemory[] | undefined;
  #recalled = 0;
  #packs = 0;

  constructor(known: readonly PackMemory[]) {
    this.#known = new Map(known.map((memory) => [memory.identity, memory]));
  }

  /** Documents that need not be scanned. */
  get recalled(): number {
    return this.#recalled;
  }

  /** Packs that were known. */
  get packs(): number {
    return this.#packs;
  }

  /** What is known after a scan that came to its end; undefined before. */
  get kept(): readonly PackMemory[] | undefined {
    return this.#kept;
  }

  /** Marks the documents that are known. To be called before the scan. */
  recall(store: ObjectStore, marks: Marks): void {
    this.#met = packIdentities(store).map((identity, pack) => {
      const file = store.packs[pack];
      return identity === undefined || file === undefined ? undefined : { identity, stamp: packStamp(file) };
    });
    this.#met.forEach((met, pack) => {
      const memory = met === undefined ? undefined : this.#known.get(met.identity);
      const file = store.packs[pack];
      if (memory === undefined || file === undefined || (memory.stamp !== met?.stamp && !holdsItsChecksum(file))) return;
      const notes = unpackNumbers(memory.notes, file.index.count);
      if (notes === undefined) return;
      this.#packs += 1;
      this.#recallPack(store, marks, { notes, start: store.table.starts[pack] ?? 0 });
    });
  }

  /** Takes over what a scan has seen. */
  remember({ table }: ObjectStore, marks: Marks, results: readonly ScanResult[]): void {
    const found = new Set(results.flatMap((result) => result.found.map(({ entry }) => entry)));
    this.#kept = this.#met.flatMap((met, pack) => {
      if (met === undefined) return [];
      const [from = 0, to = 0] = [table.starts[pack], table.starts[pack + 1]];
      return [{ ...met, notes: packNumbers(notesOf(table, marks, { from, to, found }), to - from) }];
    });
  }

  #recallPack({ table }: ObjectStore, { marks, sizes }: Marks, { notes, start }: { readonly notes: Float64Array; readonly start: number }): void {
    for (let i = 0; i < notes.length; i += 1) {
      const note = (notes[i] ?? 0) - 1;
      if (note < 0 || !isDocument(table.type[start + i] ?? TYPE.broken)) continue;
      marks[start + i] = KINDS[note % KINDS.length] ?? MARK.none;
      sizes[start + i] = Math.floor(note / KINDS.length);
      this.#recalled += 1;
    }
  }
}

function* notesOf(table: ObjectTable, { marks, sizes }: Marks, { from, to, found }: { readonly from: number; readonly to: number; readonly found: ReadonlySet<number> }): Generator<number, void, undefined> {
  for (let entry = from; entry < to; entry += 1) {
    const isClean = isDocument(table.type[entry] ?? TYPE.broken) && !found.has(entry);
    yield isClean ? noteOf(marks[entry] ?? 0, sizes[entry] ?? 0) : 0;
  }
}
