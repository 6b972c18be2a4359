import { NONE, type ObjectTable } from '#git/pack/object-table.ts';
import { TYPE } from '#git/pack/object-type.ts';
import type { ObjectGraph } from './object-graph.ts';

/** Marks the trees that may hold one of some objects, at any depth: 1 by entry. Says yes too often where a delta takes an entry out. */
export function findHolders(objects: Iterable<number>, graph: ObjectGraph, table: ObjectTable): Uint8Array {
  const held = new Uint8Array(table.count);
  for (const object of objects) held[object] = 1;
  // In a pack a folder mostly stands before what it holds: a round from behind goes up many folders at once.
  while (markRound(held, graph, table));
  return held;
}

function markRound(held: Uint8Array, graph: ObjectGraph, { count, type, base }: ObjectTable): boolean {
  let isNew = false;
  for (let entry = count - 1; entry >= 0; entry -= 1) {
    if (type[entry] !== TYPE.tree || held[entry] === 1) continue;
    const below = base[entry] ?? NONE;
    if (held[below] !== 1 && !linksToHeld(entry, held, graph)) continue;
    held[entry] = 1;
    isNew = true;
  }
  return isNew;
}

function linksToHeld(entry: number, held: Uint8Array, { at, data }: ObjectGraph): boolean {
  const record = at[entry] ?? -1;
  if (record < 0) return false;
  const end = record + 1 + 2 * (data[record] ?? 0);
  for (let i = record + 2; i < end; i += 2) if (held[data[i] ?? -1] === 1) return true;
  return false;
}
