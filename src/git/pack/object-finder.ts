import type { LooseObject } from './loose.ts';
import type { ObjectTable } from './object-table.ts';
import { hexAt } from './oid.ts';
import { findRow, type OidRows } from './pack-index.ts';

/** What finding needs: numbers and shared memory only, so that it can be sent to a worker. */
export interface FinderTables {
  readonly table: ObjectTable;
  /** The ids of each pack. */
  readonly rows: readonly OidRows[];
  readonly loose: readonly LooseObject[];
  readonly hashBytes: number;
}

/** Finds entries by the ids of their objects. */
export class ObjectFinder {
  readonly #tables: FinderTables;
  readonly #loose: ReadonlyMap<string, number>;

  constructor(tables: FinderTables) {
    this.#tables = tables;
    this.#loose = new Map(tables.loose.map(({ oid }, i) => [oid, i]));
  }

  /** The first entry of the object whose id stands at `at` of `bytes`, or -1: packs come before loose objects. */
  find(bytes: Uint8Array, at = 0): number {
    const { table, rows } = this.#tables;
    for (let pack = 0; pack < rows.length; pack += 1) {
      const entry = this.#inPack(pack, bytes, at);
      if (entry >= 0) return entry;
    }
    if (this.#loose.size === 0) return -1;
    const loose = this.#loose.get(hexAt(bytes, at, this.#tables.hashBytes));
    return loose === undefined ? -1 : (table.starts[rows.length] ?? 0) + loose;
  }

  /** All entries of an object, in the same order. */
  findAll(bytes: Uint8Array): number[] {
    const { table, rows, hashBytes } = this.#tables;
    const found = rows.map((_, pack) => this.#inPack(pack, bytes, 0)).filter((entry) => entry >= 0);
    const loose = this.#loose.size === 0 ? undefined : this.#loose.get(hexAt(bytes, 0, hashBytes));
    if (loose !== undefined) found.push((table.starts[rows.length] ?? 0) + loose);
    return found;
  }

  #inPack(pack: number, bytes: Uint8Array, at: number): number {
    const { table, rows } = this.#tables;
    const inPack = rows[pack];
    const row = inPack === undefined ? -1 : findRow(inPack, bytes, at);
    return row < 0 ? -1 : (table.entryOf[(table.starts[pack] ?? 0) + row] ?? -1);
  }
}
