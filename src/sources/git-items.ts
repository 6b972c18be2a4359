import type { Skip, SourceItem } from '#core/chunk.ts';
import type { Origin } from '#core/origin.ts';
import type { ObjectFault, ObjectItem, ObjectPiece } from '#git/batch-parser.ts';

/** Greatest Git LFS pointer in bytes, as its specification has it. */
const LFS_MAX_BYTES = 1024;
const LFS_START = Buffer.from('version https://git-lfs.github.com/spec/');

export interface ItemOptions {
  /** Greater objects are skipped, in bytes. */
  readonly maxBytes?: number | undefined;
  /** True where the clone left objects out on purpose. */
  readonly isPartial?: boolean | undefined;
}

/** Turns what git gave for one object into what a source yields for the document `origin`. */
export function* itemsOf(item: ObjectItem, origin: Origin, options: ItemOptions = {}): Generator<SourceItem, void, undefined> {
  if (item.kind === 'fault') {
    yield faultSkip(item, origin, options);
    return;
  }
  if (item.size > (options.maxBytes ?? Number.POSITIVE_INFINITY)) {
    if (item.offset === 0) yield { kind: 'skip', origin, reason: 'too-big', bytes: item.size };
    return;
  }
  yield { kind: 'chunk', origin, bytes: item.bytes, offset: item.offset, last: item.last };
  if (isLfsPointer(item)) yield { kind: 'skip', origin, reason: 'lfs-pointer' };
}

function faultSkip(item: ObjectFault, origin: Origin, options: ItemOptions): Skip {
  if (item.fault === 'corrupt') return { kind: 'skip', origin, reason: 'corrupt-object', detail: item.oid };
  return { kind: 'skip', origin, reason: options.isPartial === true ? 'partial-clone' : 'missing-object', detail: item.oid };
}

function isLfsPointer(piece: ObjectPiece): boolean {
  if (piece.type !== 'blob' || piece.size > LFS_MAX_BYTES || !piece.last) return false;
  return LFS_START.equals(piece.bytes.subarray(0, LFS_START.length));
}

/** File or ref names as one document: one a line, in the order given. */
export function namesDocument(origin: Origin, names: readonly (string | Uint8Array)[]): SourceItem[] {
  if (names.length === 0) return [];
  const lines = names.map((name) => Buffer.concat([typeof name === 'string' ? Buffer.from(name) : name, Buffer.from('\n')]));
  return [{ kind: 'chunk', origin, bytes: Buffer.concat(lines), offset: 0, last: true }];
}
