import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';
import { PackFault } from './fault.ts';
import { TYPE, typeNumber } from './object-type.ts';

/*
 * Loose objects: `objects/ab/cdef…`, a zlib stream of `<type> SP <size> NUL <bytes>` (gitformat-loose-object).
 */

/** An object in a file of its own. */
export interface LooseObject {
  readonly oid: string;
  readonly path: string;
}

const FOLDER = /^[0-9a-f]{2}$/;
const MAX_HEAD = 64;

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    // Folders come and go with gc and prune; what is not there holds nothing.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Loose objects of an object folder, in order of their ids. */
export function listLoose(objectsDir: string, hashBytes: number): LooseObject[] {
  const name = new RegExp(`^[0-9a-f]{${2 * hashBytes - 2}}$`);
  const found: LooseObject[] = [];
  for (const folder of listFolder(objectsDir).filter((entry) => FOLDER.test(entry)).sort()) {
    for (const file of listFolder(join(objectsDir, folder)).filter((entry) => name.test(entry)).sort()) {
      found.push({ oid: folder + file, path: join(objectsDir, folder, file) });
    }
  }
  return found;
}

interface Head {
  readonly type: number;
  readonly size: number;
  /** Index of the first byte of the object. */
  readonly start: number;
}

function parseHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(0);
  if (end < 0 || end > MAX_HEAD) return undefined;
  const [type = '', size = ''] = bytes.toString('latin1', 0, end).split(' ');
  const number = typeNumber(type);
  if (number === TYPE.broken || !/^\d{1,15}$/.test(size)) return undefined;
  return { type: number, size: Number(size), start: end + 1 };
}

function readFile(loose: LooseObject): Buffer {
  try {
    return readFileSync(loose.path);
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new PackFault(isGone ? 'missing' : 'corrupt', 'loose object cannot be read', { file: loose.path, oid: loose.oid, cause: error });
  }
}

function corrupt(loose: LooseObject, cause?: unknown): PackFault {
  return new PackFault('corrupt', 'loose object is damaged', { file: loose.path, oid: loose.oid, cause });
}

function inflateLoose(loose: LooseObject, packed: Buffer, limit: number): Buffer {
  try {
    return limit === 0 ? inflateSync(packed) : inflateSync(packed.subarray(0, limit), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw corrupt(loose, error);
  }
}

/** Type number and size of a loose object. @throws PackFault */
export function readLooseHead(loose: LooseObject): { readonly type: number; readonly size: number } {
  const head = parseHead(inflateLoose(loose, readFile(loose), 512));
  if (head === undefined) throw corrupt(loose);
  return head;
}

/** A whole loose object. @throws PackFault */
export function readLoose(loose: LooseObject): { readonly type: number; readonly bytes: Buffer } {
  const text = inflateLoose(loose, readFile(loose), 0);
  const head = parseHead(text);
  if (head === undefined || text.length !== head.start + head.size) throw corrupt(loose);
  return { type: head.type, bytes: text.subarray(head.start) };
}
