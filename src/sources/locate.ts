import type { CommitInfo } from '#core/finding.ts';
import type { Oid } from '#core/origin.ts';
import { openClient } from '#git/client.ts';
import { readCommitChanges } from '#git/commit-changes.ts';
import { commitInfo } from '#git/commit-object.ts';
import type { Git } from '#git/git.ts';
import { atTopLevel, splitNul } from '#git/index-diff.ts';
import { readObjects } from '#git/objects.ts';
import { decodePath } from '#git/path.ts';
import { isObjectDeath, listCommits, listDatabase, type ReachOptions } from '#git/reachable.ts';
import { runGit } from '#git/spawn.ts';

/** A path that a blob stands under and, where history has it, the commit that first brought it there. */
export interface BlobPlace {
  readonly path: string;
  readonly commit?: CommitInfo;
}

export interface LocateOptions {
  /** Also look into commits that nothing refers to. */
  readonly unreachable?: boolean | undefined;
}

type Places = Map<Oid, Map<string, Oid | undefined>>;

/**
 * Finds where blobs stand: each path, with the oldest commit (in topological order) that brought the blob to it.
 * Blobs that only the index holds get a path without a commit; blobs without any path (a tag on a blob, a dangling
 * object) are not in the answer. Paths are sorted by the age of their commit, oldest first.
 */
export async function locateBlobs(git: Git, oids: Iterable<Oid>, options: LocateOptions = {}): Promise<Map<Oid, BlobPlace[]>> {
  const places: Places = new Map([...oids].map((oid) => [oid, new Map()]));
  if (places.size === 0) return new Map();
  const { commonDir } = await (await openClient(git)).info();
  await placeInHistory(git, places, { commonDir, unreachable: options.unreachable });
  await placeInIndex(git, places);
  const commits = await readCommits(git, places);
  const located = new Map<Oid, BlobPlace[]>();
  for (const [oid, paths] of places) if (paths.size > 0) located.set(oid, toPlaces(paths, commits));
  return located;
}

/** Newest commits first, so that older ones overwrite them. */
async function placeInHistory(git: Git, places: Places, reach: ReachOptions): Promise<void> {
  try {
    for await (const { commit, change } of readCommitChanges(git, commitsOf(git, reach))) {
      const paths = places.get(change.oid);
      if (paths === undefined) continue;
      const path = decodePath(change.path);
      // Set anew, so that the order of the map follows the age.
      paths.delete(path);
      paths.set(path, commit);
    }
  } catch (error) {
    // A broken tree: it stands in the ledger since the reading, and what was placed so far still holds.
    if (!isObjectDeath(error)) throw error;
  }
}

async function* commitsOf(git: Git, reach: ReachOptions): AsyncGenerator<Oid, void, undefined> {
  if (reach.unreachable === true) for await (const { oid, type } of listDatabase(git)) if (type === 'commit') yield oid;
  yield* listCommits(git, reach);
}

/** `<mode> SP <oid> SP <stage> TAB <path> NUL` (git-ls-files(1)). */
async function placeInIndex(git: Git, places: Places): Promise<void> {
  const wanted = [...places.values()].some((paths) => paths.size === 0);
  if (!wanted) return;
  for (const line of splitNul(await runGit(atTopLevel(git), ['ls-files', '--stage', '-z']))) {
    const tab = line.indexOf(9);
    const paths = places.get(line.toString('latin1', 0, tab).split(' ')[1] ?? '');
    if (paths?.size === 0) paths.set(decodePath(line.subarray(tab + 1)), undefined);
  }
}

async function readCommits(git: Git, places: Places): Promise<Map<Oid, CommitInfo>> {
  const oids = new Set([...places.values()].flatMap((paths) => [...paths.values()]).filter((oid) => oid !== undefined));
  const commits = new Map<Oid, CommitInfo>();
  for await (const item of readObjects(git, oids)) {
    // The header and the first line stand in the first piece.
    if (item.kind === 'piece' && item.offset === 0) commits.set(item.oid, commitInfo(item.oid, item.bytes));
  }
  return commits;
}

function toPlaces(paths: ReadonlyMap<string, Oid | undefined>, commits: ReadonlyMap<Oid, CommitInfo>): BlobPlace[] {
  const places = [...paths].map(([path, oid]) => {
    const commit = oid === undefined ? undefined : commits.get(oid);
    return commit === undefined ? { path } : { path, commit };
  });
  return places.toReversed();
}
