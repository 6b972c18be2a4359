import { lazily } from '#core/lazily.ts';
import type { Reach, Rule } from '#ruleset/rule.ts';
import type { AnchorTable, FilterTable } from './anchor-table.ts';

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

/** What stands at the front of a pack. */
export interface PackHeader {
  readonly digest: string;
  readonly count: number;
  readonly anchors: number;
  readonly longest: number;
  readonly behind: number;
  readonly ahead: number;
  readonly sections: Readonly<Record<string, readonly [offset: number, bytes: number]>>;
}

const ALIGNMENT = 8;

/** The next place where a section may begin. */
export function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
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

/** The sections of a pack as they lie in its bytes; one that is not there is empty. */
class Sections {
  readonly #bytes: Buffer;
  readonly #places: PackHeader['sections'];
  readonly #start: number;

  constructor(bytes: Buffer, places: PackHeader['sections'], start: number) {
    this.#bytes = bytes;
    this.#places = places;
    this.#start = bytes.byteOffset + start;
  }

  bytesOf(name: string): Buffer {
    return Buffer.from(this.#bytes.buffer, ...this.#place(name));
  }

  signed(name: string): Int8Array {
    return new Int8Array(this.#bytes.buffer, ...this.#place(name));
  }

  words16(name: string): Uint16Array {
    const [from, length] = this.#place(name);
    return new Uint16Array(this.#bytes.buffer, from, length / 2);
  }

  words32(name: string): Uint32Array {
    const [from, length] = this.#place(name);
    return new Uint32Array(this.#bytes.buffer, from, length / 4);
  }

  #place(name: string): [from: number, length: number] {
    const [from, length] = this.#places[name] ?? [0, 0];
    return [this.#start + from, length];
  }
}

function filterOf(sections: Sections): FilterTable | undefined {
  const even = sections.bytesOf('filterEven');
  if (even.length === 0) return undefined;
  return { multiplier: sections.words32('filterMultiplier')[0] ?? 0, even, odd: sections.bytesOf('filterOdd'), heads: sections.words16('filterHeads'), entries: sections.bytesOf('filterEntries') };
}

function tableOf(sections: Sections, longest: number): AnchorTable {
  const [names, starts] = [sections.bytesOf('names'), sections.words32('nameOffsets')];
  const anchors = lazily(() => views(names, starts));
  return {
    get anchors() {
      return anchors();
    },
    names,
    starts,
    bits: sections.bytesOf('bits'),
    shortBits: sections.bytesOf('shortBits'),
    heads: sections.words16('heads'),
    nextEntry: sections.words16('nextEntry'),
    entryAnchor: sections.words16('entryAnchor'),
    entryOffset: sections.signed('entryOffset'),
    longest,
    gates: { gates: sections.words16('gates'), sets: sections.bytesOf('gateSets') },
    filter: filterOf(sections),
  };
}

/** Two offsets, one behind the other. */
function between(offsets: Uint32Array, index: number): [number, number] {
  return [offsets[index] ?? 0, offsets[index + 1] ?? 0];
}

/**
 * Opens a pack without a copy: the bytes must stay as they are.
 * @param bytes must begin at a multiple of eight of its buffer
 */
export function openRulePack(bytes: Buffer): RulePack {
  const length = bytes.readUInt32LE(0);
  const { digest, count, behind, ahead, longest, sections: places } = JSON.parse(bytes.toString('utf8', 4, 4 + length)) as PackHeader;
  const sections = new Sections(bytes, places, aligned(4 + length));
  const [lists, listOffsets] = [sections.words16('lists'), sections.words32('listOffsets')];
  const [bodies, bodyOffsets] = [sections.bytesOf('bodies'), sections.words32('bodyOffsets')];
  const reaches = sections.words32('reaches');
  const ruleAt = (number: number): Rule => JSON.parse(bodies.toString('utf8', ...between(bodyOffsets, number))) as Rule;
  return {
    bytes,
    digest,
    count,
    behind,
    ahead,
    table: tableOf(sections, longest),
    reachOf: (anchor) => ({ behind: reaches[2 * anchor] ?? 0, ahead: reaches[2 * anchor + 1] ?? 0 }),
    rulesOf: (anchor) => {
      const [from, to] = between(listOffsets, anchor);
      return Array.from(lists.subarray(from / 2, to / 2));
    },
    ruleAt,
    all: () => Array.from({ length: count }, (_, number) => ruleAt(number)),
  };
}
