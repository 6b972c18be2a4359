import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackFault } from './fault.ts';
import { parseMultiIndex } from './multi-index.ts';
import { openPack, readFrom, type PackFile } from './pack-file.ts';
import { parsePackIndex, type PackIndex } from './pack-index.ts';

/** Packs that could be opened, and why the others could not. */
export interface OpenedPacks {
  readonly packs: readonly PackFile[];
  readonly faults: readonly PackFault[];
}

const PACK = /^pack-[0-9a-f]+\.pack$/;

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function multiIndexOf(folder: string, hashBytes: number): Map<string, PackIndex> {
  const file = join(folder, 'multi-pack-index');
  return existsSync(file) ? parseMultiIndex(readFileSync(file), hashBytes, file) : new Map<string, PackIndex>();
}

/** A file in shared memory: workers look ids up in it. */
function readShared(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    return readFrom(fd, 0, fstatSync(fd).size, 'shared');
  } finally {
    closeSync(fd);
  }
}

function indexFor(folder: string, pack: string, hashBytes: number): PackIndex {
  const name = pack.replace(/pack$/, 'idx');
  const file = join(folder, name);
  if (existsSync(file)) return parsePackIndex(readShared(file), hashBytes, file);
  const index = multiIndexOf(folder, hashBytes).get(name);
  if (index === undefined) throw new PackFault('missing', 'pack has no index', { file: join(folder, pack) });
  return index;
}

/** Opens the packs of one folder; undefined when one vanished while that was done (a gc is at work). */
function openOnce(folder: string, hashBytes: number): OpenedPacks | undefined {
  const packs: PackFile[] = [];
  const faults: PackFault[] = [];
  for (const name of existsSync(folder) ? readdirSync(folder).filter((entry) => PACK.test(entry)).sort() : []) {
    const path = join(folder, name);
    try {
      packs.push(openPack(path, indexFor(folder, name, hashBytes)));
    } catch (error) {
      if (isGone(error) || !existsSync(path)) return undefined;
      if (!(error instanceof PackFault)) throw error;
      // git itself takes a pack without an index for one that is still being written
      if (error.kind !== 'missing') faults.push(error);
    }
  }
  return { packs, faults };
}

/**
 * Opens every pack of an object folder. Tries once more when packs are replaced meanwhile.
 * @throws PackFault `replaced` when that happens again
 */
export function openPacks(objectsDir: string, hashBytes: number): OpenedPacks {
  const folder = join(objectsDir, 'pack');
  const opened = openOnce(folder, hashBytes) ?? openOnce(folder, hashBytes);
  if (opened === undefined) throw new PackFault('replaced', 'packs are being replaced', { file: folder });
  return opened;
}
