import { TYPE } from '#git/pack/object-type.ts';
import type { ObjectGraph } from './object-graph.ts';

/** Entry of a commit's tree; -1 when it has no record. */
export function treeOf({ at, data }: ObjectGraph, commit: number): number {
  const record = at[commit] ?? -1;
  return record < 0 ? -1 : (data[record + 2] ?? -1);
}

/** Calls `tell` with the entry of each parent of a commit; a negative number for one that is not here. */
export function eachParent({ at, data }: ObjectGraph, commit: number, tell: (parent: number) => void): void {
  const record = at[commit] ?? -1;
  if (record < 0) return;
  const end = record + 1 + 2 * (data[record] ?? 0);
  for (let i = record + 4; i < end; i += 2) tell(data[i] ?? -1);
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
  const open: number[] = [];
  /** Age of a commit, or -1 after opening those of its parents that have none yet. */
  const ageOf = (commit: number): number => {
    let age = times[commit] ?? 0;
    const before = open.length;
    eachParent(graph, commit, (parent) => {
      if (parent < 0 || types[parent] !== TYPE.commit) return;
      const known = ages[parent] ?? 0;
      if (known < 0) open.push(parent);
      else age = Math.max(age, known + 1);
    });
    return open.length > before ? -1 : age;
  };
  for (const commit of commits) {
    open.push(commit);
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      if ((ages[at] ?? 0) < 0) ages[at] = ageOf(at);
      if ((ages[at] ?? 0) >= 0) open.pop();
    }
  }
  return ages;
}
