import type { Oid } from '#core/origin.ts';
import { commitInfo } from '#git/commit-object.ts';
import type { Git } from '#git/git.ts';
import { readObjects } from '#git/objects.ts';
import type { Change } from '#sources/change.ts';
import type { BlobPlace } from '#sources/locate.ts';

/** Where the blobs of a change stand, by the change itself: no walk over the whole history, and no ref is needed. */
export async function placesOfChanges(git: Git, changes: readonly Change[], oids: ReadonlySet<Oid>): Promise<Map<Oid, BlobPlace[]>> {
  const own = changes.filter((change) => oids.has(change.oid));
  const commits = new Map<Oid, BlobPlace['commit']>();
  for await (const item of readObjects(git, new Set(own.flatMap(({ commit }) => commit ?? [])))) {
    if (item.kind === 'piece' && item.offset === 0) commits.set(item.oid, commitInfo(item.oid, item.bytes));
  }
  const places = new Map<Oid, Map<string, BlobPlace>>();
  for (const { oid, path, commit } of own) {
    const paths = places.get(oid) ?? new Map<string, BlobPlace>();
    const info = commits.get(commit ?? '');
    if (!paths.has(path)) paths.set(path, info === undefined ? { path } : { path, commit: info });
    places.set(oid, paths);
  }
  return new Map([...places].map(([oid, paths]) => [oid, [...paths.values()]]));
}
