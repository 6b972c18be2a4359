import { closeSync, constants, existsSync, fstatSync, fsyncSync, ftruncateSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { formatRecord, nextRecord, parseJournal, readChain, type Chain, type JournalRecord } from './journal.ts';

/** A journal that is open: what it holds, and how to add to it. `append` returns when the line is on disk. */
export interface Journal {
  readonly records: readonly JournalRecord[];
  append(entry: Pick<JournalRecord, 'at' | 'kind' | 'data'>): void;
  close(): void;
}

const RUN_ID = /^[0-9a-f]{12}$/;
const SUFFIX = '.jsonl';

/** Where journals stand: `$XDG_STATE_HOME/stanch`, else `~/.local/state/stanch`. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_STATE_HOME'];
  if (base?.startsWith('/') === true) return join(base, 'stanch');
  const home = env['HOME'];
  if (home === undefined || home === '') throw new UsageError('there is no place for the journal', 'set HOME or XDG_STATE_HOME');
  return join(home, '.local', 'state', 'stanch');
}

/**
 * Makes the folder, 0700, or checks the one that is there.
 * @throws UsageError where others could read it, or a repository could take it in
 */
export function openStateFolder(folder: string): void {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) throw new UsageError('the folder of the journal lies inside a git work tree', 'set XDG_STATE_HOME to a folder outside');
    if (dirname(at) === at) break;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory() || !isPrivate(stat)) throw new UsageError('the folder of the journal is not private', 'it must be a folder of yours with mode 0700');
}

function isPrivate(stat: { mode: number; uid: number }): boolean {
  return (stat.mode & 0o077) === 0 && (process.getuid === undefined || stat.uid === process.getuid());
}

/** Ids of the runs in a folder, oldest name first. */
export function listJournals(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length)).filter((id) => RUN_ID.test(id)).sort();
}

/** Starts a journal; the file must not be there yet. */
export function createJournal(folder: string, runId: string): Journal {
  openStateFolder(folder);
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_APPEND } = constants;
  const file = openSync(pathOf(folder, runId), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_APPEND, 0o600);
  const parent = openSync(folder, constants.O_RDONLY);
  fsyncSync(parent);
  closeSync(parent);
  return journalOn(file, []);
}

/** Opens a journal and checks it; a torn last line is cut off. @throws IncompleteError, UsageError */
export function openJournal(folder: string, runId: string): Journal {
  openStateFolder(folder);
  const path = pathOf(folder, runId);
  if (!existsSync(path)) throw new UsageError('there is no such run', 'its id stands in what rotate and revoke said');
  const file = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW | constants.O_APPEND);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || !isPrivate(stat)) throw new UsageError('the journal is not private', 'it must be a file of yours with mode 0600');
    const { records, bytes } = parseJournal(readFileSync(file, 'utf8'));
    if (bytes < stat.size) ftruncateSync(file, bytes);
    return journalOn(file, [...records]);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * Looks at a journal without touching it: nothing is made, locked, cut or written, so that a run at work is not disturbed
 * and an archive may be write-protected.
 * @returns what holds, and where it does not
 * @throws UsageError where there is none, or others could have written it
 */
export function readJournal(folder: string, runId: string): Chain {
  const path = pathOf(folder, runId);
  if (!existsSync(path)) throw new UsageError('there is no such run', 'its id stands in what rotate and revoke said; stanch receipt lists the runs of this machine');
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || !isPrivate(stat) || !isPrivate(lstatSync(folder))) throw new UsageError('the journal is not private', 'it must be a file of yours with mode 0600 in a folder with mode 0700');
    return readChain(readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

function pathOf(folder: string, runId: string): string {
  if (!RUN_ID.test(runId)) throw new UsageError('a run id has twelve hex digits');
  return join(folder, `${runId}${SUFFIX}`);
}

function journalOn(file: number, records: JournalRecord[]): Journal {
  return {
    records,
    append(entry) {
      const record = nextRecord(records.at(-1), entry);
      const bytes = Buffer.from(formatRecord(record));
      const size = fstatSync(file).size;
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        fsyncSync(file);
      } catch (cause) {
        ftruncateSync(file, size);
        throw new IncompleteError(`the journal cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, 'nothing was done after that; make room and resume', cause);
      }
      records.push(record);
    },
    close: () => closeSync(file),
  };
}
