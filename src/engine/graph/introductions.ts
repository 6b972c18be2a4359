import type { ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import { correctedAges, eachParent, treeOf } from './ages.ts';
import { HeldKids, kidOf, type Kids } from './held-kids.ts';
import { findHolders } from './holders.ts';
import type { ObjectGraph } from './object-graph.ts';

/** A path under which a blob stands, and the oldest commit that brought it there. */
export interface Introduction {
  readonly path: Buffer;
  /** Entry of the commit. */
  readonly commit: number;
  readonly age: number;
}

export interface IntroductionRequest {
  readonly graph: ObjectGraph;
  readonly table: ObjectTable;
  readonly times: Float64Array;
  /** Entries whose commits count: 1 by entry. */
  readonly reached: Uint8Array;
  /** Sorts commits of one age. */
  readonly oidOf: (entry: number) => string;
}

/** True when one of some trees has this kid, at `guess` in most cases. A loop of its own: it runs for each kid of each tree that differs. */
function isInAny(trees: readonly Kids[], guess: number, name: number, child: number): boolean {
  for (const kids of trees) if (kidOf(kids, name, guess) === child) return true;
  return false;
}

/** One walk over all commits for some blobs. */
class Tracing {
  readonly found = new Map<number, Map<string, Introduction>>();
  readonly #request: IntroductionRequest;
  readonly #kids: HeldKids;
  readonly #ages: Float64Array;
  readonly #commits: readonly number[];

  constructor(blobs: readonly number[], request: IntroductionRequest) {
    this.#request = request;
    const { graph, table, reached, times } = request;
    this.#kids = new HeldKids(findHolders(blobs, graph, table), graph, table);
    for (const blob of blobs) this.found.set(blob, new Map());
    const commits: number[] = [];
    for (let entry = 0; entry < table.count; entry += 1) if (reached[entry] === 1 && table.type[entry] === TYPE.commit) commits.push(entry);
    this.#commits = commits;
    this.#ages = correctedAges(this.#commits, { graph, types: table.type, times });
  }

  run(): void {
    const { graph } = this.#request;
    const path: number[] = [];
    for (const commit of this.#commits) {
      const others: number[] = [];
      eachParent(graph, commit, (parent) => others.push(treeOf(graph, parent)));
      this.#compare(treeOf(graph, commit), others, { commit, path });
    }
  }

  /** Notes what a tree has in another form than all trees that stand in the same place of the parents. */
  #compare(tree: number, others: readonly number[], at: { readonly commit: number; readonly path: number[] }): void {
    const kids = this.#kids.of(tree);
    if (kids.length === 0 || others.includes(tree)) return;
    const theirs = others.map((other) => this.#kids.of(other));
    // What is the same object holds the same; else nearly all kids are equal, and asking must cost nothing.
    if (theirs.includes(kids)) return;
    for (let i = 0; i < kids.length; i += 2) {
      const [name = -1, child = -1] = [kids[i], kids[i + 1]];
      if (isInAny(theirs, i, name, child)) continue;
      at.path.push(name);
      if (this.#request.table.type[child] === TYPE.tree) this.#compare(child, theirs.map((their) => kidOf(their, name, i)), at);
      else this.#note(child, at);
      at.path.pop();
    }
  }

  #note(blob: number, { commit, path }: { readonly commit: number; readonly path: readonly number[] }): void {
    const key = path.join('/');
    const places = this.found.get(blob);
    const known = places?.get(key);
    const age = this.#ages[commit] ?? 0;
    if (known !== undefined && (known.age < age || (known.age === age && this.#request.oidOf(known.commit) <= this.#request.oidOf(commit)))) return;
    places?.set(key, { path: known?.path ?? this.#pathOf(path), commit, age });
  }

  #pathOf(path: readonly number[]): Buffer {
    const { names } = this.#request.graph;
    const parts = path.flatMap((name) => [SLASH, names[name] ?? SLASH]);
    return Buffer.concat(parts.slice(1));
  }
}

const SLASH = Buffer.from('/');

/**
 * Where blobs stand in a history: each path, with the oldest commit that brought the blob to it, by corrected commit
 * date and then by id. As `diff-tree -c --root --no-renames` has it: of a merge only what differs from all parents.
 * Only subtrees that differ and hold one of the blobs are looked into.
 * @param blobs entries
 */
export function traceIntroductions(blobs: readonly number[], request: IntroductionRequest): Map<number, readonly Introduction[]> {
  const tracing = new Tracing(blobs, request);
  tracing.run();
  return new Map(Array.from(tracing.found, ([blob, places]) => [blob, [...places.values()]]));
}
