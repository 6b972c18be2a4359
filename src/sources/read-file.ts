import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, realpathSync, type Stats } from 'node:fs';
import { sep } from 'node:path';
import type { Skip, SourceItem } from '#core/chunk.ts';
import type { Origin } from '#core/origin.ts';

/** Bytes of one chunk: what fits into one is scanned by any thread. */
const CHUNK_BYTES = 1 << 22;

// A link that was put in place of a file since it was listed is refused; a pipe does not block the opening.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a regular file in chunks of 4 MiB; what it turns out to be is checked again on the open file. */
export function* readFileItems(path: Buffer, origin: Origin, maxBytes: number = Number.POSITIVE_INFINITY): Generator<SourceItem, void, undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
  } catch (error) {
    yield unreadable(origin, error);
    return;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) yield { kind: 'skip', origin, reason: 'special-file' };
    else if (stats.size > maxBytes) yield { kind: 'skip', origin, reason: 'too-big', bytes: stats.size };
    else yield* readChunks(descriptor, origin, stats);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield unreadable(origin, error);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads to the end, whatever size was told: a file may grow, and those of /proc say 0. */
function* readChunks(descriptor: number, origin: Origin, stats: Stats): Generator<SourceItem, void, undefined> {
  for (let offset = 0; ; ) {
    // One byte more than is expected, so that a small file shows its end in one read.
    const room = Math.max(512, Math.min(CHUNK_BYTES, stats.size - offset + 1));
    const buffer = Buffer.allocUnsafe(room);
    const filled = fill(descriptor, buffer);
    const last = filled < room;
    yield { kind: 'chunk', origin, bytes: buffer.subarray(0, filled), offset, last };
    if (last) return;
    offset += filled;
  }
}

function fill(descriptor: number, buffer: Buffer): number {
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(descriptor, buffer, filled, buffer.length - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** A symbolic link: its target text is the content. A target outside the root is named; inside, it is walked itself. */
export function* readLinkItems(path: Buffer, origin: Origin, root: string): Generator<SourceItem, void, undefined> {
  try {
    yield { kind: 'chunk', origin, bytes: readlinkSync(path, 'buffer'), offset: 0, last: true };
  } catch (error) {
    yield unreadable(origin, error);
    return;
  }
  if (!pointsInside(path, root)) yield { kind: 'skip', origin, reason: 'symlink-outside' };
}

function pointsInside(path: Buffer, root: string): boolean {
  try {
    const target = realpathSync(path, 'utf8');
    return target === root || target.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  } catch {
    // A loop, or nothing there: there is no content beside the target text, inside or outside.
    return true;
  }
}

export function unreadable(origin: Origin, error: unknown): Skip {
  if (!isSystemError(error)) throw error;
  return { kind: 'skip', origin, reason: 'unreadable', detail: error.code };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
