/**
 * Finds where anchors are sighted: where the first bytes of one stand, and those beside them are such that its rules
 * may match. What decides that lies between `BACK` bytes before it and `HEAD` behind its start, so that sightings are
 * inherited through the copies of a delta, and only the seams are searched. Reference: detect/prefilter.ts.
 */

import { lower } from './bytes';
import { changes, CHANGES, copies, COPIES, isTouched } from './delta';
import { BACK, HEAD, passesNear } from './gate';
import { setOverflow } from './overflow';

/** Layout: src/engine/filter-table.ts. */
let EVEN: usize = 0, ODD: usize = 0, HEADS: usize = 0, ENTRIES: usize = 0;
let ANCHOR_AT: usize = 0;
let MULTIPLIER: u32 = 0;
/** Candidate queue; and sightings, 8 bytes each: offset, anchor (16 bits), its length (16 bits). */
let QUEUE: usize = 0, FRESH: usize = 0, INHERITED: usize = 0, MAX_SIGHTINGS: u32 = 0;

export function setTables(even: usize, odd: usize, heads: usize, entries: usize, anchors: usize, multiplier: u32): void {
  EVEN = even; ODD = odd; HEADS = heads; ENTRIES = entries; ANCHOR_AT = anchors; MULTIPLIER = multiplier;
}
export function setSightings(queue: usize, fresh: usize, inherited: usize, most: u32): void {
  QUEUE = queue; FRESH = fresh; INHERITED = inherited; MAX_SIGHTINGS = most;
}

let fresh: u32 = 0, inherited: u32 = 0, candidates: u32 = 0;
let scanned: u64 = 0;
let DOC: usize = 0, DOC_END: usize = 0, FROM: usize = 0, TO: usize = 0;
/** True when only what a change touches is wanted. */
let isPartial: bool = false;

export function candidateCount(): u32 { return candidates; }
export function scannedBytes(): f64 { return <f64>scanned; }
/** Sightings in the document that was searched last. */
export function sightingCount(): u32 { return fresh + inherited; }

/** Letters lose their case. */
const FOLD: u64 = 0x2020202020202020;

// @ts-ignore: decorator
@inline function hash(group: u32): u32 { return group * MULTIPLIER; }
// @ts-ignore: decorator
@inline function bit(table: usize, h: u32): usize { return <usize>((<u32>load<u8>(table + (h >> 3)) >> (h & 7)) & 1); }

function sight(start: usize, anchor: usize, length: usize): void {
  const at = <i32>(start - DOC);
  if (isPartial && !isTouched(at - BACK, at + HEAD)) return;
  if (fresh >= MAX_SIGHTINGS) { setOverflow(true); return; }
  store<u64>(FRESH + (<usize>fresh << 3), <u64>at | <u64>(anchor | length << 16) << 32);
  fresh++;
}

/** True when the bytes [from, to) of an anchor stand where they must when it starts at `start`. */
function holds(anchor: usize, start: usize, from: usize, to: usize): bool {
  const literal = <usize>load<u32>(ANCHOR_AT + (anchor << 2));
  let i = from;
  while (i < to && lower(load<u8>(start + i)) == <u32>load<u8>(literal + i)) i++;
  return i >= to;
}

/** True when the part of an anchor stands there that a sighting leaves open. */
export function holdsRest(anchor: usize, start: usize, length: usize): bool {
  return length <= <usize>HEAD || holds(anchor, start, <usize>HEAD, length);
}

/** Looks at the anchors of a chain, of which one may have its group at `at`. */
function verifyChain(first: usize, at: usize, odd: bool): void {
  for (let number = first; number;) {
    const entry = ENTRIES + (number << 4);
    number = <usize>load<u16>(entry, 10);
    const start = at - <usize>load<u8>(entry, 12);
    if ((load<u64>(start) | FOLD) << <u64>load<u8>(entry, 14) != load<u64>(entry)) continue;
    const length = <usize>load<u8>(entry, 13);
    if (odd && length > 4) continue;
    const head = length < <usize>HEAD ? length : <usize>HEAD;
    if (start < FROM || start >= TO || start + head > DOC_END) continue;
    const anchor = <usize>load<u16>(entry, 8);
    if (holds(anchor, start, 0, head) && passesNear(anchor, start, length, DOC, DOC_END)) sight(start, anchor, length);
  }
}

/** Positions looked at between two emptyings of the queue. */
const PASS: usize = 8192;

