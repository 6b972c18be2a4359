import { NO_GATES, type GateTable } from './gate-layout.ts';

/**
 * The literals that rules are searched by, laid out for a filter over three-byte groups at every second
 * position. Each anchor of four or more bytes is entered under two consecutive groups, so that one of them
 * falls on an even position wherever the anchor stands. An anchor of three bytes is one group only, so those
 * have a second, sparse bitset that is asked at the odd positions. Groups are hashed to 18 bits; both bitsets
 * fit the first-level cache. The same layout drives the WebAssembly filter.
 */
export interface AnchorTable {
  /** Lower-case bytes of each anchor; the index is the anchor's number everywhere. */
  readonly anchors: readonly Uint8Array[];
  /** The anchors behind each other, and where each begins: one more than there are anchors. */
  readonly names: Uint8Array;
  readonly starts: Uint32Array;
  /** 2^18 bits: could a group with this hash begin an anchor's entry? */
  readonly bits: Uint8Array;
  /** The same for anchors of three bytes alone, asked at odd positions. */
  readonly shortBits: Uint8Array;
  /** First entry of each chain, by the upper 14 bits of the hash; 0 ends a chain. */
  readonly heads: Uint16Array;
  readonly nextEntry: Uint16Array;
  readonly entryAnchor: Uint16Array;
  /** Distance from the anchor's start to the group, 0 to length - 3. */
  readonly entryOffset: Int8Array;
  readonly longest: number;
  /** What must stand around each anchor; empty where nothing is known of it. */
  readonly gates: GateTable;
  /** The same anchors for the filter of the history engine; undefined where that is still to be laid out. */
  readonly filter?: FilterTable | undefined;
}

/**
 * The anchors, laid out for the core's filter. Where the reference looks at three bytes at a time, this looks at four:
 * an anchor of five or more bytes is entered under two neighbouring groups of four and searched at every second
 * position; one of four bytes is searched at every position, and so is one of three, entered with each byte that its
 * gate lets follow. Groups are folded by setting bit 5 of each byte. Thousands of anchors then leave about one position
 * in a hundred to be compared.
 */
export interface FilterTable {
  /** Odd multiplier of the hash of groups. */
  readonly multiplier: number;
  /** Bitset of groups of four at even positions: 2^20 bits. */
  readonly even: Uint8Array;
  /** The same at odd positions, for anchors of three and four bytes: 2^20 bits too. */
  readonly odd: Uint8Array;
  /** First entry by the upper 16 bits of the hash; 0 ends a chain. */
  readonly heads: Uint16Array;
  /** Entries of 16 bytes: the first eight bytes of the anchor, folded, in the upper bytes; anchor (16 bits), next entry (16 bits), offset of the group in the anchor, length, bits below the bytes. */
  readonly entries: Uint8Array;
}

/** Odd multiplier of the group hash (golden ratio, Knuth's multiplicative method). */
export const HASH_MULTIPLIER = 0x9e3779b1;
/** 32-bit product to 18 bits. */
export const HASH_SHIFT = 14;
/** 18-bit hash to the 14 bits of a chain head. */
export const HEAD_SHIFT = 4;
const HEADS = 1 << 14;
/** 2^18 bits. */
const BITSET_BYTES = 1 << 15;
/** Bit 5 set on all three bytes: letters lose their case. */
export const GROUP_FOLD = 0x202020;
const MAX_ENTRIES = 0xffff;

/** Rough share of bytes in source text, in thousandths; what is not listed counts 2. */
const COMMON: ReadonlyMap<string, number> = new Map(
  Object.entries({ e: 90, t: 70, a: 60, o: 55, i: 55, n: 55, s: 55, r: 55, l: 35, d: 30, c: 30, u: 25, p: 25, m: 22, f: 18, h: 18, g: 15, y: 12, b: 12, v: 9, w: 8, k: 6, x: 6, '-': 8, '.': 12, _: 12, ' ': 150, '/': 10, ':': 8, '=': 10, '"': 12 }),
);

