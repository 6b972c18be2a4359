import { makeEntryHeader, readEntryHeader, type EntryHeader } from './entry-header.ts';
import { FileWindow } from './file-window.ts';
import { readLooseHead, type LooseObject } from './loose.ts';
import { TYPE } from './object-type.ts';
import type { PackFile } from './pack-file.ts';

/** No entry: no base, no child, no sibling. */
export const NONE = -1;

/**
 * Every entry of every pack, in order of offset, packs one after the other, then the loose objects; an
 * entry's number is its index in these arrays. They stand in shared memory, so that workers see them without
 * a copy. An object that is stored twice has two entries.
 */
export interface ObjectTable {
  readonly count: number;
  /** First entry of each pack, then of the loose objects, then `count`. */
  readonly starts: readonly number[];
  /** Offset of the entry's zlib stream, and its end. */
  readonly dataStart: Float64Array;
  readonly dataEnd: Float64Array;
  /** Inflated size of the stream: of the object, or of its delta. */
  readonly size: Float64Array;
  /** Type number with deltas resolved; `TYPE.broken` where the head or a base cannot be read. */
  readonly type: Uint8Array;
  /** Entry of the delta base. */
  readonly base: Int32Array;
  /** First delta on this entry, and the next delta on the same base. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Row in the pack's index; of loose objects, their place in the list. */
  readonly row: Uint32Array;
  /** The inverse: entry by the pack's first entry plus row. */
  readonly entryOf: Uint32Array;
}

/** Finds all entries of the object `oid` (bytes), best first. */
export interface EntryFinder {
  findAll(oid: Uint8Array): readonly number[];
}

interface Sources {
  readonly packs: readonly PackFile[];
  readonly loose: readonly LooseObject[];
}

function makeTable({ packs, loose }: Sources): ObjectTable {
  const starts = [0];
  for (const pack of packs) starts.push((starts.at(-1) ?? 0) + pack.index.count);
  const count = (starts.at(-1) ?? 0) + loose.length;
  starts.push(count);
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes * count);
  return {
    count,
    starts,
    dataStart: new Float64Array(shared(8)),
    dataEnd: new Float64Array(shared(8)),
    size: new Float64Array(shared(8)),
    type: new Uint8Array(shared(1)),
    base: new Int32Array(shared(4)).fill(NONE),
    firstChild: new Int32Array(shared(4)).fill(NONE),
    nextSibling: new Int32Array(shared(4)).fill(NONE),
    row: new Uint32Array(shared(4)),
    entryOf: new Uint32Array(shared(4)),
  };
}

/** Above this, offset and row do not fit one double together. */
const MAX_KEY = Number.MAX_SAFE_INTEGER;

/** Rows of an index in order of their offsets. Sorts doubles `offset * count + row`, which needs no comparison function. */
export function rowsByOffset(offsets: Float64Array): Uint32Array {
  const count = offsets.length;
  const highest = offsets.reduce((a, b) => Math.max(a, b), 0);
  if ((highest + 1) * count > MAX_KEY) return Uint32Array.from(offsets.keys()).sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
  const keys = offsets.map((offset, row) => offset * count + row).sort();
  return Uint32Array.from(keys, (key) => key % count);
}

/** Entry in `[start, end)` whose offset is `wanted`, or `NONE`. */
function entryAtOffset(offsets: Float64Array, wanted: number, before: number): number {
  let low = 0;
  let high = before;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < before && offsets[low] === wanted ? low : NONE;
}

interface Pending {
  readonly entry: number;
  readonly base: Buffer;
}

