import { TYPE } from '#git/pack/object-type.ts';
import type { ObjectGraph } from './object-graph.ts';

/** What a commit links to: its tree, then its parents. */
export function linksOf({ at, data }: ObjectGraph, commit: number): Int32Array {
  const record = at[commit] ?? -1;
  if (record < 0) return new Int32Array();
  return data.subarray(record + 1, record + 1 + 2 * (data[record] ?? 0)).filter((_, i) => i % 2 === 1);
}

export interface CommitTimes {
  readonly graph: ObjectGraph;
  /** Types of all entries. */
  readonly types: Uint8Array;
  /** Commit times by entry, in seconds. */
  readonly times: Float64Array;
}

/**
 * Corrected commit dates by entry (git's Documentation/technical/commit-graph.txt): the greater of a commit's own
 * time and what is one second after the youngest of its parents, so that no commit is older than its ancestors.
 * @param commits entries whose ages are asked for
 */
export function correctedAges(commits: Iterable<number>, { graph, types, times }: CommitTimes): Float64Array {
  const ages = new Float64Array(times.length).fill(-1);
  for (const commit of commits) {
    const open = [commit];
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      const parents = linksOf(graph, at).subarray(1).filter((parent) => parent >= 0 && types[parent] === TYPE.commit);
      const unknown = parents.filter((parent) => (ages[parent] ?? -1) < 0);
      if (unknown.length > 0 && (ages[at] ?? -1) < 0) open.push(...unknown);
      else {
        ages[at] = parents.reduce((age, parent) => Math.max(age, (ages[parent] ?? 0) + 1), times[at] ?? 0);
        open.pop();
      }
    }
  }
  return ages;
}
