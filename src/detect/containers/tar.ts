import { takeEntry, type Entry, type UnpackBudget, type Unpacked } from './container.ts';

/* POSIX.1-1988 ustar: headers of 512 bytes, data padded to as much. */
const RECORD = 512;
const SIZE_AT = 124;
const SIZE_LENGTH = 12;
const TYPE_AT = 156;
const NAME_LENGTH = 100;
/** Regular files: `0`, and NUL in old archives. */
const REGULAR = new Set([0x30, 0]);

function fieldAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length).split('\0', 1)[0] ?? '';
}

/** Reads the regular files of a tar archive. A header that does not hold ends the reading: not whole. */
export function untar(bytes: Buffer, budget: UnpackBudget): Unpacked {
  const entries: Entry[] = [];
  for (let at = 0; at + RECORD <= bytes.length; ) {
    if (bytes[at] === 0) return { entries, isWhole: true };
    const size = Number.parseInt(fieldAt(bytes, at + SIZE_AT, SIZE_LENGTH).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0 || !takeEntry(budget)) return { entries, isWhole: false };
    const data = bytes.subarray(at + RECORD, at + RECORD + size);
    if (data.length < size) return { entries, isWhole: false };
    if (REGULAR.has(bytes[at + TYPE_AT] ?? 0)) entries.push({ name: fieldAt(bytes, at, NAME_LENGTH), bytes: data });
    at += RECORD + Math.ceil(size / RECORD) * RECORD;
  }
  return { entries, isWhole: true };
}
