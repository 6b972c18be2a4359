import { PackFault } from './fault.ts';
import { hexAt } from './oid.ts';

/**
 * Where the objects of one pack lie, in order of their ids ("rows").
 * Formats: git's Documentation/gitformat-pack.txt, "pack-*.idx files" version 1 and 2.
 */
export interface PackIndex {
  readonly count: number;
  readonly hashBytes: number;
  /** Pack offset by row. Doubles: a pack may be larger than 4 GiB. */
  readonly offsets: Float64Array;
  /** Checksum of the pack that this index describes, hex; undefined where a multi-pack-index describes it. */
  readonly packChecksum: string | undefined;
  /** Id of a row. */
  oidAt(row: number): string;
  /** The ids of all rows. */
  readonly rows: OidRows;
}

/** Ids at a fixed distance from each other in some bytes (shared memory), sorted, with a fan-out table by first byte. */
export interface OidRows {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly stride: number;
  readonly hashBytes: number;
  /** 256 running counts: objects whose first byte is at most the index. */
  readonly fanout: Uint32Array;
}

/** Negative, zero or positive as the id of a row sorts before, with or after the one at `at` of `bytes`. */
function compareRow({ bytes: ids, start, stride, hashBytes }: OidRows, row: number, { bytes, at }: { readonly bytes: Uint8Array; readonly at: number }): number {
  const from = start + row * stride;
  for (let i = 0; i < hashBytes; i += 1) {
    const difference = (ids[from + i] ?? 0) - (bytes[at + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Row of the id that stands at `at` of `bytes`; -1 when there is none. */
export function findRow(rows: OidRows, bytes: Uint8Array, at: number): number {
  const wanted = { bytes, at };
  const first = bytes[at] ?? 0;
  let low = first === 0 ? 0 : (rows.fanout[first - 1] ?? 0);
  const end = rows.fanout[first] ?? 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareRow(rows, middle, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low < end && compareRow(rows, low, wanted) === 0 ? low : -1;
}

/** Reads a fan-out table; undefined when it is not monotonic. */
export function readFanout(view: DataView, at: number): Uint32Array | undefined {
  const fanout = new Uint32Array(new SharedArrayBuffer(1024));
  let before = 0;
  for (let i = 0; i < 256; i += 1) {
    const value = view.getUint32(at + 4 * i);
    if (value < before) return undefined;
    fanout[i] = before = value;
  }
  return fanout;
}

const MAGIC = 0xff744f63;
const FANOUT_BYTES = 1024;
const LARGE_OFFSET = 0x80000000;

interface Layout {
  readonly rows: OidRows;
  readonly count: number;
  readonly offsets: Float64Array;
}

function layoutV1(view: DataView, bytes: Uint8Array, hashBytes: number): Layout | undefined {
  const fanout = readFanout(view, 0);
  const count = fanout?.[255];
  const stride = 4 + hashBytes;
  if (fanout === undefined || count === undefined || bytes.length !== FANOUT_BYTES + count * stride + 2 * hashBytes) return undefined;
  const offsets = new Float64Array(count);
  for (let row = 0; row < count; row += 1) offsets[row] = view.getUint32(FANOUT_BYTES + row * stride);
  return { rows: { bytes, start: FANOUT_BYTES + 4, stride, hashBytes, fanout }, count, offsets };
}

function layoutV2(view: DataView, bytes: Uint8Array, hashBytes: number): Layout | undefined {
  const start = 8 + FANOUT_BYTES;
  const fanout = readFanout(view, 8);
  const count = fanout?.[255];
  if (fanout === undefined || count === undefined) return undefined;
  const small = start + count * (hashBytes + 4);
  const large = small + count * 4;
  const largeCount = (bytes.length - large - 2 * hashBytes) / 8;
  if (!Number.isInteger(largeCount) || largeCount < 0 || largeCount > count) return undefined;
  const offsets = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    const value = view.getUint32(small + 4 * row);
    if (value < LARGE_OFFSET) {
      offsets[row] = value;
      continue;
    }
    const at = value - LARGE_OFFSET;
    if (at >= largeCount) return undefined;
    offsets[row] = view.getUint32(large + 8 * at) * 2 ** 32 + view.getUint32(large + 8 * at + 4);
  }
  return { rows: { bytes, start, stride: hashBytes, hashBytes, fanout }, count, offsets };
}

/**
 * Reads an index file.
 * @throws PackFault `corrupt` or `unsupported`
 */
export function parsePackIndex(bytes: Uint8Array, hashBytes: number, file: string): PackIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FANOUT_BYTES + 2 * hashBytes) throw new PackFault('truncated', 'pack index is too short', { file });
  const isV2 = view.getUint32(0) === MAGIC;
  if (isV2 && view.getUint32(4) !== 2) throw new PackFault('unsupported', `pack index has version ${view.getUint32(4)}`, { file });
  const layout = isV2 ? layoutV2(view, bytes, hashBytes) : layoutV1(view, bytes, hashBytes);
  if (layout === undefined) throw new PackFault('corrupt', 'pack index does not hold together', { file });
  const { rows, count, offsets } = layout;
  return {
    count,
    hashBytes,
    offsets,
    packChecksum: hexAt(bytes, bytes.length - 2 * hashBytes, hashBytes),
    oidAt: (row) => hexAt(bytes, rows.start + row * rows.stride, hashBytes),
    rows,
  };
}
