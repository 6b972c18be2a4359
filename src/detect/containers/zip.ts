import { takeEntry, type Entry, type UnpackBudget, type Unpacked } from './container.ts';
import { inflateWithin } from './inflate.ts';
import { joinedRuns } from './office-text.ts';

/* PKWARE APPNOTE 6.3: end of central directory (4.3.16), central directory header (4.3.12), local header (4.3.7). */
const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_SIZE = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;

function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - END_SIZE; at >= 0 && at >= bytes.length - END_SIZE - MAX_COMMENT; at--) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return -1;
}

/** The data of the entry whose local header stands at `at`; its name and extra field come before it. */
function dataAt(bytes: Buffer, at: number, packedSize: number): Buffer | null {
  if (at + LOCAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== LOCAL_SIGNATURE) return null;
  const start = at + LOCAL_SIZE + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  return start + packedSize > bytes.length ? null : bytes.subarray(start, start + packedSize);
}

function unpackEntry(bytes: Buffer, header: number, budget: UnpackBudget): Buffer | null {
  const method = bytes.readUInt16LE(header + 10);
  const packed = dataAt(bytes, bytes.readUInt32LE(header + 42), bytes.readUInt32LE(header + 20));
  if (packed === null) return null;
  if (method === DEFLATED) return inflateWithin(packed, 'raw', budget);
  if (method !== STORED) return null;
  budget.isExceeded ||= packed.length > budget.bytes;
  if (packed.length > budget.bytes) return null;
  budget.bytes -= packed.length;
  return packed;
}

function entriesOf(name: string, bytes: Buffer): Entry[] {
  const text = joinedRuns(name, bytes);
  return text === null ? [{ name, bytes }] : [{ name, bytes }, { name, bytes: text }];
}

/**
 * Reads a zip file by its central directory. Encrypted, ZIP64 and exotic entries, and overlapping ones beyond
 * the budget, leave the result not whole.
 */
export function unzip(bytes: Buffer, budget: UnpackBudget): Unpacked {
  const end = findEnd(bytes);
  if (end < 0) return { entries: [], isWhole: false };
  const entries: Entry[] = [];
  let isWhole = true;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE || !takeEntry(budget)) return { entries, isWhole: false };
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength);
    const isFolder = name.endsWith('/');
    const data = isFolder ? null : unpackEntry(bytes, at, budget);
    if (data === null) isWhole &&= isFolder;
    else entries.push(...entriesOf(name, data));
    at += CENTRAL_SIZE + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return { entries, isWhole };
}
