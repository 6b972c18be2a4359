import type { Skip } from '#core/chunk.ts';
import type { ObjectPiece } from '#git/batch-parser.ts';
import { decodePath } from '#git/path.ts';
import { MODE, scanTree, type TreeNameItem } from '#git/tree-object.ts';
import type { Oid } from '#core/origin.ts';
import { NameSet } from '#git/name-set.ts';

/** Gathers the distinct entry names of many trees. */
export class TreeNames {
  readonly #oidBytes: number;
  readonly #names = new NameSet();
  /** The least name of each submodule commit. */
  readonly #submodules = new Map<Oid, Buffer>();
  #pieces: Buffer[] = [];

  /** @param oidBytes 20 for SHA-1, 32 for SHA-256 */
  constructor(oidBytes: number) {
    this.#oidBytes = oidBytes;
  }

  /** Takes a name by itself. */
  addName({ name, submodule }: TreeNameItem): void {
    this.#names.add(name, 0, name.length);
    if (submodule !== undefined) this.#addSubmodule(submodule, name);
  }

  /** Takes a tree, or a piece of one; gives a skip for one that is damaged. */
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
      this.#addSubmodule(oid, Buffer.from(bytes.subarray(start, end)));
    });
    if (!whole) skips.push({ kind: 'skip', origin: { kind: 'names', oid: tree }, reason: 'corrupt-object', detail: tree });
    return skips;
  }

  #addSubmodule(oid: Oid, name: Buffer): void {
    const known = this.#submodules.get(oid);
    if (known === undefined || name.compare(known) < 0) this.#submodules.set(oid, name);
  }

  /** A skip for each submodule commit. */
  submodules(): Skip[] {
    return Array.from(this.#submodules, ([oid, name]) => ({ kind: 'skip', origin: { kind: 'blob', oid, path: decodePath(name) }, reason: 'submodule' }));
  }

  /** The names as bytes, in byte order. */
  sorted(): Buffer[] {
    return this.#names.sorted();
  }
}
