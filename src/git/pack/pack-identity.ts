import { createHash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';
import { NONE, type ObjectTable } from './object-table.ts';
import { hexAt } from './oid.ts';
import type { PackFile } from './pack-file.ts';

interface Packs {
  readonly packs: readonly PackFile[];
  readonly table: ObjectTable;
}

/** Digest of a pack's index, which holds the checksum of the pack; undefined where a multi-pack-index stands in for it. */
function indexDigest({ index }: PackFile): string | undefined {
  return index.packChecksum === undefined ? undefined : createHash('sha256').update(index.rows.bytes).digest('hex');
}

/** Numbers of the other packs that deltas of a pack are built on; `packs.length` for loose objects. */
function foreignBases({ packs, table }: Packs, pack: number): Set<number> {
  const [start = 0, end = 0] = [table.starts[pack], table.starts[pack + 1]];
  const found = new Set<number>();
  for (let entry = start; entry < end; entry += 1) {
    const base = table.base[entry] ?? NONE;
    if (base === NONE || (base >= start && base < end)) continue;
    found.add(table.starts.findLastIndex((first, i) => first <= base && i <= packs.length));
  }
  return found;
}

/**
 * A name for what each pack holds: two packs with the same name hold the same objects in the same order. It covers the
 * packs that its deltas are built on. Undefined for packs that have no such name: without an own index, or built on
 * loose objects.
 */
export function packIdentities(store: Packs): (string | undefined)[] {
  const digests = store.packs.map(indexDigest);
  const bases = store.packs.map((_, pack) => foreignBases(store, pack));
  return digests.map((digest, pack) => {
    const reached = new Set([pack]);
    for (const one of reached) for (const base of bases[one] ?? []) reached.add(base);
    const others = [...reached].filter((one) => one !== pack).map((one) => digests[one] ?? '');
    if (digest === undefined || others.includes('')) return undefined;
    const parts = [digest, ...others.toSorted((a, b) => (a < b ? -1 : 1))];
    return others.length === 0 ? digest : createHash('sha256').update(parts.join(' ')).digest('hex');
  });
}

/** What the system says of an open pack; another text when it may have been written to. */
export function packStamp({ fd }: PackFile): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(fd, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

const PIECE = 1 << 20;

/** True when the checksum at the end of a pack is that of what stands before it. Reads the whole pack. */
export function holdsItsChecksum({ fd, end, index }: PackFile): boolean {
  const hash = createHash(index.hashBytes === 32 ? 'sha256' : 'sha1');
  const piece = Buffer.allocUnsafe(PIECE);
  for (let at = 0; at < end; ) {
    const got = readSync(fd, piece, 0, Math.min(PIECE, end - at), at);
    if (got === 0) return false;
    hash.update(piece.subarray(0, got));
    at += got;
  }
  return hash.digest('hex') === index.packChecksum && readSync(fd, piece, 0, index.hashBytes, end) === index.hashBytes && hexAt(piece, 0, index.hashBytes) === index.packChecksum;
}
