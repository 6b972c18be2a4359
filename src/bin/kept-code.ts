import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * What V8 has compiled of this program, from one run to the next: a file of the length of its head (four bytes, little
 * endian), its head (JSON), and the code of each part, one behind the other; and all of that once more. V8 takes code from
 * its own version only, but it crashes on damaged code, and comparing two copies is the quickest way to see damage.
 * The head says by the part's name where its code begins, counted from the end of the head, and how long it is.
 */
type Head = Readonly<Record<string, readonly [start: number, length: number]>>;

const LENGTH_BYTES = 4;

/** Code by the name of its part; empty where the file is not there, or not whole. */
export function readKeptCode(file: string): ReadonlyMap<string, Buffer> {
  try {
    const both = readFileSync(file);
    const bytes = both.subarray(0, both.length / 2);
    if (!bytes.equals(both.subarray(both.length / 2))) return new Map();
    const start = LENGTH_BYTES + bytes.readUInt32LE(0);
    const head = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, start)) as Head;
    const parts = new Map(Object.entries(head).map(([name, [at, length]]) => [name, bytes.subarray(start + at, start + at + length)]));
    const end = Object.values(head).reduce((last, [at, length]) => Math.max(last, start + at + length), start);
    return end === bytes.length ? parts : new Map();
  } catch {
    // The parts are compiled once more, and kept anew.
    return new Map();
  }
}

function headOf(parts: ReadonlyMap<string, Buffer>): Buffer {
  let at = 0;
  const places = [...parts].map(([name, { length }]) => [name, [(at += length) - length, length]] as const);
  const head: Head = Object.fromEntries(places);
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text]);
}

/** Writes beside the file and puts it in place only when all of it is on the disk: half a file would be run. */
export function writeKeptCode(file: string, parts: ReadonlyMap<string, Buffer>): void {
  const beside = `${file}.${process.pid}`;
  try {
    const handle = openSync(beside, 'wx', 0o600);
    try {
      const copy = [headOf(parts), ...parts.values()];
      writeFileSync(handle, Buffer.concat([...copy, ...copy]));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
  } catch {
    // A full disk, or a run of another process at the same time: what is kept only saves time.
    rmSync(beside, { force: true });
  }
}
