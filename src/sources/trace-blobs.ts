import type { Oid } from '#core/origin.ts';
import { readCommitChanges } from '#git/commit-changes.ts';
import { correctedAges, readCommitTimes } from '#git/commit-times.ts';
import type { Git } from '#git/git.ts';
import { decodePath } from '#git/path.ts';
import { isObjectDeath, listCommits, listDatabase, type ReachOptions } from '#git/reachable.ts';
import type { HistoryPlace } from '#git/history-place.ts';

interface AgedPlace extends HistoryPlace {
  readonly age: number;
}

function isOlder(a: AgedPlace, b: AgedPlace): boolean {
  return a.age === b.age ? a.commit < b.commit : a.age < b.age;
}

function compare(a: AgedPlace, b: AgedPlace): number {
  if (isOlder(a, b)) return -1;
  if (isOlder(b, a)) return 1;
  return a.path < b.path ? -1 : 1;
}

/**
 * Where blobs stand in history, by `rev-list` and `diff-tree`: each path, with the oldest commit that brought the blob
 * to it, oldest first. Blobs that no commit holds are left out.
 */
export async function traceBlobs(git: Git, wanted: ReadonlySet<Oid>, reach: ReachOptions): Promise<Map<Oid, HistoryPlace[]>> {
  const commits = await allCommits(git, reach);
  const ages = correctedAges(await readCommitTimes(git, commits));
  const places = new Map<Oid, Map<string, AgedPlace>>();
  try {
    for await (const { commit, change } of readCommitChanges(git, commits)) {
      if (!wanted.has(change.oid)) continue;
      const paths = places.get(change.oid) ?? new Map<string, AgedPlace>();
      places.set(change.oid, paths);
      const place = { path: decodePath(change.path), commit, age: ages.get(commit) ?? 0 };
      const known = paths.get(place.path);
      if (known === undefined || isOlder(place, known)) paths.set(place.path, place);
    }
  } catch (error) {
    // A broken tree: it stands in the ledger since the reading, and what was placed so far still holds.
    if (!isObjectDeath(error)) throw error;
  }
  return new Map(Array.from(places, ([oid, paths]) => [oid, [...paths.values()].sort(compare).map(({ path, commit }) => ({ path, commit }))]));
}

async function allCommits(git: Git, reach: ReachOptions): Promise<Set<Oid>> {
  const commits = new Set<Oid>();
  if (reach.unreachable === true) for await (const { oid, type } of listDatabase(git)) if (type === 'commit') commits.add(oid);
  for await (const oid of listCommits(git, reach)) commits.add(oid);
  return commits;
}
