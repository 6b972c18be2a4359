import { closeSync } from 'node:fs';
import type { Oid } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import { PackFault } from '#git/pack/fault.ts';
import { ObjectStore } from '#git/pack/object-store.ts';
import { hashBytesOf, type ObjectHash } from '#git/pack/oid.ts';
import type { PackFile } from '#git/pack/pack-file.ts';
import type { PackIndex } from '#git/pack/pack-index.ts';
import { readEntryOffsets, type PackStream } from '#git/pack/pack-stream.ts';
import { nameObjects } from './name-objects.ts';
import { spoolPack, trailerOf } from './spool.ts';

/** Bytes of an id that one number holds exactly. */
const PREFIX_BYTES = 6;

/** Numbers of the ids in order of the ids. Almost all are told apart by their first bytes. */
function sortIds(ids: Buffer, hashBytes: number): Uint32Array {
  const count = ids.length / hashBytes;
  const prefixes = Float64Array.from({ length: count }, (_, i) => ids.readUIntBE(i * hashBytes, PREFIX_BYTES));
  return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    const difference = (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    return difference !== 0 ? difference : ids.compare(ids, b * hashBytes, (b + 1) * hashBytes, a * hashBytes, (a + 1) * hashBytes);
  });
}

function fanoutOf(ids: Buffer, hashBytes: number): Uint32Array {
  const fanout = new Uint32Array(new SharedArrayBuffer(1024));
  for (let at = 0; at < ids.length; at += hashBytes) fanout[ids[at] ?? 0] = (fanout[ids[at] ?? 0] ?? 0) + 1;
  for (let i = 1; i < fanout.length; i += 1) fanout[i] = (fanout[i] ?? 0) + (fanout[i - 1] ?? 0);
  return fanout;
}

/** An index, as git would have written it beside the pack. @param ids in order of `offsets` */
function indexOf(ids: Buffer, offsets: Float64Array, { hashBytes, packChecksum }: { readonly hashBytes: number; readonly packChecksum: string }): PackIndex {
  const order = sortIds(ids, hashBytes);
  const bytes = Buffer.from(new SharedArrayBuffer(ids.length));
  order.forEach((from, row) => ids.copy(bytes, row * hashBytes, from * hashBytes, (from + 1) * hashBytes));
  return {
    count: order.length,
    hashBytes,
    offsets: Float64Array.from(order, (from) => offsets[from] ?? 0),
    packChecksum,
    oidAt: (row) => bytes.toString('hex', row * hashBytes, (row + 1) * hashBytes),
    rows: { bytes, start: 0, stride: hashBytes, hashBytes, fanout: fanoutOf(bytes, hashBytes) },
  };
}

/** A pack that came as a stream, with the index that such a pack does not bring. */
function indexStream(stream: PackStream, hash: ObjectHash, arenaBytes: number | undefined): PackFile {
  const { fd, path, end, hashBytes } = stream;
  const offsets = readEntryOffsets(stream);
  const spec = { hashBytes, packChecksum: trailerOf(stream) };
  // Without names the entries already say what is built on what.
  const nameless = indexOf(Buffer.alloc(offsets.length * hashBytes), offsets, spec);
  const store = new ObjectStore({ objectsDir: '', hash, pack: { path, fd, end, index: nameless } });
  return { path, fd, end, index: indexOf(nameObjects(store, arenaBytes), offsets, spec) };
}

export interface StreamRequest {
  readonly hash: ObjectHash;
  readonly arenaBytes?: number | undefined;
}

/**
 * One pack of these objects, as git packs them, in a file that is gone when it is closed.
 * @returns undefined when git cannot pack them, there is no room, or what came does not hold together
 * @throws GitError when git cannot be run or was stopped
 */
export async function packByStream(git: Git, oids: readonly Oid[], { hash, arenaBytes }: StreamRequest): Promise<PackFile | undefined> {
  const stream = await spoolPack(git, oids, hashBytesOf(hash));
  if (stream === undefined) return undefined;
  try {
    return indexStream(stream, hash, arenaBytes);
  } catch (error) {
    closeSync(stream.fd);
    if (error instanceof PackFault) return undefined;
    throw error;
  }
}
