import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PackFault } from './fault.ts';
import { hexAt } from './oid.ts';
import type { PackIndex } from './pack-index.ts';

const MAGIC = 0x5041434b;
const HEADER_BYTES = 12;

/** An open pack. The handle stays open, so that a pack that gc removes meanwhile can still be read. */
export interface PackFile {
  readonly path: string;
  readonly fd: number;
  readonly index: PackIndex;
  /** Offset of the trailer: where the last entry ends. */
  readonly end: number;
}

/** Bytes of an open file; throws when it is shorter. */
export function readFrom(fd: number, from: number, length: number, memory: 'own' | 'shared' = 'own'): Buffer {
  const bytes = memory === 'own' ? Buffer.alloc(length) : Buffer.from(new SharedArrayBuffer(length));
  for (let filled = 0; filled < length; ) {
    const got = readSync(fd, bytes, filled, length - filled, from + filled);
    if (got === 0) throw new RangeError('file is shorter than it should be');
    filled += got;
  }
  return bytes;
}

function checkPack(fd: number, path: string, index: PackIndex): number {
  const { size } = fstatSync(fd);
  if (size < HEADER_BYTES + index.hashBytes) throw new PackFault('truncated', 'pack is too short', { file: path });
  const head = readFrom(fd, 0, HEADER_BYTES);
  if (head.readUInt32BE(0) !== MAGIC) throw new PackFault('corrupt', 'not a pack', { file: path });
  const version = head.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw new PackFault('unsupported', `pack has version ${version}`, { file: path });
  const end = size - index.hashBytes;
  if (index.packChecksum !== undefined) {
    const trailer = hexAt(readFrom(fd, end, index.hashBytes), 0, index.hashBytes);
    if (trailer !== index.packChecksum || head.readUInt32BE(8) !== index.count) {
      throw new PackFault('truncated', 'pack is not the one that its index describes', { file: path });
    }
  }
  return end;
}

/**
 * Opens a pack and checks that it is the one its index describes.
 * @throws PackFault, or the system's error when the file cannot be opened
 */
export function openPack(path: string, index: PackIndex): PackFile {
  const fd = openSync(path, 'r');
  try {
    return { path, fd, index, end: checkPack(fd, path, index) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
