import { applyDelta } from './delta.ts';
import { PackFault } from './fault.ts';
import { FileWindow } from './file-window.ts';
import { createInflater, type Inflate } from './inflate.ts';
import { readLoose, type LooseObject } from './loose.ts';
import { NONE, type ObjectTable } from './object-table.ts';
import type { PackFile } from './pack-file.ts';

/** The part of a store that reading needs. */
export interface EntrySource {
  readonly packs: readonly PackFile[];
  readonly loose: readonly LooseObject[];
  readonly table: ObjectTable;
  oidOf(entry: number): string;
  packOf(entry: number): number;
  entriesOf(oid: Uint8Array): readonly number[];
}

/** Reads entries whole: the plain road, one object at a time. */
export class EntryReader {
  readonly #source: EntrySource;
  readonly #inflate: Inflate = createInflater();
  readonly #windows = new Map<number, FileWindow>();

  constructor(source: EntrySource) {
    this.#source = source;
  }

  /** Type number and bytes of an entry. @throws PackFault that names the object */
  read(entry: number): { readonly type: number; readonly bytes: Uint8Array } {
    return this.#readAvoiding(entry, new Set());
  }

  /** @param avoided entries that are being read or have failed: a base is then taken from another copy of it */
  #readAvoiding(entry: number, avoided: Set<number>): { readonly type: number; readonly bytes: Uint8Array } {
    const { table } = this.#source;
    const chain: number[] = [];
    let at = entry;
    for (; (table.base[at] ?? NONE) !== NONE; at = table.base[at] ?? NONE) chain.push(at);
    let bytes = this.#readBase(at, avoided);
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
      const delta = this.#stream(next);
      const target = delta === undefined ? undefined : applyDelta(bytes, delta);
      bytes = target ?? this.#otherCopy(next, avoided);
    }
    return { type: table.type[entry] ?? 0, bytes };
  }

  #readBase(entry: number, avoided: Set<number>): Uint8Array {
    const { table, packs, loose } = this.#source;
    if (this.#source.packOf(entry) === packs.length) {
      const object = loose[table.row[entry] ?? 0];
      if (object !== undefined) return readLoose(object).bytes;
    }
    return this.#stream(entry) ?? this.#otherCopy(entry, avoided);
  }

  /** The same object from somewhere else, as git does when a pack is damaged. */
  #otherCopy(entry: number, avoided: Set<number>): Uint8Array {
    const oid = this.#source.oidOf(entry);
    avoided.add(entry);
    for (const copy of this.#source.entriesOf(Buffer.from(oid, 'hex'))) {
      if (avoided.has(copy)) continue;
      avoided.add(copy);
      return this.#readAvoiding(copy, avoided).bytes;
    }
    const file = this.#source.packs[this.#source.packOf(entry)]?.path ?? '';
    throw new PackFault('corrupt', 'object cannot be inflated', { file, oid });
  }

  /** Inflated stream of a packed entry; undefined when it is damaged. */
  #stream(entry: number): Buffer | undefined {
    const { table, packs } = this.#source;
    const pack = this.#source.packOf(entry);
    const file = packs[pack];
    const from = table.dataStart[entry] ?? 0;
    const length = (table.dataEnd[entry] ?? 0) - from;
    const size = table.size[entry] ?? 0;
    if (file === undefined || length <= 0 || table.type[entry] === 0 || size > Math.max(1 << 16, length * 1100)) return undefined;
    let window = this.#windows.get(pack);
    if (window === undefined) this.#windows.set(pack, (window = new FileWindow(file.fd)));
    const at = window.hold(from, length);
    if (at < 0) return undefined;
    const output = Buffer.allocUnsafeSlow(size + 1);
    return this.#inflate({ input: window.bytes, from: at, length, output, to: 0, size }) ? output.subarray(0, size) : undefined;
  }
}
