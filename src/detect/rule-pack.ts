import { lazily } from '#core/lazily.ts';
import type { Gate } from '#ruleset/gate.ts';
import type { Reach, Rule } from '#ruleset/rule.ts';
import { buildAnchorTable, type AnchorTable, type FilterTable } from './anchor-table.ts';
import { layGates, type GateTable } from './gate-table.ts';

/**
 * Rules in the form in which a program that has to start at once can use them: the anchor table ready made, and
 * the rules as JSON texts that are parsed when one of their anchors is met.
 *
 * Layout: a header of JSON, preceded by its length (32 bits, little endian) and padded to a multiple of eight, then
 * the sections that it names, each at a multiple of eight from the end of the header.
 */
export interface RulePack {
  /** The whole pack, as it was opened. */
  readonly bytes: Buffer;
  readonly digest: string;
  readonly count: number;
  readonly table: AnchorTable;
  /** Farthest that any rule looks back from, and ahead of, its anchor's first byte. */
  readonly behind: number;
  readonly ahead: number;
  /** The same for the rules of one anchor. */
  readonly reachOf: (anchor: number) => Reach;
  /** Numbers of the rules that name an anchor. */
  readonly rulesOf: (anchor: number) => readonly number[];
  readonly ruleAt: (number: number) => Rule;
  readonly all: () => readonly Rule[];
}

interface Header {
  readonly digest: string;
  readonly count: number;
  readonly anchors: number;
  readonly longest: number;
  readonly behind: number;
  readonly ahead: number;
  readonly sections: Readonly<Record<string, readonly [offset: number, bytes: number]>>;
}

const ALIGNMENT = 8;
const PAD = 0x20;

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

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

function write(sections: Readonly<Record<string, ArrayBufferView>>, facts: Omit<Header, 'sections'>): Buffer {
  const places: Record<string, [number, number]> = {};
  let at = 0;
  for (const [name, { byteLength }] of Object.entries(sections)) {
    places[name] = [at, byteLength];
    at += aligned(byteLength);
  }
  const header = Buffer.from(JSON.stringify({ ...facts, sections: places } satisfies Header));
  const start = aligned(4 + header.length);
  const pack = Buffer.alloc(start + at, PAD);
  pack.writeUInt32LE(header.length, 0);
  header.copy(pack, 4);
  for (const [name, section] of Object.entries(sections)) {
    Buffer.from(section.buffer, section.byteOffset, section.byteLength).copy(pack, start + (places[name]?.[0] ?? 0));
  }
  return pack;
}

/** One view for each piece between two offsets. Plain arrays of bytes: making thousands of buffers takes three times as long. */
function views(bytes: Uint8Array, offsets: Uint32Array): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let index = 0; index + 1 < offsets.length; index++) {
    const from = offsets[index] as number;
    all.push(new Uint8Array(bytes.buffer, bytes.byteOffset + from, (offsets[index + 1] as number) - from));
  }
  return all;
}

/**
 * Opens a pack without a copy: the bytes must stay as they are.
 * @param bytes must begin at a multiple of eight of its buffer
 */
export function openRulePack(bytes: Buffer): RulePack {
  const length = bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, 4 + length)) as Header;
  const start = bytes.byteOffset + aligned(4 + length);
  const place = (name: string): readonly [number, number] => header.sections[name] ?? [0, 0];
  const bytesOf = (name: string): Buffer => Buffer.from(bytes.buffer, start + place(name)[0], place(name)[1]);
  const words16 = (name: string): Uint16Array => new Uint16Array(bytes.buffer, start + place(name)[0], place(name)[1] / 2);
  const words32 = (name: string): Uint32Array => new Uint32Array(bytes.buffer, start + place(name)[0], place(name)[1] / 4);
  const [names, nameOffsets, lists, listOffsets] = [bytesOf('names'), words32('nameOffsets'), words16('lists'), words32('listOffsets')];
  const [bodies, bodyOffsets] = [bytesOf('bodies'), words32('bodyOffsets')];
  const anchors = lazily(() => views(names, nameOffsets));
  const reaches = words32('reaches');
  const between = (offsets: Uint32Array, index: number): [number, number] => [offsets[index] ?? 0, offsets[index + 1] ?? 0];
  const ruleAt = (number: number): Rule => JSON.parse(bodies.toString('utf8', ...between(bodyOffsets, number))) as Rule;
  return {
    bytes,
    digest: header.digest,
    count: header.count,
    behind: header.behind,
    ahead: header.ahead,
    table: {
      get anchors() {
        return anchors();
      },
      names,
      starts: nameOffsets,
      bits: bytesOf('bits'),
      shortBits: bytesOf('shortBits'),
      heads: words16('heads'),
      nextEntry: words16('nextEntry'),
      entryAnchor: words16('entryAnchor'),
      entryOffset: new Int8Array(bytes.buffer, start + place('entryOffset')[0], place('entryOffset')[1]),
      longest: header.longest,
      gates: { gates: words16('gates'), sets: bytesOf('gateSets') },
      filter: place('filterEven')[1] === 0 ? undefined : { multiplier: words32('filterMultiplier')[0] ?? 0, even: bytesOf('filterEven'), odd: bytesOf('filterOdd'), heads: words16('filterHeads'), entries: bytesOf('filterEntries') },
    },
    reachOf: (anchor) => ({ behind: reaches[2 * anchor] ?? 0, ahead: reaches[2 * anchor + 1] ?? 0 }),
    rulesOf: (anchor) => {
      const [from, to] = between(listOffsets, anchor);
      return Array.from(lists.subarray(from / 2, to / 2));
    },
    ruleAt,
    all: () => Array.from({ length: header.count }, (_, number) => ruleAt(number)),
  };
}
