import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IncompleteError } from '#core/errors.ts';
import { openStateFolder } from './journal-file.ts';

const BUSY = 'another run is at work on this machine';

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Absent here means: no such process, or no such system file on this platform.
    return undefined;
  }
}

/** Pid, start time in ticks since boot and boot id, so that a pid used again is not taken for the old process. */
function stampOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat !== undefined) return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''} ${(readText('/proc/sys/kernel/random/boot_id') ?? '').trim()}`;
  try {
    process.kill(pid, 0);
    return `${pid}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? `${pid}` : undefined;
  }
}

/**
 * Takes the one lock of a state folder; a lock whose process is gone is taken over.
 * @returns gives it back
 * @throws IncompleteError while another process holds it
 */
export function takeLock(folder: string): () => void {
  openStateFolder(folder);
  const path = join(folder, 'lock');
  const own = stampOf(process.pid) ?? `${process.pid}`;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, own, { mode: 0o600, flag: 'wx' });
  try {
    removeStale(path);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new IncompleteError(BUSY, 'wait until it ends');
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readText(path) === own) rmSync(path, { force: true });
  };
}

function removeStale(path: string): void {
  const held = readText(path);
  if (held === undefined) return;
  if (held === stampOf(Number(held.split(' ')[0]))) throw new IncompleteError(BUSY, 'wait until it ends');
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  renameSync(path, aside);
  // Another run may have taken the stale lock over in between: then what was moved is its lock, and it goes back.
  if (readText(aside) !== held) linkSync(aside, path);
  rmSync(aside, { force: true });
}