/** Bytes of a group as the filter hashes it. */
export function groupAt(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)) | GROUP_FOLD) >>> 0;
}

/** 18-bit hash of a folded group. */
export function hashOf(group: number): number {
  return Math.imul(group, HASH_MULTIPLIER) >>> HASH_SHIFT;
}

function commonness(text: string, at: number): number {
  let product = 1;
  for (const character of text.slice(at, at + 3)) product *= COMMON.get(character) ?? 2;
  return product;
}

/** Start of the two consecutive groups that are rarest in source text together. */
function rarestPair(text: string): number {
  let best = 0;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 4 <= text.length; at++) {
    const score = commonness(text, at) + commonness(text, at + 1);
    if (score < bestScore) [best, bestScore] = [at, score];
  }
  return best;
}

interface Entry {
  readonly group: number;
  readonly anchor: number;
  readonly offset: number;
}

function entriesOf(text: string, bytes: Uint8Array, anchor: number): Entry[] {
  if (bytes.length < 4) return [{ group: groupAt(bytes, 0), anchor, offset: 0 }];
  const at = rarestPair(text);
  return [at, at + 1].map((offset) => ({ group: groupAt(bytes, offset), anchor, offset }));
}

/**
 * Builds the table for `anchors` (lower case, at least three bytes, each once).
 * @throws RangeError when an anchor is too short or there are too many
 */
export function buildAnchorTable(anchors: readonly string[], gates: GateTable = NO_GATES): AnchorTable {
  const bytes = anchors.map((anchor) => Buffer.from(anchor, 'latin1'));
  const short = bytes.findIndex((anchor) => anchor.length < 3);
  if (short >= 0) throw new RangeError(`anchor "${anchors[short]}" is shorter than three bytes`);
  const entries = anchors.flatMap((anchor, index) => entriesOf(anchor, bytes[index] ?? new Uint8Array(), index));
  if (entries.length >= MAX_ENTRIES) throw new RangeError(`${entries.length} entries are more than the table can number`);
  const shortBits = new Uint8Array(BITSET_BYTES);
  for (const entry of entries) if (bytes[entry.anchor]?.length === 3) setBit(shortBits, hashOf(entry.group));
  return { anchors: bytes, names: Buffer.concat(bytes), starts: startsOf(bytes), shortBits, gates, longest: Math.max(0, ...bytes.map((anchor) => anchor.length)), ...link(entries) };
}

function startsOf(pieces: readonly Uint8Array[]): Uint32Array {
  const starts = new Uint32Array(pieces.length + 1);
  for (const [index, piece] of pieces.entries()) starts[index + 1] = (starts[index] ?? 0) + piece.length;
  return starts;
}

function setBit(bits: Uint8Array, hash: number): void {
  bits[hash >> 3] = (bits[hash >> 3] ?? 0) | (1 << (hash & 7));
}

function link(entries: readonly Entry[]): Omit<AnchorTable, 'anchors' | 'names' | 'starts' | 'longest' | 'shortBits' | 'gates'> {
  const bits = new Uint8Array(BITSET_BYTES);
  const heads = new Uint16Array(HEADS);
  const nextEntry = new Uint16Array(entries.length + 1);
  const entryAnchor = new Uint16Array(entries.length + 1);
  const entryOffset = new Int8Array(entries.length + 1);
  for (const [index, entry] of entries.entries()) {
    const hash = hashOf(entry.group);
    const number = index + 1;
    setBit(bits, hash);
    nextEntry[number] = heads[hash >> HEAD_SHIFT] ?? 0;
    heads[hash >> HEAD_SHIFT] = number;
    entryAnchor[number] = entry.anchor;
    entryOffset[number] = entry.offset;
  }
  return { bits, heads, nextEntry, entryAnchor, entryOffset };
}
