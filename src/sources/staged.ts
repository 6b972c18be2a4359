import type { Skip, SourceItem } from '#core/chunk.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import { GitError } from '#git/git-error.ts';
import type { Git } from '#git/git.ts';
import { readIndexDiff } from '#git/index-diff.ts';
import { readHeadersSync, readObjectsSync } from '#git/objects.ts';
import { decodePath } from '#git/path.ts';
import { isNullOid, type RawChange } from '#git/raw-diff.ts';
import { MODE } from '#git/tree-object.ts';
import type { Change, ChangeSource } from './change.ts';
import { itemsOf, namesDocument, type ItemOptions } from './git-items.ts';

/** Bytes that are read from git at once; a commit that is larger is read in turns. */
const BATCH_BYTES = 32 << 20;

/** Greatest staged file that is read, in bytes, unless told otherwise: the hook holds one file at a time in memory. */
export const STAGED_MAX_BYTES: number = 256 << 20;

export interface StagedOptions extends ItemOptions {
  /** Largest answer taken at once; smaller only in tests. */
  readonly batchBytes?: number;
}

/** The index as the next commit would have it. */
export interface Staged {
  readonly changes: readonly Change[];
  /** Reads the content: chunks and skips, document by document. May be asked once or not at all. */
  items(): Iterable<SourceItem>;
}

/**
 * What the index brings on top of HEAD (and MERGE_HEAD): content of the index, never of the work tree. Two git
 * processes in the normal case. Symbolic links give their target text; submodules become skips; of unmerged paths
 * all stages are read; a deletion or an intent to add brings no content.
 */
export function readStaged(git: Git, options: StagedOptions = {}): Staged {
  const diff = readIndexDiff(git);
  const removed = diff.changes.filter((change) => change.status.startsWith('D')).flatMap(oldBlobs);
  const files = diff.changes.filter((change) => change.mode !== 0 && !isNullOid(change.oid));
  const changes: Change[] = files
    .filter((change) => change.mode !== MODE.submodule)
    .map((change) => ({ path: decodePath(change.path), oid: change.oid, parents: oldBlobs(change), removed }));
  const stages = diff.unmerged
    .filter((entry) => entry.mode !== MODE.submodule)
    .map((entry) => ({ path: decodePath(entry.path), oid: entry.oid, parents: [], removed }));
  const submodules = files.filter((change) => change.mode === MODE.submodule).map(submoduleSkip);
  const all = [...changes, ...stages];
  const names = [...new Set([...files.map((file) => file.path), ...diff.unmerged.map((entry) => entry.path)])];
  return {
    changes: all,
    *items(): Generator<SourceItem, void, undefined> {
      yield* submodules;
      yield* namesDocument({ kind: 'names', oid: '' }, names);
      yield* readContents(git, all, { maxBytes: STAGED_MAX_BYTES, ...options });
    },
  };
}

/** The index as a source. */
export function stagedSource(git: Git, options: StagedOptions = {}): ChangeSource {
  let staged: Staged | undefined;
  const read = (): Staged => (staged ??= readStaged(git, options));
  return {
    scope: 'staged changes',
    get changes(): readonly Change[] {
      return read().changes;
    },
    async *items(): AsyncGenerator<SourceItem, void, undefined> {
      yield* read().items();
    },
  };
}

function oldBlobs(change: RawChange): Oid[] {
  return change.before.filter(({ mode, oid }) => mode !== MODE.submodule && !isNullOid(oid)).map(({ oid }) => oid);
}

function submoduleSkip(change: RawChange): Skip {
  return { kind: 'skip', origin: { kind: 'staged', path: decodePath(change.path), oid: change.oid }, reason: 'submodule' };
}

/** Reads each blob once and yields it for every path that it is staged under. */
function* readContents(git: Git, changes: readonly Change[], options: StagedOptions): Generator<SourceItem, void, undefined> {
  const origins = new Map<Oid, Origin[]>();
  for (const { oid, path } of changes) {
    const list = origins.get(oid) ?? [];
    list.push({ kind: 'staged', path, oid });
    origins.set(oid, list);
  }
  for (const items of objectGroups(git, [...origins.keys()], options)) {
    const [first] = items;
    for (const origin of origins.get(first?.oid ?? '') ?? []) for (const item of items) yield* itemsOf(item, origin, options);
  }
}

/** Items of one object at a time. First all at once; where that is too much for the memory, in turns by size. */
function* objectGroups(git: Git, oids: readonly Oid[], options: StagedOptions): Generator<ObjectItem[], void, undefined> {
  const limit = options.batchBytes ?? BATCH_BYTES;
  let items: ObjectItem[] | undefined;
  try {
    items = readObjectsSync(git, oids, limit);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Too much for one answer, or an object that git dies of: both are sorted out below, one turn at a time.
  }
  if (items !== undefined) yield* groupByObject(items);
  else for (const turn of turnsOf(git, oids, { ...options, batchBytes: limit })) yield* turn;
}

function* turnsOf(git: Git, oids: readonly Oid[], options: StagedOptions & { batchBytes: number }): Generator<Iterable<ObjectItem[]>, void, undefined> {
  let turn: Oid[] = [];
  let bytes = 0;
  for (const { oid, size, type } of readHeadersSync(git, oids)) {
    if (type !== undefined && size > (options.maxBytes ?? Number.POSITIVE_INFINITY)) {
      yield [[{ kind: 'piece', oid, type: 'blob', size, offset: 0, bytes: new Uint8Array(), last: true }]];
      continue;
    }
    if (bytes + size > options.batchBytes && turn.length > 0) {
      yield readTurn(git, turn, bytes);
      turn = [];
      bytes = 0;
    }
    turn.push(oid);
    bytes += size;
  }
  if (turn.length > 0) yield readTurn(git, turn, bytes);
}

/** One turn; where git dies in it, object by object, so that only the broken one is lost. */
function readTurn(git: Git, oids: readonly Oid[], bytes: number): ObjectItem[][] {
  const room = bytes + oids.length * 256;
  try {
    return groupByObject(readObjectsSync(git, oids, room));
  } catch (error) {
    const [only] = oids;
    if (!(error instanceof GitError) || error.end.code !== 128 || only === undefined) throw error;
    if (oids.length === 1) return [[{ kind: 'fault', oid: only, fault: 'corrupt', given: 0 }]];
    return oids.flatMap((oid) => readTurn(git, [oid], bytes));
  }
}

function groupByObject(items: readonly ObjectItem[]): ObjectItem[][] {
  const groups: ObjectItem[][] = [];
  let open = false;
  for (const item of items) {
    const group = open ? groups.at(-1) : undefined;
    if (group === undefined) groups.push([item]);
    else group.push(item);
    open = item.kind === 'piece' && !item.last;
  }
  return groups;
}
