import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Oid } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import { PackFault } from '#git/pack/fault.ts';
import { readFrom } from '#git/pack/pack-file.ts';
import type { PackStream } from '#git/pack/pack-stream.ts';
import { isObjectDeath } from '#git/reachable.ts';
import { streamGit } from '#git/spawn.ts';

/**
 * Git packs what it is told: deltas that it has are taken over as they are, however deep, none are made, and each stands
 * behind its base.
 */
const PACK = ['pack-objects', '--stdout', '--delta-base-offset', '--window=0', '--depth=4095', '--threads=1', '--compression=1', '-q'] as const;

const LINES = 4096;

function* linesOf(oids: readonly Oid[]): Generator<string, void, undefined> {
  for (let at = 0; at < oids.length; at += LINES) yield `${oids.slice(at, at + LINES).join('\n')}\n`;
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** A file that has no name any more: nobody else can open it, and it is gone when it is closed, whatever happens. */
function openNameless(): number {
  const path = join(tmpdir(), `stanch-${randomBytes(12).toString('hex')}.pack`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}

const NAME = 'the pack that git wrote';

async function fill(fd: number, packed: AsyncIterable<Buffer>, hashBytes: number): Promise<PackStream> {
  const hash = createHash(hashBytes === 32 ? 'sha256' : 'sha1');
  // The last bytes are the checksum of all before them.
  let tail = Buffer.alloc(0);
  let size = 0;
  for await (const bytes of packed) {
    writeAll(fd, bytes);
    size += bytes.length;
    const both = Buffer.concat([tail, bytes]);
    const safe = Math.max(0, both.length - hashBytes);
    hash.update(both.subarray(0, safe));
    tail = both.subarray(safe);
  }
  if (!hash.digest().equals(tail)) throw new PackFault('truncated', 'the stream was cut off', { file: NAME });
  return { fd, path: NAME, end: size - hashBytes, hashBytes };
}

function isExpected(error: unknown): boolean {
  return error instanceof PackFault || isObjectDeath(error) || typeof (error as NodeJS.ErrnoException).code === 'string';
}

/**
 * Lets git pack these objects into a temporary file. The caller closes it.
 * @returns undefined when git met an object that it cannot read, or there is no room for the file: then each object must be asked for
 * @throws GitError when git cannot be run or was stopped
 */
export async function spoolPack(git: Git, oids: readonly Oid[], hashBytes: number): Promise<PackStream | undefined> {
  let fd = -1;
  try {
    fd = openNameless();
    return await fill(fd, streamGit(git, PACK, linesOf(oids)), hashBytes);
  } catch (error) {
    if (fd >= 0) closeSync(fd);
    if (isExpected(error)) return undefined;
    throw error;
  }
}

/** The checksum that stands behind the entries. */
export function trailerOf({ fd, end, hashBytes }: PackStream): string {
  return readFrom(fd, end, hashBytes).toString('hex');
}
