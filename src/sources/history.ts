import type { Source, SourceItem } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { ObjectItem, ObjectPiece } from '#git/batch-parser.ts';
import { openClient, type RepositoryInfo } from '#git/client.ts';
import type { Git } from '#git/git.ts';
import { streamLines } from '#git/lines.ts';
import { readObjects } from '#git/objects.ts';
import { decodePath } from '#git/path.ts';
import type { MissingItem, PathItem, TreeNameItem } from '#git/tree-object.ts';
import { listReachable, type ReachOptions, type Unreached } from '#git/reachable.ts';
import { itemsOf, namesDocument, type ItemOptions } from './git-items.ts';
import { TreeNames } from './tree-names.ts';

/*
 * The documents of a history, which every engine must read, whatever the packing. Let R be all objects that can be
 * reached from: every ref (branches, tags, notes, stash, replace refs, remotes), HEAD of every work tree, every reflog
 * entry, every pseudo-ref (ORIG_HEAD, FETCH_HEAD, MERGE_HEAD …) and every index entry. Replace refs and grafts are not
 * obeyed. With `since`, commits are only followed back to then. With `unreachable`, or when a broken object ends the
 * walk, R is the whole object database, alternates included.
 *   - one `blob` document for each blob of R: its bytes; `path` is a hint and no part of what the document is
 *   - one `commit` and `tag` document for each commit and annotated tag of R: the raw object
 *   - one `names` document (oid empty): the distinct entry names of all trees of R, sorted by bytes, one a line
 *   - one `refs` document: the full names of all refs, sorted, one a line
 * What is in R and cannot be read is a skip; so are gitlinks (`submodule`), LFS pointers (read, and named), and the
 * borders of shallow and partial clones.
 */

export interface HistoryOptions extends ItemOptions {
  /** Only commits since then: `2026-01-31`, an ISO time, or `90 days`. */
  readonly since?: string | undefined;
  /** Also objects that nothing refers to. */
  readonly unreachable?: boolean | undefined;
  /** What is known of the repository already. */
  readonly info?: RepositoryInfo | undefined;
  /** Another reader of objects in place of `cat-file`. */
  readonly read?: ObjectReader | undefined;
}

/** What a reader says that walks the history itself. */
type WalkItem = TreeNameItem | PathItem | MissingItem;

/**
 * Reads the objects of these ids, in any order; what it has dealt with itself it need not give. One that walks the
 * history itself leaves the ids alone and gives the names that stand in trees, and paths where it knows them.
 */
export type ObjectReader = (git: Git, oids: AsyncIterable<Oid>) => AsyncIterable<ObjectItem | WalkItem>;

/** The whole history as a source, read by `rev-list` and `cat-file`: the reference for quicker engines. */
export function historySource(git: Git, options: HistoryOptions = {}): Source {
  const since = options.since === undefined ? undefined : checkSince(options.since);
  return {
    scope: `history${since === undefined ? '' : ` since ${since}`}${options.unreachable === true ? ', unreachable objects too' : ''}`,
    items: () => readHistory(git, { ...options, since }),
  };
}

const SINCE = /^(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,5} (?:hour|day|week|month|year)s?(?: ago)?)$/;

/** Git takes any text for a date, and text that it does not know for now: that would read nothing and say so to nobody. */
export function checkSince(text: string): string {
  if (SINCE.test(text)) return text.replace(/([a-z])$/, (last) => (text.endsWith(' ago') ? last : `${last} ago`));
  throw new UsageError(`not a date: ${printable(text)}`, 'use 2026-01-31, 2026-01-31T12:00:00Z or "90 days"');
}

async function* readHistory(git: Git, options: HistoryOptions): AsyncGenerator<SourceItem, void, undefined> {
  const info = options.info ?? (await (await openClient(git)).info());
  if (info.isShallow) yield { kind: 'skip', origin: { kind: 'refs' }, reason: 'shallow', detail: 'fetch the rest with git fetch --unshallow' };
  yield* readRefNames(git);
  yield* new HistoryReader(git, info, options).items();
}

async function* readRefNames(git: Git): AsyncGenerator<SourceItem, void, undefined> {
  const names: Buffer[] = [];
  for await (const line of streamLines(git, ['for-each-ref', '--format=%(refname)'])) names.push(Buffer.from(line));
  yield* namesDocument({ kind: 'refs' }, names.toSorted((a, b) => a.compare(b)));
}

/** One reading of a history: objects as they come, tree names gathered on the way. */
class HistoryReader {
  readonly #git: Git;
  readonly #options: ItemOptions;
  readonly #reach: ReachOptions;
  readonly #read: ObjectReader;
  readonly #names: TreeNames;
  /** Paths of objects that were asked for and are not yet answered. */
  readonly #paths = new Map<Oid, string>();
  readonly #unreached: Unreached[] = [];

  constructor(git: Git, info: RepositoryInfo, options: HistoryOptions) {
    this.#git = git;
    this.#options = { ...options, isPartial: info.isPartial };
    this.#reach = { commonDir: info.commonDir, since: options.since, unreachable: options.unreachable };
    this.#read = options.read ?? readObjects;
    this.#names = new TreeNames(info.objectFormat === 'sha256' ? 32 : 20);
  }

  async *items(): AsyncGenerator<SourceItem, void, undefined> {
    for await (const item of this.#read(this.#git, this.#oids())) {
      if (item.kind !== 'piece' && item.kind !== 'fault') {
        this.#note(item);
        continue;
      }
      if (item.kind === 'piece' && item.type === 'tree') yield* this.#names.add(item);
      else yield* itemsOf(item, this.#originOf(item), this.#options);
      if (item.kind === 'fault' || item.last) this.#paths.delete(item.oid);
    }
    for (const item of this.#unreached.splice(0)) yield this.#toSkip(item);
    yield* this.#names.submodules();
    yield* namesDocument({ kind: 'names', oid: '' }, this.#names.sorted());
  }

  #note(item: WalkItem): void {
    if (item.kind === 'tree-name') this.#names.addName(item);
    else if (item.kind === 'path') this.#paths.set(item.oid, decodePath(item.path));
    else this.#unreached.push({ kind: 'missing', oid: item.oid, detail: '' });
  }

  async *#oids(): AsyncGenerator<Oid, void, undefined> {
    for await (const item of listReachable(this.#git, this.#reach)) {
      if (item.kind !== 'object') {
        this.#unreached.push(item);
        continue;
      }
      if (item.path !== undefined) this.#paths.set(item.oid, decodePath(item.path));
      yield item.oid;
    }
  }

  #originOf(item: ObjectItem): Origin {
    if (item.kind === 'piece' && item.type !== 'blob') return messageOrigin(item);
    const path = this.#paths.get(item.oid);
    return path === undefined ? { kind: 'blob', oid: item.oid } : { kind: 'blob', oid: item.oid, path };
  }

  #toSkip({ kind, oid, detail }: Unreached): SourceItem {
    if (kind === 'broken') return { kind: 'skip', origin: { kind: 'refs' }, reason: 'corrupt-object', detail };
    return { kind: 'skip', origin: { kind: 'blob', oid }, reason: this.#options.isPartial === true ? 'partial-clone' : 'missing-object', detail: oid };
  }
}

function messageOrigin({ type, oid }: ObjectPiece): Origin {
  return type === 'tag' ? { kind: 'tag', oid } : { kind: 'commit', oid };
}
