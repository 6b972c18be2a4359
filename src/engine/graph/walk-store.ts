import type { ObjectStore } from '#git/pack/object-store.ts';
import { PackFault } from '#git/pack/fault.ts';
import type { Tips } from '#git/tips.ts';
import { MODE, scanTree } from '#git/tree-object.ts';
import type { LinkRecords } from './link-book.ts';
import { isTree } from '../forest.ts';
import { joinGraph, type ObjectGraph } from './object-graph.ts';
import { walkFrom, type PlainLink, type Reached, type WalkedStore } from './reach.ts';

function readTree(store: ObjectStore, entry: number): PlainLink[] | undefined {
  let bytes: Buffer;
  try {
    bytes = Buffer.from(store.read(store.oidOf(entry)).bytes);
  } catch (error) {
    if (error instanceof PackFault) return undefined;
    throw error;
  }
  const links: PlainLink[] = [];
  const isWhole = scanTree(bytes, store.hashBytes, (mode, start, end) => {
    const oid = bytes.subarray(end + 1, end + 1 + store.hashBytes);
    links.push({ name: bytes.subarray(start, end), mode, oid, child: store.find(oid) });
  });
  return isWhole ? links : undefined;
}

/** The entries to start from; optional ones that are not here are passed over, as git does. */
function startsOf(store: ObjectStore, { wanted, optional }: Tips): number[] {
  const find = (oid: string): number => store.find(Buffer.from(oid, 'hex'));
  return [...wanted.map(find), ...optional.map(find).filter((entry) => entry >= 0)];
}

/** A history that was walked here. */
export interface WalkedHistory extends Reached {
  readonly graph: ObjectGraph;
}

export interface WalkRequest {
  readonly tips: Tips;
  readonly links: readonly LinkRecords[];
  /** Also objects that nothing refers to. */
  readonly unreachable: boolean;
}

/** What a history holds, walked over the links that were gathered. Undefined where git must say it; see `walkFrom`. */
export function walkStore(store: ObjectStore, { tips, links, unreachable }: WalkRequest): WalkedHistory | undefined {
  const graph = joinGraph(links, store.table.count);
  const walked: WalkedStore = { table: store.table, firstOf: (entry) => store.firstOf(entry), readTree: (entry) => readTree(store, entry) };
  const reached = walkFrom(graph, walked, startsOf(store, tips));
  const whole = reached === undefined || !unreachable ? reached : withAll(reached, graph, store);
  return whole === undefined ? undefined : { ...whole, graph };
}

/** What is reached, and all else that is in the store. Undefined when a tree there has no record. */
function withAll({ entries, missing }: Reached, graph: ObjectGraph, store: ObjectStore): Reached | undefined {
  const { table } = store;
  for (let entry = 0; entry < table.count; entry += 1) {
    if (store.firstOf(entry) !== entry) continue;
    if (isTree(table.type[entry] ?? 0) && (graph.at[entry] ?? -1) < 0) return undefined;
    entries[entry] = 1;
  }
  const submodules = graph.strays.flatMap(({ oid, mode, name }) => (mode === MODE.submodule ? [{ oid, name: graph.names[name] ?? Buffer.alloc(0) }] : []));
  return { entries, names: graph.names, submodules, missing };
}
