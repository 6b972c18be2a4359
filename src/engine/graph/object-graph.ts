import { GONE, type LinkRecords, type Stray } from './link-book.ts';

/** The links of all objects that were read. Of a tree that is a delta, how it differs from its base. */
export interface ObjectGraph {
  /** Where an entry's record begins in `data`: its count, then `name, child` as in `LinkRecords`. -1 where there is none. */
  readonly at: Int32Array;
  readonly data: Int32Array;
  readonly names: readonly Buffer[];
  readonly strays: readonly Stray[];
}

function namesIn({ nameBytes, nameEnds }: LinkRecords): Buffer[] {
  const bytes = Buffer.from(nameBytes.buffer, nameBytes.byteOffset, nameBytes.length);
  let start = 0;
  return Array.from(nameEnds, (end) => {
    const name = bytes.subarray(start, end);
    start = end;
    return name;
  });
}

/** Makes one graph of what the threads have gathered. @param count number of entries of the store */
export function joinGraph(parts: readonly LinkRecords[], count: number): ObjectGraph {
  const at = new Int32Array(count).fill(-1);
  const data = new Int32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  const names: Buffer[] = [];
  const strays: Stray[] = [];
  let to = 0;
  for (const part of parts) {
    const [names0, strays0] = [names.length, strays.length];
    data.set(part.data, to);
    for (const end = to + part.data.length; to < end; ) {
      const links = data[to + 1] ?? 0;
      at[data[to] ?? 0] = to + 1;
      to += 2;
      for (const last = to + 2 * links; to < last; to += 2) {
        const [name = 0, child = 0] = [data[to], data[to + 1]];
        if (name >= 0) data[to] = name + names0;
        if (child < 0 && child !== GONE) data[to + 1] = child - strays0;
      }
    }
    names.push(...namesIn(part));
    strays.push(...part.strays.map((stray) => (stray.name < 0 ? stray : { ...stray, name: stray.name + names0 })));
  }
  return { at, data, names, strays };
}
