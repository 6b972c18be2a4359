import type { Oid } from '#core/origin.ts';

/** File modes of git. */
export const MODE = { tree: 0o40000, symlink: 0o120000, submodule: 0o160000 } as const;

export interface TreeEntry {
  readonly mode: number;
  /** Bytes of the name, without a slash; a view into the tree. */
  readonly name: Buffer;
  readonly oid: Oid;
}

const SPACE = 32;

/**
 * Entries of a raw tree: `<octal mode> SP <name> NUL <oid bytes>` (gitformat: tree objects).
 * @param oidBytes 20 for SHA-1, 32 for SHA-256
 * @throws SyntaxError when the bytes end inside an entry
 */
export function* parseTree(bytes: Uint8Array, oidBytes: number): Generator<TreeEntry, void, undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const space = buffer.indexOf(SPACE, at);
    const nul = space < 0 ? -1 : buffer.indexOf(0, space);
    const end = nul + 1 + oidBytes;
    if (nul < 0 || end > buffer.length) throw new SyntaxError('a tree object ends inside an entry');
    yield {
      mode: Number.parseInt(buffer.toString('latin1', at, space), 8),
      name: buffer.subarray(space + 1, nul),
      oid: buffer.toString('hex', nul + 1, end),
    };
    at = end;
  }
}
