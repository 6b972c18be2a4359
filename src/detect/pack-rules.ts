import type { Gate } from '#ruleset/gate.ts';
import type { Reach, Rule } from '#ruleset/rule.ts';
import { buildAnchorTable, type FilterTable } from './anchor-table.ts';
import type { GateTable } from './gate-layout.ts';
import { layGates } from './gate-table.ts';
import { aligned, type PackHeader } from './rule-pack.ts';

const PAD = 0x20;

/** Pieces of bytes one behind the other, and where each begins: `count + 1` offsets. */
function concatenate(pieces: readonly Uint8Array[]): { bytes: Buffer; offsets: Uint32Array } {
  const offsets = new Uint32Array(pieces.length + 1);
  for (const [index, piece] of pieces.entries()) offsets[index + 1] = (offsets[index] ?? 0) + piece.length;
  return { bytes: Buffer.concat(pieces), offsets };
}

/** Rule numbers of each anchor. */
function rulesByAnchor(rules: readonly Rule[]): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  for (const [number, rule] of rules.entries()) {
    for (const anchor of new Set(rule.anchors)) lists.set(anchor, [...(lists.get(anchor) ?? []), number]);
  }
  return lists;
}

function farthest(rules: readonly Rule[]): Reach {
  return { behind: Math.max(0, ...rules.map(({ reach }) => reach.behind)), ahead: Math.max(0, ...rules.map(({ reach }) => reach.ahead)) };
}

/** What is found of an anchor once and for all when a pack is written. */
export interface AnchorFinders {
  readonly findGate: (anchor: string, rules: readonly Rule[]) => Gate;
  /** Lays out the filter of the history engine; left out where no history is read. */
  readonly layFilter?: (anchors: readonly Uint8Array[], gates: GateTable) => FilterTable;
}

/** Writes a pack. What only people read of a rule goes along, samples do not. */
export function packRules(rules: readonly Rule[], digest: string, finders?: AnchorFinders): Buffer {
  const byAnchor = rulesByAnchor(rules);
  const rulesAt = [...byAnchor].map(([anchor, numbers]) => ({ anchor, rules: numbers.flatMap((number) => rules[number] ?? []) }));
  const gates = finders === undefined ? undefined : layGates(rulesAt.map(({ anchor, rules: list }) => finders.findGate(anchor, list)));
  const table = buildAnchorTable([...byAnchor.keys()], gates);
  const lists = concatenate([...byAnchor.values()].map((list) => new Uint8Array(Uint16Array.from(list).buffer)));
  const reaches = rulesAt.map(({ rules: list }) => farthest(list));
  const bodies = concatenate(rules.map((rule) => Buffer.from(JSON.stringify({ ...rule, samples: { hit: [], miss: [] } }), 'utf8')));
  const sections: Record<string, ArrayBufferView> = {
    bits: table.bits,
    shortBits: table.shortBits,
    heads: table.heads,
    nextEntry: table.nextEntry,
    entryAnchor: table.entryAnchor,
    entryOffset: table.entryOffset,
    names: table.names,
    nameOffsets: table.starts,
    lists: lists.bytes,
    listOffsets: lists.offsets,
    bodies: bodies.bytes,
    bodyOffsets: bodies.offsets,
    gates: table.gates.gates,
    gateSets: table.gates.sets,
    reaches: Uint32Array.from(reaches.flatMap(({ behind, ahead }) => [behind, ahead])),
    ...filterSections(finders?.layFilter?.(table.anchors, table.gates)),
  };
  return write(sections, {
    digest,
    count: rules.length,
    anchors: byAnchor.size,
    longest: table.longest,
    ...farthest(rules),
  });
}

function filterSections(filter: FilterTable | undefined): Record<string, ArrayBufferView> {
  return filter === undefined ? {} : { filterMultiplier: Uint32Array.of(filter.multiplier), filterEven: filter.even, filterOdd: filter.odd, filterHeads: filter.heads, filterEntries: filter.entries };
}

function write(sections: Readonly<Record<string, ArrayBufferView>>, facts: Omit<PackHeader, 'sections'>): Buffer {
  const places: Record<string, [number, number]> = {};
  let at = 0;
  for (const [name, { byteLength }] of Object.entries(sections)) {
    places[name] = [at, byteLength];
    at += aligned(byteLength);
  }
  const header = Buffer.from(JSON.stringify({ ...facts, sections: places } satisfies PackHeader));
  const start = aligned(4 + header.length);
  const pack = Buffer.alloc(start + at, PAD);
  pack.writeUInt32LE(header.length, 0);
  header.copy(pack, 4);
  for (const [name, section] of Object.entries(sections)) {
    Buffer.from(section.buffer, section.byteOffset, section.byteLength).copy(pack, start + (places[name]?.[0] ?? 0));
  }
  return pack;
}
