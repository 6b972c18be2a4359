import { lstatSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CONFIG_FILES, OWN_RULES_FOLDER } from '#config/defaults.ts';
import type { ForeignTool } from '#config/import/foreign-tools.ts';
import { importFile } from '#config/import/import-file.ts';
import { joinImported, type AcceptedPlace, type Imported, type ImportNote } from '#config/import/imported.ts';
import { overflowNotes, renderImport } from '#config/import/render.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { findConfigs } from '../find-config.ts';
import type { FileChange } from '../text-diff.ts';
import { proveRules } from './prove-rules.ts';
import { findForeignFiles, readForeignFile } from './read-foreign-file.ts';

export interface ImportRequest {
  /** Top folder of the work tree. */
  readonly root: string;
  readonly cwd: string;
  readonly tool: ForeignTool;
  /** The file, relative to `cwd`; undefined: those that the tool keeps in `root`. */
  readonly file: string | undefined;
  /** Files that are there may be overwritten. */
  readonly force: boolean;
}

/** What an import would write; nothing is written yet. */
export interface ImportPlan {
  readonly imported: Imported;
  readonly changes: readonly FileChange[];
  /** Findings to be accepted, once the rules are in place to find them. */
  readonly accepted: readonly AcceptedPlace[];
  readonly notes: readonly ImportNote[];
  /** Files that were read, as they were named. */
  readonly read: readonly string[];
}

const [CONFIG_FILE = '.stanch.yml'] = CONFIG_FILES;

function readAll({ root, cwd, tool, file }: ImportRequest): { imported: Imported; read: readonly string[] } {
  const files = file === undefined ? findForeignFiles(tool, root).map((name) => ({ name, path: join(root, name) })) : [{ name: file, path: resolve(cwd, file) }];
  const parts = files.map(({ name, path }) => importFile(tool, readForeignFile(path, name), basename(name) === name ? name : printable(name)));
  return { imported: joinImported(parts), read: files.map(({ name }) => name) };
}

/**
 * What stands at a path now, as Latin-1. A folder on the way, or the file, that is a link would let a repository say
 * where we write.
 */
function readTarget(root: string, path: string): string | undefined {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const part = parts.slice(0, count).join('/');
    const entry = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (entry === undefined) return undefined;
    const isRight = count < parts.length ? entry.isDirectory() : entry.isFile();
    if (!isRight) throw new UsageError(`${part}: ${entry.isSymbolicLink() ? 'a symbolic link' : count < parts.length ? 'no folder' : 'no regular file'}`, 'nothing was written');
  }
  return readFileSync(join(root, path), 'latin1');
}

/** A second configuration beside one of another name would be an error in every run. */
function refuseSecondConfig(root: string): void {
  const other = findConfigs(root).find((name) => name !== CONFIG_FILE);
  if (other !== undefined) throw new UsageError(`${other} configures stanch already`, `move its content to ${CONFIG_FILE} first, or see with --dry-run what to add to it`);
}

function changesOf(request: ImportRequest, imported: Imported): FileChange[] {
  const { config, rules } = renderImport(imported, request.tool);
  const files = [...(config === undefined ? [] : [[CONFIG_FILE, config] as const]), ...[...rules].map(([name, text]) => [`${OWN_RULES_FOLDER}/${name}`, text] as const)];
  return files.map(([path, text]) => ({ path, before: readTarget(request.root, path), after: Buffer.from(text, 'utf8').toString('latin1') })).filter(({ before, after }) => before !== after);
}

/**
 * Reads the files of another scanner and plans what to write.
 * @throws UsageError for files that cannot be read; ConfigError for such as do not hold
 */
export function planImport(request: ImportRequest): ImportPlan {
  const { imported, read } = readAll(request);
  const proven = proveRules(imported, request.tool);
  return { imported: proven, changes: changesOf(request, proven), accepted: proven.accepted, notes: [...proven.notes, ...overflowNotes(proven)], read };
}

/** Makes sure that carrying a plan out overwrites nothing that was not meant. @throws UsageError naming the files */
export function refuseOverwriting({ root, force }: ImportRequest, { changes }: Pick<ImportPlan, 'changes'>): void {
  if (changes.some(({ path }) => path === CONFIG_FILE)) refuseSecondConfig(root);
  const there = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  if (there.length > 0 && !force) throw new UsageError(`${there.join(', ')}: there already, and would be overwritten`, '--force overwrites; --dry-run shows the difference');
}
