import { NameSet } from '#git/name-set.ts';
import { GONE, type LinkRecords, type Stray } from './link-book.ts';

/** The links of all objects that were read. Of a tree that is a delta, how it differs from its base. */
export interface ObjectGraph {
  /** Where an entry's record begins in `data`: its count, then `name, child` as in `LinkRecords`. -1 where there is none. */
  readonly at: Int32Array;
  readonly data: Int32Array;
  readonly names: readonly Buffer[];
  readonly strays: readonly Stray[];
}

/** Numbers that names have in the graph, by those that a thread gave them. */
function numberNames({ nameBytes, nameEnds }: LinkRecords, names: NameSet): Int32Array {
  let start = 0;
  return Int32Array.from(nameEnds, (end) => {
    const number = names.add(nameBytes, start, end);
    start = end;
    return number;
  });
}

/** Renumbers the links of one record: `data[from, to)`. */
function renumber(data: Int32Array, { from, to, names, strays }: { readonly from: number; readonly to: number; readonly names: Int32Array; readonly strays: number }): void {
  for (let i = from; i < to; i += 2) {
    const [name = 0, child = 0] = [data[i], data[i + 1]];
    if (name >= 0) data[i] = names[name] ?? 0;
    if (child < 0 && child !== GONE) data[i + 1] = child - strays;
  }
}

/** Makes one graph of what the threads have gathered. @param count number of entries of the store */
export function joinGraph(parts: readonly LinkRecords[], count: number): ObjectGraph {
  const at = new Int32Array(count).fill(-1);
  const data = new Int32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  const names = new NameSet();
  const strays: Stray[] = [];
  let end = 0;
  for (const part of parts) {
    const numbers = numberNames(part, names);
    let from = end;
    data.set(part.data, from);
    for (end += part.data.length; from < end; ) {
      const to = from + 2 + 2 * (data[from + 1] ?? 0);
      at[data[from] ?? 0] = from + 1;
      renumber(data, { from: from + 2, to, names: numbers, strays: strays.length });
      from = to;
    }
    for (const stray of part.strays) strays.push(stray.name < 0 ? stray : { ...stray, name: numbers[stray.name] ?? 0 });
  }
  return { at, data, names: names.names, strays };
}
