import type { CommitInfo } from '#core/finding.ts';
import type { Oid } from '#core/origin.ts';
import { openClient } from '#git/client.ts';
import { commitInfo } from '#git/commit-object.ts';
import type { Git } from '#git/git.ts';
import { atTopLevel, splitNul } from '#git/index-diff.ts';
import { readObjects } from '#git/objects.ts';
import { decodePath } from '#git/path.ts';
import { runGit } from '#git/spawn.ts';
import type { HistoryPlace } from '#git/history-place.ts';
import { traceBlobs } from './trace-blobs.ts';

/** A path that a blob stands under and, where history has it, the commit that first brought it there. */
export interface BlobPlace {
  readonly path: string;
  readonly commit?: CommitInfo;
}

export interface LocateOptions {
  /** Also look into commits that nothing refers to. */
  readonly unreachable?: boolean | undefined;
  /** A quicker way to the places in history, oldest first; undefined where it does not know them. */
  readonly placesOf?: ((oids: Iterable<Oid>) => ReadonlyMap<Oid, readonly HistoryPlace[]> | undefined) | undefined;
}

/**
 * Finds where blobs stand: each path, with the oldest commit that brought the blob to it, by corrected commit date and
 * then by id. Blobs that only the index holds get a path without a commit; blobs without any path (a tag on a blob, a
 * dangling object) are not in the answer. Paths are sorted by the age of their commit, oldest first.
 */
export async function locateBlobs(git: Git, oids: Iterable<Oid>, options: LocateOptions = {}): Promise<Map<Oid, BlobPlace[]>> {
  const wanted = new Set(oids);
  if (wanted.size === 0) return new Map();
  const inHistory = options.placesOf?.(wanted) ?? (await trace(git, wanted, options));
  const commits = await readCommits(git, inHistory);
  const located = new Map<Oid, BlobPlace[]>();
  for (const [oid, places] of inHistory) located.set(oid, places.map(({ path, commit }) => withCommit(path, commits.get(commit))));
  const rest = new Set([...wanted].filter((oid) => !located.has(oid)));
  for (const [oid, path] of await pathsInIndex(git, rest)) located.set(oid, [{ path }]);
  return located;
}

async function trace(git: Git, wanted: ReadonlySet<Oid>, { unreachable }: LocateOptions): Promise<Map<Oid, HistoryPlace[]>> {
  const { commonDir } = await (await openClient(git)).info();
  return traceBlobs(git, wanted, { commonDir, unreachable });
}

function withCommit(path: string, commit: CommitInfo | undefined): BlobPlace {
  return commit === undefined ? { path } : { path, commit };
}

/** `<mode> SP <oid> SP <stage> TAB <path> NUL` (git-ls-files(1)). */
async function pathsInIndex(git: Git, wanted: ReadonlySet<Oid>): Promise<Map<Oid, string>> {
  const paths = new Map<Oid, string>();
  if (wanted.size === 0) return paths;
  for (const line of splitNul(await runGit(atTopLevel(git), ['ls-files', '--stage', '-z']))) {
    const tab = line.indexOf(9);
    const oid = line.toString('latin1', 0, tab).split(' ')[1] ?? '';
    if (wanted.has(oid) && !paths.has(oid)) paths.set(oid, decodePath(line.subarray(tab + 1)));
  }
  return paths;
}

async function readCommits(git: Git, places: ReadonlyMap<Oid, readonly HistoryPlace[]>): Promise<Map<Oid, CommitInfo>> {
  const oids = new Set([...places.values()].flatMap((some) => some.map(({ commit }) => commit)));
  const commits = new Map<Oid, CommitInfo>();
  for await (const item of readObjects(git, oids)) {
    // The header and the first line stand in the first piece.
    if (item.kind === 'piece' && item.offset === 0) commits.set(item.oid, commitInfo(item.oid, item.bytes));
  }
  return commits;
}
