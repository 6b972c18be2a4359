import type { Oid } from '#core/origin.ts';
import type { ObjectStore } from '#git/pack/object-store.ts';
import type { HistoryPlace } from '#git/history-place.ts';
import { decodePath } from '#git/path.ts';
import { isTree } from '../forest.ts';
import { traceIntroductions, type Introduction } from './introductions.ts';
import type { WalkedHistory } from './walk-store.ts';

function compare(a: HistoryPlace & { readonly age: number }, b: HistoryPlace & { readonly age: number }): number {
  if (a.age !== b.age) return a.age - b.age;
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}

function toPlaces(introductions: readonly Introduction[], store: ObjectStore): HistoryPlace[] {
  const places = introductions.map(({ path, commit, age }) => ({ path: decodePath(path), commit: store.oidOf(commit), age }));
  return places.sort(compare).map(({ path, commit }) => ({ path, commit }));
}

/**
 * Places of blobs in a history that was walked here, oldest first; blobs that no commit holds are left out.
 * @returns undefined when a tree could only be read by another road: then git traces
 */
export function placesIn(history: WalkedHistory, store: ObjectStore, { oids, times }: { readonly oids: Iterable<Oid>; readonly times: Float64Array }): Map<Oid, HistoryPlace[]> | undefined {
  const { table } = store;
  const { graph, entries: reached } = history;
  if (reached.some((is, entry) => is === 1 && isTree(table.type[entry] ?? 0) && (graph.at[entry] ?? -1) < 0)) return undefined;
  const entries = new Map([...oids].map((oid) => [store.find(Buffer.from(oid, 'hex')), oid]));
  entries.delete(-1);
  const traced = traceIntroductions([...entries.keys()], { graph, table, times, reached, oidOf: (entry) => store.oidOf(entry) });
  const places = new Map<Oid, HistoryPlace[]>();
  for (const [entry, introductions] of traced) if (introductions.length > 0) places.set(entries.get(entry) ?? '', toPlaces(introductions, store));
  return places;
}
