import type { Skip } from '#core/chunk.ts';
import type { ObjectPiece } from '#git/batch-parser.ts';
import { decodePath } from '#git/path.ts';
import { MODE, parseTree } from '#git/tree-object.ts';

/** Gathers the distinct entry names of many trees. */
export class TreeNames {
  readonly #oidBytes: number;
  readonly #names = new Set<string>();
  readonly #submodules = new Set<string>();
  #pieces: Buffer[] = [];

  /** @param oidBytes 20 for SHA-1, 32 for SHA-256 */
  constructor(oidBytes: number) {
    this.#oidBytes = oidBytes;
  }

  /** Takes a tree, or a piece of one; gives a skip for each submodule that was not seen before. */
  *add(piece: ObjectPiece): Generator<Skip, void, undefined> {
    if (piece.offset === 0) this.#pieces = [];
    if (!piece.last || piece.offset > 0) this.#pieces.push(Buffer.from(piece.bytes));
    if (!piece.last) return;
    const bytes = piece.offset === 0 ? piece.bytes : Buffer.concat(this.#pieces);
    this.#pieces = [];
    try {
      for (const { mode, name, oid } of parseTree(bytes, this.#oidBytes)) {
        this.#names.add(name.toString('latin1'));
        if (mode !== MODE.submodule || this.#submodules.has(oid)) continue;
        this.#submodules.add(oid);
        yield { kind: 'skip', origin: { kind: 'blob', oid, path: decodePath(name) }, reason: 'submodule' };
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield { kind: 'skip', origin: { kind: 'names', oid: piece.oid }, reason: 'corrupt-object', detail: error.message };
    }
  }

  /** The names as bytes, in byte order. */
  sorted(): Buffer[] {
    return [...this.#names].toSorted().map((name) => Buffer.from(name, 'latin1'));
  }
}
