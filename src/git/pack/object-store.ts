import { closeSync } from 'node:fs';
import { objectFolders } from './alternates.ts';
import { EntryReader } from './entry-reader.ts';
import { PackFault } from './fault.ts';
import { listLoose, type LooseObject } from './loose.ts';
import { ObjectFinder } from './object-finder.ts';
import { buildObjectTable, type ObjectTable } from './object-table.ts';
import { hashBytesOf, type ObjectHash } from './oid.ts';
import { typeName, type ObjectType } from './object-type.ts';
import { openPacks } from './open-packs.ts';
import type { PackFile } from './pack-file.ts';

export interface StoreOptions {
  /** The repository's `objects` folder. */
  readonly objectsDir: string;
  readonly hash?: ObjectHash;
  /** Further object folders, as `GIT_ALTERNATE_OBJECT_DIRECTORIES` names them. */
  readonly alternates?: readonly string[];
  /** A pack that stands in no folder: it alone is the store then. */
  readonly pack?: PackFile | undefined;
}

export interface StoredObject {
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

/** An object database, opened: packs by their handles, loose objects by their paths. Close it after use. */
export class ObjectStore {
  readonly hashBytes: number;
  readonly packs: readonly PackFile[];
  readonly loose: readonly LooseObject[];
  readonly table: ObjectTable;
  /** Packs that could not be opened at all. */
  readonly faults: readonly PackFault[];
  readonly finder: ObjectFinder;
  readonly #reader: EntryReader;

  /** @throws PackFault when packs are replaced over and over */
  constructor(options: StoreOptions) {
    this.hashBytes = hashBytesOf(options.hash ?? 'sha1');
    const folders = options.pack === undefined ? objectFolders(options.objectsDir, options.alternates) : [];
    const opened = folders.map((folder) => openPacks(folder, this.hashBytes));
    this.packs = options.pack === undefined ? opened.flatMap(({ packs }) => packs) : [options.pack];
    this.faults = opened.flatMap(({ faults }) => faults);
    this.loose = folders.flatMap((folder) => listLoose(folder, this.hashBytes));
    const rows = this.packs.map(({ index }) => index.rows);
    const finderFor = (table: ObjectTable): ObjectFinder => new ObjectFinder({ table, rows, loose: this.loose, hashBytes: this.hashBytes });
    this.table = buildObjectTable(this, finderFor);
    this.finder = finderFor(this.table);
    this.#reader = new EntryReader(this);
  }

  /** Hex id of an entry. */
  oidOf(entry: number): string {
    const pack = this.packOf(entry);
    const row = this.table.row[entry] ?? 0;
    return this.packs[pack]?.index.oidAt(row) ?? this.loose[row]?.oid ?? '';
  }

  /** Number of the pack that holds an entry; the number of packs for loose objects. */
  packOf(entry: number): number {
    let pack = 0;
    while (pack < this.packs.length && entry >= (this.table.starts[pack + 1] ?? 0)) pack += 1;
    return pack;
  }

  /** All entries of an object: packed ones first. Empty when it is not here. */
  entriesOf(oid: Uint8Array): readonly number[] {
    return this.finder.findAll(oid);
  }

  /** The entry that stands for the object of this entry, which may be stored more than once. */
  firstOf(entry: number): number {
    if (this.packs.length + Math.min(1, this.loose.length) < 2) return entry;
    return this.find(Buffer.from(this.oidOf(entry), 'hex'));
  }

  /** The first entry of an object, or -1. */
  find(oid: Uint8Array): number {
    return this.finder.find(oid);
  }

  /**
   * Reads one object whole, whatever it is a delta of; a damaged copy is passed over where there is another.
   * @throws PackFault that names the object
   */
  read(oid: string): StoredObject {
    const entries = this.entriesOf(Buffer.from(oid, 'hex'));
    let fault = new PackFault('missing', 'object is not here', { file: this.packs[0]?.path ?? '', oid });
    for (const entry of entries) {
      try {
        const { type, bytes } = this.#reader.read(entry);
        const name = typeName(type);
        if (name !== undefined) return { type: name, bytes };
        fault = new PackFault('corrupt', 'object is a delta on nothing', { file: fault.file, oid });
      } catch (error) {
        if (!(error instanceof PackFault)) throw error;
        fault = error.oid === oid ? error : error.ofObject(oid);
      }
    }
    throw fault;
  }

  close(): void {
    for (const { fd } of this.packs) closeSync(fd);
  }
}
