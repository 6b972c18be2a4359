import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '#core/errors.ts';
import { writeAtomically } from '#store/atomic-write.ts';
import { withoutBlocks } from './install-yaml.ts';
import type { FileChange } from './text-diff.ts';

/** What `init` did to one file, so that `--undo` can put it back byte for byte. */
interface RecordedFile {
  readonly path: string;
  /** Base64 of the bytes that stood there; null where there was no file. */
  readonly before: string | null;
  readonly mode: number;
  /** SHA-256 of what was written: a file that was edited since is not overwritten. */
  readonly after: string;
}

interface InstallRecord {
  readonly version: 1;
  readonly files: readonly RecordedFile[];
}

const DEFAULT_MODE = 0o644;

/** Path of the record: in the git folder, as it belongs to this clone alone. */
export function recordPath(commonDir: string): string {
  return join(commonDir, 'stanch', 'install.json');
}

/** Writes files and the record. */
export function writeChanges(root: string, commonDir: string, changes: readonly FileChange[]): void {
  const files = new Map((readRecord(commonDir)?.files ?? []).map((file) => [file.path, file]));
  for (const change of changes) files.set(change.path, recordOf(root, change, files.get(change.path)));
  // The record comes first: a crash between the two leaves something to undo, never something that nobody remembers.
  const record: InstallRecord = { version: 1, files: [...files.values()] };
  writeAtomically(recordPath(commonDir), `${JSON.stringify(record, null, 2)}\n`, 0o600);
  for (const change of changes) writeOne(resolve(root, change.path), change.after, change.mode);
}

/** An earlier `init` knew the original, unless somebody has edited the file since: then it is what stands outside our block. */
function recordOf(root: string, change: FileChange, known: RecordedFile | undefined): RecordedFile {
  const after = digest(change.after ?? '');
  if (known !== undefined && change.before !== undefined && digest(change.before) === known.after) return { ...known, after };
  const path = resolve(root, change.path);
  const before = change.before === undefined ? null : Buffer.from(withoutBlocks(change.before), 'latin1').toString('base64');
  return { path: change.path, before, mode: existsSync(path) ? statSync(path).mode & 0o777 : DEFAULT_MODE, after };
}

/**
 * What undoing means: each file as it was; one that was edited since only loses our block.
 * @param others files to take our block out of where this clone has no record of them, as a colleague committed them
 */
export function planUndo(root: string, commonDir: string, others: readonly string[] = []): FileChange[] {
  const files = readRecord(commonDir)?.files ?? [];
  const recorded = new Map(files.map((file) => [file.path, file]));
  return [...new Set([...recorded.keys(), ...others])].flatMap((name): FileChange[] => {
    const path = resolve(root, name);
    if (!existsSync(path)) return [];
    const before = readFileSync(path, 'latin1');
    const file = recorded.get(name);
    const isOurs = file !== undefined && digest(before) === file.after;
    const after = isOurs ? originalOf(file) : withoutBlocks(before);
    return after === before ? [] : [{ path: name, before, after, ...(isOurs ? { mode: file.mode } : {}) }];
  });
}

function originalOf(file: RecordedFile): string | undefined {
  return file.before === null ? undefined : Buffer.from(file.before, 'base64').toString('latin1');
}

/** Carries an undo out and forgets the record. */
export function applyUndo(root: string, commonDir: string, changes: readonly FileChange[]): void {
  for (const change of changes) writeOne(resolve(root, change.path), change.after, change.mode);
  rmSync(recordPath(commonDir), { force: true });
}

/** Written in place, so that a symbolic link or hard link to a hook stays what it is. */
function writeOne(path: string, text: string | undefined, mode: number | undefined): void {
  if (text === undefined) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, 'latin1');
  if (mode !== undefined) chmodSync(path, mode);
}

function readRecord(commonDir: string): InstallRecord | undefined {
  const path = recordPath(commonDir);
  if (!existsSync(path)) return undefined;
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as InstallRecord;
    if (record.version === 1 && Array.isArray(record.files)) return record;
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read`, 'delete it; what init wrote stands between its marks and can be taken out by hand', cause);
  }
  throw new ConfigError(`${path} is of another version`, 'undo with the stanch that wrote it');
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
