import type { FilterTable } from '#detect/anchor-table.ts';
import type { GateTable } from '#detect/gate-layout.ts';
import { mayFollow } from '#detect/passes-gate.ts';
import { COMMON_GROUPS } from './common-groups.ts';
import { chooseMultiplier, GOLDEN, hashOfGroup, HEAD_SHIFT, MASK_SHIFT } from './group-hash.ts';

const ENTRY_BYTES = 16;
const MASK_BYTES = 1 << (32 - MASK_SHIFT - 3);
const HEADS = 1 << (32 - HEAD_SHIFT);
/** The groups of an anchor lie in its first bytes: the core looks no further for them. */
const MAX_GROUP_END = 16;
const FOLD = 0x20202020;
/** Of an anchor so many bytes are compared at once. */
const COMPARED = 8;
/** At least these: behind an anchor of three stands the byte that the entry is for. */
const GROUP_BYTES = 4;
const MAX_ENTRIES = 0xffff;

let frequency: ReadonlyMap<number, number> | undefined;

/** How often in a million bytes of source code folded groups of four stand. */
function frequencies(): ReadonlyMap<number, number> {
  if (frequency !== undefined) return frequency;
  const listed = COMMON_GROUPS.flatMap(([level, groups]) => Array.from({ length: groups.length / 4 }, (_, i) => [groupOf(Buffer.from(groups.slice(4 * i, 4 * i + 4), 'latin1'), 0), 2 ** level] as const));
  frequency = new Map(listed);
  return frequency;
}
/** Groups that are not listed are rare; letters make them less so. */
const RARE = 8;
const RAREST = 1;
const WORD = /^[a-z ]{4}$/;

interface Entry {
  readonly group: number;
  /** The anchor's bytes, and the one behind it where it has three. */
  readonly bytes: Uint8Array;
  readonly anchor: number;
  readonly offset: number;
  readonly length: number;
}

function groupOf(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) | FOLD) >>> 0;
}

function commonness(bytes: Uint8Array, at: number): number {
  return frequencies().get(groupOf(bytes, at)) ?? (WORD.test(Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')) ? RARE : RAREST);
}

/** Start of the two neighbouring groups of four that are rarest together. */
function rarestPair(bytes: Uint8Array): number {
  let best = 0;
  let score = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 5 <= Math.min(bytes.length, MAX_GROUP_END); at += 1) {
    const here = commonness(bytes, at) + commonness(bytes, at + 1);
    if (here < score) [best, score] = [at, here];
  }
  return best;
}

function entryOf(bytes: Uint8Array, offset: number, of: Pick<Entry, 'anchor' | 'length'>): Entry {
  return { ...of, group: groupOf(bytes, offset), bytes, offset };
}

/** One entry for each byte that may follow, folded. */
function entriesOfThree(bytes: Uint8Array, anchor: number, gates: GateTable | undefined): Entry[] {
  const followers = new Set(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => mayFollow(gates, anchor, byte)).map((byte) => byte | (FOLD & 0xff)));
  return [...followers].map((byte) => entryOf(Uint8Array.of(...bytes, byte), 0, { anchor, length: bytes.length }));
}

function entriesOf(bytes: Uint8Array, anchor: number, gates: GateTable | undefined): Entry[] {
  if (bytes.length === 3) return entriesOfThree(bytes, anchor, gates);
  const of = { anchor, length: bytes.length };
  const at = rarestPair(bytes);
  return bytes.length === 4 ? [entryOf(bytes, 0, of)] : [entryOf(bytes, at, of), entryOf(bytes, at + 1, of)];
}

function setBit(bits: Uint8Array, index: number): void {
  bits[index >>> 3] = (bits[index >>> 3] ?? 0) | (1 << (index & 7));
}

/** Writes the first bytes of an anchor, folded, and by how many bits what stands in a text is shifted before it is compared with them. */
function writeBytes(view: DataView, at: number, bytes: Uint8Array): void {
  const count = Math.max(GROUP_BYTES, Math.min(bytes.length, COMPARED));
  const unused = COMPARED - count;
  for (let i = 0; i < count; i += 1) view.setUint8(at + unused + i, (bytes[i] ?? 0) | (FOLD & 0xff));
  view.setUint8(at + 14, 8 * unused);
}

/** All entries of the anchors. @throws RangeError when there are more than the table can number */
function listEntries(anchors: readonly Uint8Array[], gates: GateTable | undefined): Entry[] {
  const list = anchors.flatMap((anchor, index) => entriesOf(anchor, index, gates));
  if (list.length >= MAX_ENTRIES) throw new RangeError(`${list.length} entries are more than the table can number`);
  return list;
}

function layOut(list: readonly Entry[], multiplier: number): FilterTable {
  const even = new Uint8Array(MASK_BYTES);
  const odd = new Uint8Array(MASK_BYTES);
  const heads = new Uint16Array(HEADS);
  const entries = new Uint8Array((list.length + 1) * ENTRY_BYTES);
  const view = new DataView(entries.buffer);
  list.forEach(({ group, bytes, anchor, offset, length }, i) => {
    const hash = hashOfGroup(group, multiplier);
    setBit(even, hash >>> MASK_SHIFT);
    if (length <= 4) setBit(odd, hash >>> MASK_SHIFT);
    const head = hash >>> HEAD_SHIFT;
    const at = (i + 1) * ENTRY_BYTES;
    writeBytes(view, at, bytes);
    view.setUint16(at + 8, anchor, true);
    view.setUint16(at + 10, heads[head] ?? 0, true);
    view.setUint8(at + 12, offset);
    view.setUint8(at + 13, length);
    heads[head] = i + 1;
  });
  return { multiplier, even, odd, heads, entries };
}

/**
 * Lays the anchors out (lower case, at least three bytes, each once).
 * @param gates of the anchors, where there are any
 * @throws RangeError when there are more than the table can number
 */
export function buildFilterTable(anchors: readonly Uint8Array[], gates?: GateTable): FilterTable {
  return layOut(listEntries(anchors, gates), GOLDEN);
}

/** As `buildFilterTable`, for a pack: the hash is chosen for these anchors, which takes its time. */
export function buildChosenFilter(anchors: readonly Uint8Array[], gates?: GateTable): FilterTable {
  const list = listEntries(anchors, gates);
  return layOut(list, chooseMultiplier(new Set(list.map(({ group }) => group)), frequencies()));
}