/** Reads the entry heads of one pack. Bases of offset deltas lie before them, so types resolve on the way. */
function addPack(table: ObjectTable, pack: PackFile, place: { readonly start: number; readonly pending: Pending[] }): void {
  const { index, end } = pack;
  const window = new FileWindow(pack.fd);
  const header = makeEntryHeader();
  const order = rowsByOffset(index.offsets);
  const offsets = Float64Array.from(order, (row) => index.offsets[row] ?? 0);
  for (let i = 0; i < index.count; i += 1) {
    const entry = place.start + i;
    readEntryHeader(window, offsets[i] ?? 0, { hashBytes: index.hashBytes, header });
    table.row[entry] = order[i] ?? 0;
    table.entryOf[place.start + (order[i] ?? 0)] = entry;
    table.dataStart[entry] = header.dataStart;
    table.dataEnd[entry] = i + 1 < index.count ? (offsets[i + 1] ?? end) : end;
    table.size[entry] = header.size;
    table.type[entry] = header.type;
    if (header.type === TYPE.refDelta) {
      const base = Buffer.from(window.bytes.subarray(header.baseOidAt, header.baseOidAt + index.hashBytes));
      place.pending.push({ entry, base });
    } else if (header.type === TYPE.offsetDelta) linkOffsetDelta(table, entry, baseOf(header, offsets, { i, start: place.start }));
  }
}

function baseOf(header: EntryHeader, offsets: Float64Array, { i, start }: { i: number; start: number }): number {
  const found = entryAtOffset(offsets, header.baseOffset, i);
  return found === NONE ? NONE : start + found;
}

/** The type stays that of a delta while the base waits for its own base. */
function linkOffsetDelta(table: ObjectTable, entry: number, base: number): void {
  if (base === NONE) table.type[entry] = TYPE.broken;
  else adopt(table, entry, base);
}

function adopt(table: ObjectTable, entry: number, base: number): void {
  table.base[entry] = base;
  table.nextSibling[entry] = table.firstChild[base] ?? NONE;
  table.firstChild[base] = entry;
  const type = table.type[base] ?? TYPE.broken;
  table.type[entry] = type;
}

/** True when following bases from `from` meets `entry`: two packs may each hold a delta on the other's copy. */
function wouldLoop(table: ObjectTable, entry: number, from: number): boolean {
  for (let at = from; at !== NONE; at = table.base[at] ?? NONE) if (at === entry) return true;
  return false;
}

/** Gives every reference delta its base, then its type to all that waits below it. */
function linkReferences(table: ObjectTable, pending: readonly Pending[], finder: EntryFinder): void {
  for (const { entry, base } of pending) {
    const found = finder.findAll(base).find((candidate) => !wouldLoop(table, entry, candidate));
    if (found === undefined) table.type[entry] = TYPE.broken;
    else adopt(table, entry, found);
  }
  for (const { entry } of pending) {
    const type = table.type[table.base[entry] ?? entry] ?? TYPE.broken;
    if (type !== TYPE.refDelta && type !== TYPE.offsetDelta) spreadType(table, entry, type);
  }
}

function spreadType(table: ObjectTable, entry: number, type: number): void {
  const open = [entry];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    table.type[at] = type;
    for (let child = table.firstChild[at] ?? NONE; child !== NONE; child = table.nextSibling[child] ?? NONE) open.push(child);
  }
}

function addLoose(table: ObjectTable, loose: readonly LooseObject[], start: number): void {
  loose.forEach((object, i) => {
    table.row[start + i] = i;
    table.entryOf[start + i] = start + i;
    try {
      const { type, size } = readLooseHead(object);
      table.type[start + i] = type;
      table.size[start + i] = size;
    } catch {
      // The fault is met again, and told, by whoever wants this object.
      table.type[start + i] = TYPE.broken;
    }
  });
}

/** Lists all entries with their types and their delta trees. Damaged ones are marked, and told when they are read. */
export function buildObjectTable(sources: Sources, finderFor: (table: ObjectTable) => EntryFinder): ObjectTable {
  const table = makeTable(sources);
  const pending: Pending[] = [];
  addLoose(table, sources.loose, table.starts[sources.packs.length] ?? 0);
  sources.packs.forEach((pack, i) => addPack(table, pack, { start: table.starts[i] ?? 0, pending }));
  if (pending.length > 0) linkReferences(table, pending, finderFor(table));
  return table;
}
