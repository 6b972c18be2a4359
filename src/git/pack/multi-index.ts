import { PackFault } from './fault.ts';
import { hexAt } from './oid.ts';
import { readFanout, type PackIndex } from './pack-index.ts';

/**
 * A multi-pack-index, taken apart into one index a pack. Needed only for packs whose own `.idx` is gone.
 * Format: git's Documentation/gitformat-pack.txt, "multi-pack-index (MIDX) files".
 */
const MAGIC = 0x4d494458;
const HEADER_BYTES = 12;
const CHUNK_ROW = 12;
const CHUNK = { names: 0x504e414d, fanout: 0x4f494446, oids: 0x4f49444c, offsets: 0x4f4f4646, large: 0x4c4f4646 } as const;
const LARGE_OFFSET = 0x80000000;

interface Chunks {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  at(id: number): number | undefined;
}

function readChunks(bytes: Uint8Array, file: string): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0) !== MAGIC) throw new PackFault('corrupt', 'not a multi-pack-index', { file });
  if (view.getUint8(4) !== 1 && view.getUint8(4) !== 2) throw new PackFault('unsupported', `multi-pack-index has version ${view.getUint8(4)}`, { file });
  const starts = new Map<number, number>();
  for (let i = 0; i < view.getUint8(6); i += 1) {
    const row = HEADER_BYTES + i * CHUNK_ROW;
    starts.set(view.getUint32(row), view.getUint32(row + 4) * 2 ** 32 + view.getUint32(row + 8));
  }
  return { view, bytes, at: (id) => starts.get(id) };
}

function packNames(chunks: Chunks, at: number): string[] {
  const names: string[] = [];
  let from = at;
  for (let i = 0; i < chunks.view.getUint32(8); i += 1) {
    const end = chunks.bytes.indexOf(0, from);
    names.push(Buffer.from(chunks.bytes.subarray(from, end)).toString('utf8'));
    from = end + 1;
  }
  return names;
}

interface Tables {
  readonly fanout: Uint32Array;
  readonly oids: number;
  readonly offsets: number;
  readonly names: readonly string[];
}

function readTables(chunks: Chunks, file: string): Tables {
  const [fanoutAt, oids, offsets, names] = [CHUNK.fanout, CHUNK.oids, CHUNK.offsets, CHUNK.names].map((id) => chunks.at(id));
  const fanout = fanoutAt === undefined ? undefined : readFanout(chunks.view, fanoutAt);
  if (fanout === undefined || oids === undefined || offsets === undefined || names === undefined) {
    throw new PackFault('corrupt', 'multi-pack-index lacks a table', { file });
  }
  return { fanout, oids, offsets, names: packNames(chunks, names) };
}

function offsetAt(chunks: Chunks, value: number): number {
  const large = chunks.at(CHUNK.large);
  if (value < LARGE_OFFSET || large === undefined) return value;
  const at = large + 8 * (value - LARGE_OFFSET);
  return chunks.view.getUint32(at) * 2 ** 32 + chunks.view.getUint32(at + 4);
}

function indexOf(rows: readonly number[], chunks: Chunks, tables: Tables & { hashBytes: number }): PackIndex {
  const { hashBytes } = tables;
  const oids = new Uint8Array(new SharedArrayBuffer(rows.length * hashBytes));
  const offsets = new Float64Array(rows.length);
  const fanout = new Uint32Array(new SharedArrayBuffer(1024));
  rows.forEach((row, i) => {
    const at = tables.oids + row * hashBytes;
    oids.set(chunks.bytes.subarray(at, at + hashBytes), i * hashBytes);
    offsets[i] = offsetAt(chunks, chunks.view.getUint32(tables.offsets + 8 * row + 4));
    fanout[oids[i * hashBytes] ?? 0] = i + 1;
  });
  for (let i = 1; i < 256; i += 1) fanout[i] = Math.max(fanout[i] ?? 0, fanout[i - 1] ?? 0);
  const sorted = { bytes: oids, start: 0, stride: hashBytes, hashBytes, fanout };
  return {
    count: rows.length,
    hashBytes,
    offsets,
    packChecksum: undefined,
    oidAt: (row) => hexAt(oids, row * hashBytes, hashBytes),
    rows: sorted,
  };
}

/**
 * Pack name (`pack-….idx`, as the file has it) → index of the objects that the multi-pack-index takes from that pack.
 * @throws PackFault `corrupt` or `unsupported`
 */
export function parseMultiIndex(bytes: Uint8Array, hashBytes: number, file: string): Map<string, PackIndex> {
  const chunks = readChunks(bytes, file);
  const tables = { ...readTables(chunks, file), hashBytes };
  const rowsOf: number[][] = tables.names.map(() => []);
  const count = tables.fanout[255] ?? 0;
  if (tables.offsets + 8 * count > bytes.length || tables.oids + hashBytes * count > bytes.length) {
    throw new PackFault('truncated', 'multi-pack-index is too short', { file });
  }
  for (let row = 0; row < count; row += 1) rowsOf[chunks.view.getUint32(tables.offsets + 8 * row)]?.push(row);
  return new Map(tables.names.map((name, i) => [name, indexOf(rowsOf[i] ?? [], chunks, tables)]));
}
