import { makeEntryHeader, readEntryHeader } from './entry-header.ts';
import { PackFault } from './fault.ts';
import { FileWindow } from './file-window.ts';
import { TYPE } from './object-type.ts';
import { readFrom } from './pack-file.ts';
import { createMeter } from './stream-meter.ts';

/** A pack without an index, as `git pack-objects --stdout` writes it, in an open file. */
export interface PackStream {
  readonly fd: number;
  /** What to call it in faults. */
  readonly path: string;
  /** Where the last entry ends and the trailer begins. */
  readonly end: number;
  readonly hashBytes: number;
}

const HEADER_BYTES = 12;
const MAGIC = 0x5041434b;

/**
 * Offsets of the entries of a stream. An entry does not say how long it is: each is inflated to find where the next one
 * starts (gitformat-pack, "pack-*.pack files").
 * @throws PackFault when the stream does not hold together, or holds deltas on objects that it does not place before them
 */
export function readEntryOffsets({ fd, path, end, hashBytes }: PackStream): Float64Array {
  const head = readFrom(fd, 0, HEADER_BYTES);
  const version = head.readUInt32BE(4);
  if (head.readUInt32BE(0) !== MAGIC || (version !== 2 && version !== 3)) throw new PackFault('unsupported', 'not a pack of version 2 or 3', { file: path });
  const meter = createMeter();
  const window = new FileWindow(fd);
  const header = makeEntryHeader();
  const offsets = new Float64Array(new SharedArrayBuffer(8 * countIn(head, end, path)));
  let at = HEADER_BYTES;
  for (let i = 0; i < offsets.length; i += 1) {
    offsets[i] = at;
    readEntryHeader(window, at, { hashBytes, header });
    if (header.type === TYPE.refDelta) throw new PackFault('unsupported', 'a pack in a stream has a delta on an object by name', { file: path });
    at = header.type === TYPE.broken ? -1 : meter(window, header.dataStart, header.size);
    if (at < 0 || at > end) throw new PackFault('corrupt', `entry ${i} of a pack in a stream is damaged`, { file: path });
  }
  if (at !== end) throw new PackFault('corrupt', 'a pack in a stream is longer than it says', { file: path });
  return offsets;
}

/** Least bytes of an entry: a head and an empty zlib stream. */
const LEAST_ENTRY = 9;

function countIn(head: Buffer, end: number, path: string): number {
  const count = head.readUInt32BE(8);
  if (count * LEAST_ENTRY > end) throw new PackFault('corrupt', 'a pack in a stream is shorter than it says', { file: path });
  return count;
}
