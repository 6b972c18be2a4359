import { lstatSync, readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Skip, Source, SourceItem } from '#core/chunk.ts';
import { decodePath } from '#git/path.ts';
import { readFileItems, readLinkItems, unreadable } from './read-file.ts';

/*
 * What lies in a git folder beside objects and refs: `config` with the addresses of remotes (and passwords in them),
 * the messages of reflogs, hooks, messages of commits and merges under way, rebases that stand still, the contents that
 * rerere and Git LFS keep, and whatever other tools leave there. Read as files. The git folders of submodules
 * (`modules/`) are repositories of their own: their objects are named in the ledger, and the rest of them is read.
 */

/** Read as objects and refs, by git itself. */
const BY_GIT: ReadonlySet<string> = new Set(['objects', 'refs', 'packed-refs', 'index', 'shallow']);

const SLASH = Buffer.from('/');

export interface GitFolderOptions {
  /** Absolute path of the folder that all work trees of the repository share. */
  readonly commonDir: string;
  /** How that folder is called in a report, e.g. `.git`; empty for a bare repository. */
  readonly shown: string;
  /** Greater files are skipped, in bytes. */
  readonly maxBytes?: number | undefined;
}

interface Place {
  /** Path in bytes: a name in `logs` may be a branch of any encoding. */
  readonly folder: Buffer;
  /** The folder in a report. */
  readonly shown: string;
}

interface Entry {
  readonly place: Place;
  readonly name: string;
  readonly kind: 'folder' | 'link' | 'file';
}

/** Files after which other work gets its turn (signals, progress). */
const FILES_A_TURN = 32;

/** The files of a git folder as a source. */
export function gitFolderSource(options: GitFolderOptions): Source {
  return { scope: 'git folder', items: () => readAll(options) };
}

async function* readAll(options: GitFolderOptions): AsyncGenerator<SourceItem, void, undefined> {
  let count = 0;
  for (const item of readGitFolder({ folder: Buffer.from(options.commonDir), shown: options.shown }, options)) {
    yield item;
    if (item.kind === 'chunk' && item.last && (count += 1) % FILES_A_TURN === 0) await nextTurn();
  }
}

/** The entries of a folder, sorted by name, or what keeps it from being read. */
function entriesOf({ folder, shown }: Place): Entry[] | Skip {
  try {
    return readdirSync(folder, 'buffer').toSorted((a, b) => a.compare(b)).map((bytes) => {
      const name = decodePath(bytes);
      const path = Buffer.concat([folder, SLASH, bytes]);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      const kind = stats?.isDirectory() === true ? 'folder' : stats?.isSymbolicLink() === true ? 'link' : 'file';
      return { place: { folder: path, shown: shown === '' ? name : `${shown}/${name}` }, name, kind };
    });
  } catch (error) {
    return unreadable({ kind: 'file', path: shown }, error);
  }
}

/** Goes through the entries of a folder, or names it where it cannot be read. */
function* through(place: Place, read: (entry: Entry) => Iterable<SourceItem>): Generator<SourceItem, void, undefined> {
  const entries = entriesOf(place);
  if (Array.isArray(entries)) for (const entry of entries) yield* read(entry);
  else yield entries;
}

function readGitFolder(place: Place, options: GitFolderOptions): Iterable<SourceItem> {
  return through(place, (entry) => {
    if (BY_GIT.has(entry.name) || entry.name.startsWith('sharedindex.')) return [];
    // A list of refs for those who serve them as files, made anew with each repack.
    if (entry.kind === 'folder' && entry.name === 'info') return through(entry.place, (file) => (file.name === 'refs' ? [] : readEntry(file, options)));
    if (entry.kind === 'folder' && entry.name === 'reftable') return readTables(entry, options);
    if (entry.kind === 'folder' && entry.name === 'modules') return readModules(entry.place, options);
    // Linked work trees have a folder each, with an index, heads and messages of their own.
    if (entry.kind === 'folder' && entry.name === 'worktrees') return through(entry.place, (tree) => (tree.kind === 'folder' ? readGitFolder(tree.place, options) : readEntry(tree, options)));
    return readEntry(entry, options);
  });
}

function readEntry({ kind, place }: Entry, options: GitFolderOptions): Iterable<SourceItem> {
  const origin = { kind: 'file', path: place.shown } as const;
  if (kind === 'folder') return through(place, (entry) => readEntry(entry, options));
  if (kind === 'link') return readLinkItems(place.folder, origin, options.commonDir);
  const items = readFileItems(place.folder, origin, options.maxBytes);
  return HAS_IDS.test(place.shown) ? withoutIds(items) : items;
}

/** Files whose lines begin with object ids: reflogs, heads, and what a rebase or a cherry-pick has still to do. */
const HAS_IDS = /(?:^|\/)(?:logs\/.+|[A-Z_]*HEAD|(?:rebase-merge|rebase-apply|sequencer|filter-repo)\/.+)$/;
const LEADING_IDS = /^(?:[a-z]+ )?[0-9a-f]{40,64}(?: [0-9a-f]{40,64})?(?=\s|$)/gm;

/** An id beside the word that a message has for a vendor looks like its key. Zeros stand in its place; nothing moves. */
function* withoutIds(items: Iterable<SourceItem>): Generator<SourceItem, void, undefined> {
  for (const item of items) {
    if (item.kind === 'skip') yield item;
    else yield { ...item, bytes: Buffer.from(Buffer.from(item.bytes).toString('latin1').replaceAll(LEADING_IDS, (ids) => ids.replaceAll(/[0-9a-f]{40,64}/g, (id) => '0'.repeat(id.length))), 'latin1') };
  }
}

/** Where reflogs are tables, their messages are compressed in blocks of their own: the tables are read as bytes, and named. */
function* readTables(entry: Entry, options: GitFolderOptions): Generator<SourceItem, void, undefined> {
  yield { kind: 'skip', origin: { kind: 'file', path: entry.place.shown }, reason: 'container-closed', detail: 'reflogs in the form reftable' };
  yield* readEntry(entry, options);
}

/** A name of a submodule may hold slashes, so its git folder can lie deeper; one has `HEAD` and `objects`. */
function readModules(place: Place, options: GitFolderOptions): Iterable<SourceItem> {
  return through(place, (entry) => {
    if (entry.kind !== 'folder') return readEntry(entry, options);
    return isGitFolder(entry.place) ? readModule(entry.place, options) : readModules(entry.place, options);
  });
}

function* readModule(place: Place, options: GitFolderOptions): Generator<SourceItem, void, undefined> {
  yield { kind: 'skip', origin: { kind: 'file', path: place.shown }, reason: 'submodule', detail: `its history: stanch audit ${place.shown}` };
  yield* readGitFolder(place, options);
}

function isGitFolder({ folder }: Place): boolean {
  return ['/HEAD', '/objects'].every((name) => lstatSync(Buffer.concat([folder, Buffer.from(name)]), { throwIfNoEntry: false }) !== undefined);
}