/** Anchors that start in [from, to). Groups of four are asked at even distances from `from`, those of short anchors everywhere. */
function search(from: usize, to: usize): void {
  if (DOC_END < DOC + 3) return;
  scanned += <u64>(to - from);
  FROM = from; TO = to;
  // The groups by which an anchor is found lie in its first bytes.
  let last = to + <usize>HEAD < DOC_END ? to + <usize>HEAD : DOC_END;
  last -= 2;
  for (let p = from; p < last; p += PASS) {
    const stop = p + PASS < last ? p + PASS : last;
    let top = QUEUE;
    // The document is followed by slack, so reading a few bytes beyond its end is harmless; such candidates fail the comparison.
    for (let at = p; at < stop; at += 4) {
      const w = load<u64>(at) | FOLD;
      const g0 = <u32>w, g1 = <u32>(w >> 8), g2 = <u32>(w >> 16), g3 = <u32>(w >> 24);
      store<u32>(top, <u32>at); top += bit(EVEN, hash(g0) >> 12) << 2;
      store<u32>(top, <u32>at + 1); top += bit(ODD, hash(g1) >> 12) << 2;
      store<u32>(top, <u32>at + 2); top += bit(EVEN, hash(g2) >> 12) << 2;
      store<u32>(top, <u32>at + 3); top += bit(ODD, hash(g3) >> 12) << 2;
    }
    candidates += <u32>((top - QUEUE) >> 2);
    for (let q = QUEUE; q < top; q += 4) {
      const at = <usize>load<u32>(q);
      if (at >= stop) continue;
      const first = <usize>load<u16>(HEADS + (<usize>(hash(load<u32>(at) | <u32>FOLD) >> 16) << 1));
      if (first) verifyChain(first, at, ((at - from) & 1) != 0);
    }
  }
}

/** Anchors come in the order of their rarest groups, which is nearly that of their starts. */
function sortFresh(): void {
  for (let i: u32 = 1; i < fresh; i++) {
    const one = load<u64>(FRESH + (<usize>i << 3));
    let at = FRESH + (<usize>i << 3);
    while (at > FRESH && load<u32>(at - 8) > <u32>one) { store<u64>(at, load<u64>(at - 8)); at -= 8; }
    store<u64>(at, one);
  }
}

function begin(doc: usize, length: usize, partial: bool): void {
  DOC = doc; DOC_END = doc + length; isPartial = partial;
  fresh = 0; inherited = 0;
}

/** Sights the anchors of a whole document. */
export function sightWhole(doc: usize, length: usize): void {
  begin(doc, length, false);
  search(doc, doc + length);
  sortFresh();
}

/** Sights those that a change of the delta that was applied last touches. */
function sightChanged(doc: usize, length: usize): void {
  let from: i32 = 0, to: i32 = 0;
  for (let i: usize = 0; i < <usize>changes; i++) {
    const start = max<i32>(0, <i32>load<u32>(CHANGES + (i << 3)) - HEAD), stop = min<i32>(<i32>length, <i32>load<u32>(CHANGES + (i << 3), 4) + BACK);
    if (i > 0 && start <= to) { to = max<i32>(to, stop); continue; }
    if (i > 0) search(doc + from, doc + to);
    from = start; to = stop;
  }
  if (changes > 0) search(doc + from, doc + to);
}

/** First of the sorted sightings that starts at `at` or behind it. */
function firstFrom(list: usize, count: u32, at: u32): u32 {
  let low: u32 = 0, high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<u32>(list + (<usize>middle << 3)) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes over what the copies bring along. */
function inherit(list: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>copies; i++) {
    const copy = COPIES + i * 12;
    const from = load<u32>(copy), to = <i32>load<u32>(copy, 4), size = load<u32>(copy, 8);
    const by = to - <i32>from, end = to + <i32>size;
    for (let k = firstFrom(list, count, from); k < count; k++) {
      const one = load<u64>(list + (<usize>k << 3));
      if (<u32>one >= from + size) break;
      const at = <i32>one + by, first = at - BACK, last = at + HEAD;
      if ((first < to || last > end) && isTouched(first, last)) continue;
      if (inherited >= MAX_SIGHTINGS) { setOverflow(true); return; }
      store<u64>(INHERITED + (<usize>inherited << 3), <u64>(<u32>at) | (one & 0xffffffff00000000));
      inherited++;
    }
  }
}

/** Sights the anchors of what the delta that was applied last has made. @param list the sightings of its base */
export function sightAgain(doc: usize, length: usize, list: usize, count: u32): void {
  begin(doc, length, true);
  sightChanged(doc, length);
  sortFresh();
  inherit(list, count);
}

/** Writes the sightings to `list`, in order of place. */
export function keepSightings(list: usize): void {
  let a = FRESH, b = INHERITED, to = list;
  const endA = FRESH + (<usize>fresh << 3), endB = INHERITED + (<usize>inherited << 3);
  while (a < endA && b < endB) {
    if (load<u32>(a) <= load<u32>(b)) { store<u64>(to, load<u64>(a)); a += 8; } else { store<u64>(to, load<u64>(b)); b += 8; }
    to += 8;
  }
  memory.copy(to, a, endA - a);
  memory.copy(to + (endA - a), b, endB - b);
}
