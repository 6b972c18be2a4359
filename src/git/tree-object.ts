import type { Oid } from '#core/origin.ts';

/** File modes of git. */
export const MODE = { tree: 0o40000, symlink: 0o120000, submodule: 0o160000 } as const;

export interface TreeEntry {
  readonly mode: number;
  /** Bytes of the name, without a slash; a view into the tree. */
  readonly name: Buffer;
  readonly oid: Oid;
}

/** A name that trees hold, told once by a reader that has read the trees itself; of a submodule also its commit. */
export interface TreeNameItem {
  readonly kind: 'tree-name';
  readonly name: Buffer;
  readonly submodule?: Oid;
}

/** An object that a tree names and that is not here. */
export interface MissingItem {
  readonly kind: 'missing';
  readonly oid: Oid;
}

/** A path of an object that is given next, or soon. */
export interface PathItem {
  readonly kind: 'path';
  readonly oid: Oid;
  readonly path: Buffer;
}

const SPACE = 32;
const ZERO = 48;

/**
 * Walks the entries of a raw tree without making anything of them: `<octal mode> SP <name> NUL <oid bytes>`
 * (gitformat: tree objects). The id stands right after the name's NUL.
 * @param oidBytes 20 for SHA-1, 32 for SHA-256
 * @param visit gets the mode and where the name starts and ends
 * @returns false when the bytes end inside an entry
 */
export function scanTree(bytes: Uint8Array, oidBytes: number, visit: (mode: number, start: number, end: number) => void): boolean {
  const { length } = bytes;
  let at = 0;
  while (at < length) {
    let mode = 0;
    for (; at < length && bytes[at] !== SPACE; at++) mode = mode * 8 + (bytes[at] ?? ZERO) - ZERO;
    const start = at + 1;
    let end = start;
    while (end < length && bytes[end] !== 0) end++;
    at = end + 1 + oidBytes;
    if (at > length) return false;
    visit(mode, start, end);
  }
  return true;
}

/** Entries of a raw tree. @throws SyntaxError when the bytes end inside an entry */
export function parseTree(bytes: Uint8Array, oidBytes: number): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TreeEntry[] = [];
  const whole = scanTree(bytes, oidBytes, (mode, start, end) => {
    entries.push({ mode, name: buffer.subarray(start, end), oid: buffer.toString('hex', end + 1, end + 1 + oidBytes) });
  });
  if (!whole) throw new SyntaxError('a tree object ends inside an entry');
  return entries;
}
