import type { Skip } from '#core/chunk.ts';
import type { ObjectPiece } from '#git/batch-parser.ts';
import { decodePath } from '#git/path.ts';
import { MODE, scanTree } from '#git/tree-object.ts';
import { NameSet } from '#git/name-set.ts';

/** Gathers the distinct entry names of many trees. */
export class TreeNames {
  readonly #oidBytes: number;
  readonly #names = new NameSet();
  readonly #submodules = new Set<string>();
  #pieces: Buffer[] = [];

  /** @param oidBytes 20 for SHA-1, 32 for SHA-256 */
  constructor(oidBytes: number) {
    this.#oidBytes = oidBytes;
  }

  /** Takes a tree, or a piece of one; gives a skip for each submodule commit that was not seen before. */
  add(piece: ObjectPiece): Skip[] {
    if (piece.offset === 0) this.#pieces = [];
    if (!piece.last || piece.offset > 0) this.#pieces.push(Buffer.from(piece.bytes));
    if (!piece.last) return [];
    const bytes = piece.offset === 0 ? piece.bytes : Buffer.concat(this.#pieces);
    this.#pieces = [];
    return this.#scan(bytes, piece.oid);
  }

  #scan(bytes: Uint8Array, tree: string): Skip[] {
    const skips: Skip[] = [];
    const whole = scanTree(bytes, this.#oidBytes, (mode, start, end) => {
      this.#names.add(bytes, start, end);
      if (mode !== MODE.submodule) return;
      const oid = Buffer.from(bytes.subarray(end + 1, end + 1 + this.#oidBytes)).toString('hex');
      if (this.#submodules.has(oid)) return;
      this.#submodules.add(oid);
      skips.push({ kind: 'skip', origin: { kind: 'blob', oid, path: decodePath(bytes.subarray(start, end)) }, reason: 'submodule' });
    });
    if (!whole) skips.push({ kind: 'skip', origin: { kind: 'names', oid: tree }, reason: 'corrupt-object', detail: tree });
    return skips;
  }

  /** The names as bytes, in byte order. */
  sorted(): Buffer[] {
    return this.#names.sorted();
  }
}
