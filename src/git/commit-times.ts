import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { streamLines } from './lines.ts';

/** A commit's parents, and its time in seconds. */
export interface CommitTime {
  readonly parents: readonly Oid[];
  readonly time: number;
}

/** Parents and times of these commits. */
export async function readCommitTimes(git: Git, commits: Iterable<Oid>): Promise<Map<Oid, CommitTime>> {
  const times = new Map<Oid, CommitTime>();
  const input = Array.from(commits, (oid) => `${oid}\n`);
  // Without commits on its input, rev-list shows its usage.
  if (input.length === 0) return times;
  for await (const line of streamLines(git, ['rev-list', '--no-walk=unsorted', '--format=%H %ct %P', '--stdin'], input)) {
    const [oid = '', time = '', ...parents] = line.toString('latin1').trim().split(' ');
    if (oid !== 'commit') times.set(oid, { parents, time: Number(time) });
  }
  return times;
}

/**
 * Corrected commit dates (git's Documentation/technical/commit-graph.txt): the greater of a commit's own time and what
 * is one second after the youngest of its parents, so that no commit is older than its ancestors.
 */
export function correctedAges(commits: ReadonlyMap<Oid, CommitTime>): Map<Oid, number> {
  const ages = new Map<Oid, number>();
  for (const oid of commits.keys()) {
    const open = [oid];
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      const { parents = [], time = 0 } = commits.get(at) ?? {};
      const unknown = parents.filter((parent) => commits.has(parent) && !ages.has(parent));
      if (unknown.length > 0 && !ages.has(at)) open.push(...unknown);
      else {
        ages.set(at, parents.reduce((age, parent) => Math.max(age, (ages.get(parent) ?? -1) + 1), time));
        open.pop();
      }
    }
  }
  return ages;
}
