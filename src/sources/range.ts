import type { SourceItem } from '#core/chunk.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid, Origin } from '#core/origin.ts';
import type { ObjectItem } from '#git/batch-parser.ts';
import { openClient } from '#git/client.ts';
import { readCommitChanges } from '#git/commit-changes.ts';
import { readShallow } from '#git/git-dir.ts';
import type { Git } from '#git/git.ts';
import { streamLines } from '#git/lines.ts';
import { readHeadersSync, readObjects } from '#git/objects.ts';
import { decodePath, encodePath } from '#git/path.ts';
import { isNullOid, type RawChange } from '#git/raw-diff.ts';
import { resolveCommit, isOid } from '#git/refs.ts';
import { peelTips } from '#git/peel.ts';
import { MODE } from '#git/tree-object.ts';
import type { Change, ChangeSource } from './change.ts';
import { itemsOf, namesDocument, type ItemOptions } from './git-items.ts';

/** What is new, as object ids: the form that hooks use. */
export interface RangeTips {
  /** Heads of what is new; commits, or tags of anything. */
  readonly tips: readonly Oid[];
  /** What was there before. Ids that this repository does not have are left out, as after a force push. */
  readonly known: readonly Oid[];
  /** A remote; what its tracking branches have is not new (pre-push). */
  readonly remote?: string | undefined;
  /** What any ref has is not new (pre-receive). */
  readonly allRefs?: boolean | undefined;
  /** Names that the tips go by, read as text too. */
  readonly refNames?: readonly string[];
}

/** `BASE..HEAD` (or `BASE...HEAD`, which is the same here: what HEAD has and BASE has not). @throws UsageError */
export function parseRange(git: Git, text: string): RangeTips {
  const match = /^(.*?)\.\.\.?(.*)$/s.exec(text);
  if (match === null) throw new UsageError(`not a range: ${printable(text)}`, 'write it as BASE..HEAD');
  const [, base = '', head = ''] = match;
  return { tips: [resolveCommit(git, head === '' ? 'HEAD' : head)], known: [resolveCommit(git, base === '' ? 'HEAD' : base)] };
}

/**
 * What commits bring: every blob version that a commit of the range adds, in merges what no parent has; the commits'
 * raw objects (message, author), annotated tags, the changed paths as `names`, and the ref names given. Each blob
 * is read once, under the first path it was met; `changes` holds all of them.
 */
export function rangeSource(git: Git, range: RangeTips, options: ItemOptions = {}): ChangeSource {
  const changes: Change[] = [];
  return {
    scope: range.remote === undefined ? 'commits of a range' : `commits that ${printable(range.remote)} does not have`,
    changes,
    items: () => readRange({ git, range, options, changes }),
  };
}

interface Reading {
  readonly git: Git;
  readonly range: RangeTips;
  readonly options: ItemOptions;
  readonly changes: Change[];
}

async function* readRange({ git, range, options, changes }: Reading): AsyncGenerator<SourceItem, void, undefined> {
  const info = await (await openClient(git)).info();
  const peeled = peelTips(git, range.tips);
  const commits = await readCommits(git, peeled.commits, range);
  const origins = new Map<Oid, Origin>();
  for (const oid of peeled.tags) origins.set(oid, { kind: 'tag', oid });
  for (const oid of commits) origins.set(oid, { kind: 'commit', oid });
  yield* gatherChanges({ git, commits, origins, changes });
  for (const oid of await blobsBelow(git, peeled.others, range)) if (!origins.has(oid)) origins.set(oid, { kind: 'blob', oid });
  if (reachesBorder(info.commonDir, commits)) yield { kind: 'skip', origin: { kind: 'refs' }, reason: 'shallow', detail: 'the range goes back to where this clone ends' };
  yield* namesDocument({ kind: 'refs' }, range.refNames ?? []);
  yield* namesDocument({ kind: 'names', oid: '' }, [...new Set(changes.map((change) => change.path))].map(encodePath));
  const reading = { ...options, isPartial: info.isPartial };
  for await (const item of readObjects(git, origins.keys())) yield* itemsOf(item, originOf(item, origins), reading);
}

function originOf(item: ObjectItem, origins: ReadonlyMap<Oid, Origin>): Origin {
  return origins.get(item.oid) ?? { kind: 'blob', oid: item.oid };
}

/** Fills `changes`, and `origins` with the blobs that are to be read. */
async function* gatherChanges(work: Pick<Reading, 'git' | 'changes'> & { commits: readonly Oid[]; origins: Map<Oid, Origin> }): AsyncGenerator<SourceItem, void, undefined> {
  let commit = '';
  let removed: Oid[] = [];
  for await (const entry of readCommitChanges(work.git, work.commits)) {
    // All changes of a commit share one list, which fills while they come.
    if (entry.commit !== commit) removed = [];
    commit = entry.commit;
    const { change } = entry;
    const path = decodePath(change.path);
    if (isNullOid(change.oid)) removed.push(...oldBlobs(change));
    else if (change.mode === MODE.submodule) yield { kind: 'skip', origin: { kind: 'blob', oid: change.oid, path }, reason: 'submodule' };
    else {
      work.changes.push({ path, oid: change.oid, commit, parents: oldBlobs(change), removed });
      if (!work.origins.has(change.oid)) work.origins.set(change.oid, { kind: 'blob', oid: change.oid, path });
    }
  }
}

function oldBlobs(change: RawChange): Oid[] {
  return change.before.filter(({ mode, oid }) => mode !== MODE.submodule && !isNullOid(oid)).map(({ oid }) => oid);
}

async function readCommits(git: Git, tips: readonly Oid[], range: RangeTips): Promise<Oid[]> {
  if (tips.length === 0) return [];
  const commits: Oid[] = [];
  for await (const line of streamLines(git, ['rev-list', '--topo-order', '--reverse', '--stdin', ...exclusions(range)], revisions(git, tips, range))) commits.push(line.toString('latin1'));
  return commits;
}

/** Blobs below pushed tags of trees and blobs, which no commit holds. */
async function blobsBelow(git: Git, tips: readonly Oid[], range: RangeTips): Promise<Oid[]> {
  if (tips.length === 0) return [];
  const oids: Oid[] = [];
  const args = ['rev-list', '--objects', '--no-object-names', '--stdin', ...exclusions(range)];
  for await (const line of streamLines(git, args, revisions(git, tips, range))) oids.push(line.toString('latin1'));
  return readHeadersSync(git, oids).filter(({ type }) => type === 'blob').map(({ oid }) => oid);
}

/** `--not` reaches over what follows it, so these stand last; revisions come by standard input. */
function exclusions({ remote, allRefs }: RangeTips): string[] {
  if (allRefs === true) return ['--not', '--all'];
  // A name with a wildcard would exclude other remotes as well; then nothing is excluded and more is read.
  return remote === undefined || !/^[\w./-]+$/.test(remote) || remote.startsWith('-') ? [] : ['--not', `--remotes=${remote}`];
}

function revisions(git: Git, tips: readonly Oid[], { known }: RangeTips): string[] {
  const asked = known.filter((oid) => isOid(oid) && !isNullOid(oid));
  const there = readHeadersSync(git, asked).filter(({ type }) => type !== undefined);
  return [...tips.map((oid) => `${oid}\n`), ...there.map(({ oid }) => `^${oid}\n`)];
}

/** True when a commit of the range is one whose parents a shallow clone has cut off. */
function reachesBorder(commonDir: string, commits: readonly Oid[]): boolean {
  const border = new Set(readShallow(commonDir));
  return commits.some((oid) => border.has(oid));
}
