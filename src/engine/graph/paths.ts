import type { ObjectGraph } from './object-graph.ts';

interface Link {
  readonly parent: number;
  readonly name: number;
}

const SLASH = Buffer.from('/');

/** The first link from a reached tree to each of these entries. */
function linksTo(wanted: ReadonlySet<number>, { at, data }: ObjectGraph, reached: Uint8Array): Map<number, Link> {
  const links = new Map<number, Link>();
  for (let entry = 0; entry < at.length; entry += 1) {
    const record = at[entry] ?? -1;
    if (record < 0 || reached[entry] === 0) continue;
    const end = record + 1 + 2 * (data[record] ?? 0);
    for (let i = record + 1; i < end; i += 2) {
      const [name = -1, child = -1] = [data[i], data[i + 1]];
      if (name >= 0 && wanted.has(child) && !links.has(child)) links.set(child, { parent: entry, name });
    }
  }
  return links;
}

/** One path of each of a few entries, as a hint for people; entries that no tree names are left out. */
export function findPaths(entries: readonly number[], graph: ObjectGraph, reached: Uint8Array): Map<number, Buffer> {
  const links = new Map<number, Link>();
  for (let open = new Set(entries); open.size > 0; ) {
    const found = linksTo(open, graph, reached);
    for (const [child, link] of found) links.set(child, link);
    open = new Set([...found.values()].map(({ parent }) => parent).filter((parent) => !links.has(parent)));
  }
  const paths = new Map<number, Buffer>();
  for (const entry of entries) if (links.has(entry)) paths.set(entry, pathOf(entry, links, graph));
  return paths;
}

function pathOf(entry: number, links: ReadonlyMap<number, Link>, { names }: ObjectGraph): Buffer {
  const parts: Buffer[] = [];
  for (let link = links.get(entry); link !== undefined; link = links.get(link.parent)) parts.unshift(SLASH, names[link.name] ?? SLASH);
  return Buffer.concat(parts.slice(1));
}
