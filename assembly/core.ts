/**
 * The inner loops of the history engine, in AssemblyScript: apply a delta and tell what it changed, find anchors,
 * find where encoded text may stand, read trees, count lines. Addresses are bytes of linear memory and are
 * laid out by the host (src/engine/core-memory.ts). Each function has a plain TypeScript twin that the tests hold it
 * against: git/pack/delta.ts, detect/prefilter.ts, detect/gate-table.ts, detect/encoding.ts, detect/decode, core/line-index.ts,
 * git/tree-object.ts.
 */

import { passesGate } from './gate';
export { setGates } from './gate';

// ---- tables, set once by the host

/** Layout: src/engine/filter-table.ts. */
let EVEN: usize = 0, ODD: usize = 0, THREES: usize = 0, HEADS: usize = 0, ENTRIES: usize = 0;
let ANCHOR_AT: usize = 0, LONGEST: usize = 0;
/** Scratch: candidate queue, hits (pos, anchor, hash of the surroundings), copies (from, to, size), changes (start, end), windows, segments. */
let QUEUE: usize = 0, HITS: usize = 0, MAX_HITS: u32 = 0, COPIES: usize = 0, MAX_COPIES: u32 = 0;
let CHANGES: usize = 0, MAX_CHANGES: u32 = 0, WINDOWS: usize = 0, ZONES: usize = 0, SEGMENTS: usize = 0, MAX_SEGMENTS: u32 = 0;
/** Byte classes: 1 base64, 2 ends an escaped stretch, 4 quote, 8 may join literals, 16 may begin an escape, 32 names a joint. */
let CLASS: usize = 0;

export function setTables(even: usize, odd: usize, threes: usize, heads: usize, entries: usize): void {
  EVEN = even; ODD = odd; THREES = threes; HEADS = heads; ENTRIES = entries;
}
export function setAnchors(at: usize, longest: usize, classes: usize): void {
  ANCHOR_AT = at; LONGEST = longest; CLASS = classes;
}
export function setScratch(queue: usize, hits: usize, maxHits: u32, copies: usize, maxCopies: u32): void {
  QUEUE = queue; HITS = hits; MAX_HITS = maxHits; COPIES = copies; MAX_COPIES = maxCopies;
}
export function setLists(changes: usize, maxChanges: u32, windows: usize, zones: usize, segments: usize, maxSegments: u32): void {
  CHANGES = changes; MAX_CHANGES = maxChanges; WINDOWS = windows; ZONES = zones; SEGMENTS = segments; MAX_SEGMENTS = maxSegments;
}

// ---- anchors

let hits: u32 = 0;
let candidates: u32 = 0;
let scanned: u64 = 0;
let overflow: bool = false;
export function hitCount(): u32 { return hits; }
export function candidateCount(): u32 { return candidates; }
export function scannedBytes(): f64 { return <f64>scanned; }
/** True when a list was too short for what was found; the host then takes the plain road for this document. */
export function overflowed(): bool { return overflow; }
export function clearHits(): void { hits = 0; overflow = false; }

// @ts-ignore: decorator
@inline function hash(group: u32): u32 { return group * 0x9e3779b1; }
// @ts-ignore: decorator
@inline function bit(table: usize, h: u32): usize { return <usize>((<u32>load<u8>(table + (h >> 3)) >> (h & 7)) & 1); }
// @ts-ignore: decorator
@inline function lower(byte: u32): u32 { return byte - 65 < 26 ? byte | 32 : byte; }
// @ts-ignore: decorator
@inline function classOf(at: usize): u32 { return <u32>load<u8>(CLASS + <usize>load<u8>(at)); }

let FROM: usize = 0, TO: usize = 0, DOC_END: usize = 0, DOC: usize = 0;

function verifyChain(entryNumber: usize, at: usize, group: u32, odd: bool): void {
  let number = entryNumber;
  while (number) {
    const entry = ENTRIES + number * 12;
    const length = <usize>load<u8>(entry, 9);
    if (load<u32>(entry) == group && (!odd || length < 5)) {
      const start = at - <usize>load<u8>(entry, 8);
      if (start >= FROM && start < TO && start + length <= DOC_END) {
        const anchor = <usize>load<u16>(entry, 4);
        const literal = <usize>load<u32>(ANCHOR_AT + (anchor << 2));
        let i: usize = 0;
        while (i < length && lower(load<u8>(start + i)) == <u32>load<u8>(literal + i)) i++;
        if (i == length && passesGate(anchor, start, length, DOC, DOC_END)) addHit(start, anchor);
      }
    }
    number = <usize>load<u16>(entry, 6);
  }
}

/** Hashes of surroundings in which the rules of an anchor have found nothing, direct mapped; and which anchors look too far for that. */
const KNOWN_SLOTS: u32 = 1 << 16;
let KNOWN: usize = 0, FAR: usize = 0, BEHIND: usize = 0, AHEAD: usize = 0, KEYS: usize = 0;
let isText: u32 = 0;
let repeated: u32 = 0;
/** @param keys random bytes, 32 for each eight that are looked at and 32 more */
export function setKnown(known: usize, far: usize, behind: usize, ahead: usize, keys: usize): void {
  KNOWN = known; FAR = far; BEHIND = behind; AHEAD = ahead; KEYS = keys;
}
/** How the document is read: part of what decides. */
export function setText(text: u32): void { isText = text; }
/** Hits that were left out because the same surroundings held nothing before. */
export function repeatedHits(): u32 { return repeated; }
/** Says that hit number `i` came to nothing. */
export function forget(i: u32): void {
  const at = HITS + (<usize>i << 4);
  const hash = load<u64>(at, 8);
  if (hash) store<u64>(KNOWN + (<usize>(<u32>(hash >> 40) & (KNOWN_SLOTS - 1)) << 3), hash);
}

/**
 * Hash of all that the rules of an anchor may see from `start`, 0 for those that look further. Pair-multiply-shift
 * (Thorup, "High speed hashing for integers and strings", 2015, §3.3) with keys that are drawn anew for each process,
 * twice 32 bits: whoever writes a repository cannot make two texts that are taken for one.
 */
function surroundings(start: usize, anchor: usize): u64 {
  if (load<u8>(FAR + anchor)) return 0;
  const from = start - DOC > BEHIND ? start - BEHIND : DOC;
  const to = DOC_END - start > AHEAD ? start + AHEAD : DOC_END;
  let k = KEYS;
  const who = <u64>anchor << 1 | <u64>isText, where = <u64>(start - from) << 16 | <u64>(to - start);
  let a = (load<u64>(k) + who) * (load<u64>(k, 8) + where);
  let b = (load<u64>(k, 16) + who) * (load<u64>(k, 24) + where);
  let p = from;
  for (; p < to; p += 8) {
    k += 32;
    let block = load<u64>(p);
    // Behind the last byte of a text stands anything.
    if (p + 8 > to) block &= (<u64>1 << (<u64>(to - p) << 3)) - 1;
    const low = block & 0xffffffff, high = block >> 32;
    a += (load<u64>(k) + low) * (load<u64>(k, 8) + high);
    b += (load<u64>(k, 16) + low) * (load<u64>(k, 24) + high);
  }
  return (a & 0xffffffff00000000) | b >> 32 | 1;
}

function addHit(start: usize, anchor: usize): void {
  const hash = surroundings(start, anchor);
  if (hash && load<u64>(KNOWN + (<usize>(<u32>(hash >> 40) & (KNOWN_SLOTS - 1)) << 3)) == hash) { repeated++; return; }
  if (hits >= MAX_HITS) { overflow = true; return; }
  const at = HITS + (<usize>hits << 4);
  store<u32>(at, <u32>(start - DOC));
  store<u32>(at, <u32>anchor, 4);
  store<u64>(at, hash, 8);
  hits++;
}

/** Positions looked at between two emptyings of the queue. */
const PASS: usize = 8192;

/** Anchors that start in [from, to) of the document [doc, end). Groups of four are asked at even distances from `from`, those of short anchors everywhere. */
export function findAnchors(doc: usize, from: usize, to: usize, end: usize): void {
  if (end < doc + 3) return;
  scanned += <u64>(to - from);
  DOC = doc; FROM = from; TO = to; DOC_END = end;
  let last = to + LONGEST < end ? to + LONGEST : end;
  last -= 2;
  for (let p = from; p < last; p += PASS) {
    const stop = p + PASS < last ? p + PASS : last;
    let top = QUEUE;
    // The document is followed by slack, so reading a few bytes beyond its end is harmless; such candidates fail the comparison.
    for (let at = p; at < stop; at += 4) {
      const w = load<u64>(at) | 0x2020202020202020;
      const g0 = <u32>w, g1 = <u32>(w >> 8), g2 = <u32>(w >> 16), g3 = <u32>(w >> 24);
      const h0 = hash(g0), h1 = hash(g1), h2 = hash(g2), h3 = hash(g3);
      store<u32>(top, <u32>at); top += (bit(EVEN, h0 >> 12) | bit(THREES, hash(g0 & 0xffffff) >> 14)) << 2;
      store<u32>(top, <u32>at + 1); top += (bit(ODD, h1 >> 14) | bit(THREES, hash(g1 & 0xffffff) >> 14)) << 2;
      store<u32>(top, <u32>at + 2); top += (bit(EVEN, h2 >> 12) | bit(THREES, hash(g2 & 0xffffff) >> 14)) << 2;
      store<u32>(top, <u32>at + 3); top += (bit(ODD, h3 >> 14) | bit(THREES, hash(g3 & 0xffffff) >> 14)) << 2;
    }
    candidates += <u32>((top - QUEUE) >> 2);
    for (let q = QUEUE; q < top; q += 4) {
      const at = <usize>load<u32>(q);
      if (at >= stop) continue;
      const group = load<u32>(at) | 0x20202020;
      const four = <usize>load<u16>(HEADS + (<usize>(hash(group) >> 16) << 1));
      if (four) verifyChain(four, at, group, ((at - from) & 1) != 0);
      const three = <usize>load<u16>(HEADS + 131072 + (<usize>(hash(group & 0xffffff) >> 17) << 1));
      if (three) verifyChain(three, at, group & 0xffffff, false);
    }
  }
}

// ---- deltas

let copies: u32 = 0;
let changes: u32 = 0;
export function copyCount(): u32 { return copies; }
export function changeCount(): u32 { return changes; }

let cursor: usize = 0;
function readSize(end: usize): usize {
  let value: usize = 0, shift: usize = 0, c: usize = 0x80;
  while (c & 0x80) {
    if (cursor >= end || shift > 28) return usize.MAX_VALUE;
    c = load<u8>(cursor++);
    value |= (c & 0x7f) << shift;
    shift += 7;
  }
  return value;
}

/** Size of the text that a delta makes; -1 when its head is damaged or names another base. */
export function targetSize(delta: usize, length: usize, baseLength: usize): i32 {
  cursor = delta;
  if (readSize(delta + length) != baseLength) return -1;
  const size = readSize(delta + length);
  return size > 0x7fffffff ? -1 : <i32>size;
}

function addChange(start: usize, end: usize): void {
  if (changes > 0) {
    const before = CHANGES + (<usize>(changes - 1) << 3);
    if (<usize>load<u32>(before, 4) == start && start != end) { store<u32>(before, <u32>end, 4); return; }
    if (start == end && <usize>load<u32>(before, 4) == start) return;
  }
  if (changes >= MAX_CHANGES) { overflow = true; return; }
  store<u32>(CHANGES + (<usize>changes << 3), <u32>start);
  store<u32>(CHANGES + (<usize>changes << 3), <u32>end, 4);
  changes++;
}

function addCopy(from: usize, to: usize, size: usize): void {
  if (copies > 0) {
    const q = COPIES + <usize>(copies - 1) * 12;
    const f = <usize>load<u32>(q), t = <usize>load<u32>(q, 4), s = <usize>load<u32>(q, 8);
    if (t + s == to && f + s == from) { store<u32>(q, <u32>(s + size), 8); return; }
    if (t + s == to) addChange(to, to);
  } else if (to == 0 && from != 0) addChange(0, 0);
  if (copies >= MAX_COPIES) { overflow = true; return; }
  const q = COPIES + <usize>copies * 12;
  store<u32>(q, <u32>from); store<u32>(q, <u32>to, 4); store<u32>(q, <u32>size, 8);
  copies++;
}

// @ts-ignore: decorator
@inline function copyBytes(to: usize, from: usize, size: usize): void {
  if (size <= 64) { let i: usize = 0; do { v128.store(to + i, v128.load(from + i)); i += 16; } while (i < size); }
  else memory.copy(to, from, size);
}

/** Applies a delta. Lists copies (merged where they go on) and changes: inserted ranges and seams, in target offsets. False when the delta is damaged. */
export function applyDelta(base: usize, baseLength: usize, delta: usize, length: usize, target: usize, size: usize): bool {
  copies = 0; changes = 0;
  const end = delta + length;
  cursor = delta;
  readSize(end); readSize(end);
  let d = cursor, at: usize = 0;
  while (d < end) {
    const op = <usize>load<u8>(d++);
    if (op & 0x80) {
      let from: usize = 0, n: usize = 0;
      if (op & 1) from = load<u8>(d++);
      if (op & 2) from |= <usize>load<u8>(d++) << 8;
      if (op & 4) from |= <usize>load<u8>(d++) << 16;
      if (op & 8) from |= <usize>load<u8>(d++) << 24;
      if (op & 16) n = load<u8>(d++);
      if (op & 32) n |= <usize>load<u8>(d++) << 8;
      if (op & 64) n |= <usize>load<u8>(d++) << 16;
      if (n == 0) n = 0x10000;
      if (d > end || from > baseLength || n > baseLength - from || n > size - at) return false;
      copyBytes(target + at, base + from, n);
      addCopy(from, at, n);
      at += n;
    } else {
      if (op == 0 || op > size - at || d + op > end) return false;
      copyBytes(target + at, d, op);
      addChange(at, at + op);
      d += op; at += op;
    }
  }
  if (at != size) return false;
  const last = COPIES + <usize>(copies - 1) * 12;
  const endsAlike = copies > 0 && !overflow && <usize>load<u32>(last, 4) + <usize>load<u32>(last, 8) == size && <usize>load<u32>(last) + <usize>load<u32>(last, 8) == baseLength;
  if (!endsAlike) addChange(size, size);
  return true;
}

let windows: u32 = 0;
export function windowCount(): u32 { return windows; }

/** Finds the anchors whose reach a change touches: those that start in [start - ahead, end + behind). Lists these ranges, merged, as offsets. */
export function scanChanges(doc: usize, length: usize, ahead: usize, behind: usize): void {
  windows = 0;
  let from: usize = 0, to: usize = 0;
  for (let i: usize = 0; i < <usize>changes; i++) {
    const a = <usize>load<u32>(CHANGES + (i << 3)), b = <usize>load<u32>(CHANGES + (i << 3), 4);
    const start = a > ahead ? a - ahead : 0, stop = b + behind < length ? b + behind : length;
    if (i > 0 && start <= to) { if (stop > to) to = stop; continue; }
    if (i > 0) pushWindow(doc, from, to, length);
    from = start; to = stop;
  }
  if (changes > 0) pushWindow(doc, from, to, length);
}
function pushWindow(doc: usize, from: usize, to: usize, length: usize): void {
  store<u32>(WINDOWS + (<usize>windows << 3), <u32>from);
  store<u32>(WINDOWS + (<usize>windows << 3), <u32>to, 4);
  windows++;
  findAnchors(doc, doc + from, doc + to, doc + length);
}

// ---- text or not

/** True when the first bytes (at most 8000) hold no control character but tab, line ends and escape, and no byte order mark of a wide encoding. */
export function isPlain(doc: usize, length: usize): bool {
  const end = doc + (length < 8000 ? length : 8000);
  if (length > 0 && load<u8>(doc) >= 0xfe) return false;
  let p = doc;
  const space = i8x16.splat(32), del = i8x16.splat(127);
  for (; p + 16 <= end; p += 16) {
    const v = v128.load(p);
    const odd = v128.or(i8x16.lt_u(v, space), i8x16.eq(v, del));
    if (v128.any_true(odd)) {
      const fine = v128.or(v128.or(i8x16.eq(v, i8x16.splat(10)), i8x16.eq(v, i8x16.splat(9))), v128.or(i8x16.eq(v, i8x16.splat(13)), v128.or(i8x16.eq(v, i8x16.splat(12)), i8x16.eq(v, i8x16.splat(27)))));
      if (v128.any_true(v128.andnot(odd, fine))) return false;
    }
  }
  for (; p < end; p++) {
    const c = <u32>load<u8>(p);
    if ((c < 32 && c != 9 && c != 10 && c != 12 && c != 13 && c != 27) || c == 127) return false;
  }
  return true;
}

// ---- encoded text

let segments: u32 = 0;
export function segmentCount(): u32 { return segments; }
export function clearSegments(): void { segments = 0; }

/**
 * True when no encoded region crosses `p` (an address): a hard line end stands before it, no run of 32 base64
 * characters ends that line, and no string literal does. What decides must stand at `low` or behind it.
 */
function isCut(low: usize, doc: usize, p: usize): bool {
  if (load<u8>(p - 1) != 10) return false;
  let q = p - 2;
  if (q >= low && load<u8>(q) == 13) q--;
  // soft line break of quoted-printable
  if (q >= low && load<u8>(q) == 0x3d && !(q > low && load<u8>(q - 1) == 0x3d)) return false;
  let r = q;
  while (r >= low && (load<u8>(r) == 32 || load<u8>(r) == 9 || load<u8>(r) == 13)) r--;
  const z = r;
  while (r >= low && z - r < 32 && (classOf(r) & 1)) r--;
  if (z - r >= 32) return false;
  if (r < low) return low == doc;
  let s = q;
  while (s >= low && (classOf(s) & 8)) s--;
  if (s < low) return low == doc;
  return (classOf(s) & 4) == 0;
}

/** What may stand in a segment: 1 base64 or hex, 2 escapes, 4 joined literals. */
function pushSegment(doc: usize, from: usize, to: usize, kinds: u32): void {
  if (segments >= MAX_SEGMENTS) { overflow = true; return; }
  const at = SEGMENTS + <usize>segments * 12;
  store<u32>(at, <u32>(from - doc));
  store<u32>(at, <u32>(to - doc), 4);
  store<u32>(at, kinds, 8);
  segments++;
}

// @ts-ignore: decorator
@inline function isHex(c: u32): bool { return c - 48 < 10 || (c | 32) - 97 < 6; }

/** A character that can be part of a key; stretches without an escape of one are not decoded. */
function isKeyCharacter(c: u32): bool {
  if (c - 48 < 10 || (c | 32) - 97 < 26) return true;
  return c == 43 || c == 47 || c == 61 || c == 95 || c == 46 || c == 126 || c == 58 || c == 64 || c == 33 || c == 36 || c == 42 || c == 45;
}

/** Value of `count` hex digits at `p`, at most `end`; too great a value where they are no digits. */
function hexAt(p: usize, count: u32, end: usize): u32 {
  if (p + <usize>count > end) return 0xffff;
  let value: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const c = <u32>load<u8>(p + <usize>i);
    if (!isHex(c)) return 0xffff;
    value = value << 4 | nibble(c);
  }
  return value;
}

/** An HTML reference at `p`, behind `&#`: a key character, or anything that is not plainly another. */
function isKeyReference(p: usize, end: usize): bool {
  let value: u32 = 0, digits: u32 = 0;
  const hex = p < end && load<u8>(p) == 0x78;
  const most: u32 = hex ? 5 : 6;
  for (let q = hex ? p + 1 : p; q < end && digits < most; q++, digits++) {
    const c = <u32>load<u8>(q);
    if (!(hex ? isHex(c) : c - 48 < 10)) break;
    value = hex ? value << 4 | nibble(c) : value * 10 + (c - 48);
  }
  return digits > 0 && value < 128 && isKeyCharacter(value);
}

/** The `=` of a soft line break of quoted-printable stands at `p`; an equals sign before it would be `=3D`. */
function isSoftSign(doc: usize, p: usize): bool {
  return load<u8>(p) == 0x3d && (p == doc || load<u8>(p - 1) != 0x3d);
}

/** A letter, a digit or a plus sign: an escaped slash between two of them may be part of a key. */
// @ts-ignore: decorator
@inline function isBody(c: u32): bool { return (c | 32) - 97 < 26 || c - 48 < 10 || c == 43; }

/** An escape of a key's character that the decoders know begins at `p`, or a soft line break. May say yes too often, never no. */
function isEscape(doc: usize, p: usize, end: usize): bool {
  if (p + 1 >= end) return false;
  const c = load<u8>(p), d = <u32>load<u8>(p, 1);
  if (c == 0x25) return isKeyCharacter(hexAt(p + 1, 2, end));
  if (c == 0x5c) {
    if (d == 0x78) return isKeyCharacter(hexAt(p + 2, 2, end));
    if (d == 0x2f) return p > doc && isBody(load<u8>(p - 1)) && p + 2 < end && isBody(load<u8>(p, 2));
    return d == 0x75 && isKeyCharacter(hexAt(p + (p + 2 < end && load<u8>(p, 2) == 0x7b ? 3 : 2), 4, end));
  }
  if (c == 0x26) return d == 0x23 && isKeyReference(p + 2, end);
  const f = p + 2 < end ? <u32>load<u8>(p, 2) : 0;
  return (d == 0x33 && f == 0x44) || ((d == 10 || d == 13) && isSoftSign(doc, p));
}

/** Six bits of a base64 character, standard or for URLs. */
// @ts-ignore: decorator
@inline function sextet(c: u32): u32 {
  return c - 65 < 26 ? c - 65 : c - 97 < 26 ? c - 71 : c - 48 < 10 ? c + 4 : c == 43 || c == 45 ? 62 : 63;
}
// @ts-ignore: decorator
@inline function nibble(c: u32): u32 { return c - 48 < 10 ? c - 48 : (c | 32) - 87; }
// @ts-ignore: decorator
@inline function isPrintable(b: u32): u32 { return b - 32 < 95 || b == 9 || b == 10 || b == 13 ? 1 : 0; }

/** The decoders ask for nine in ten printable bytes; this asks a little less, so that it never says no too often. */
const SHARE_NUMERATOR: u32 = 85, SHARE_DENOMINATOR: u32 = 100;
const PROBE: usize = 128;

/** Text in base64 at one of its four alignments, judged on the first characters, as the decoder does. */
function looksBase64(from: usize, to: usize, shift: usize): bool {
  let p = from + shift, printable: u32 = 0, count: u32 = 0;
  const stop = p + PROBE < to ? p + PROBE : to;
  for (; p + 4 <= stop; p += 4) {
    const w = sextet(load<u8>(p)) << 18 | sextet(load<u8>(p, 1)) << 12 | sextet(load<u8>(p, 2)) << 6 | sextet(load<u8>(p, 3));
    const a = w >> 16, b = (w >> 8) & 255, c = w & 255;
    // UTF-16 in base64
    if (count == 0 && b == 0) return true;
    printable += isPrintable(a) + isPrintable(b) + isPrintable(c);
    count += 3;
  }
  return printable * SHARE_DENOMINATOR >= count * SHARE_NUMERATOR;
}
function looksHex(from: usize, to: usize, shift: usize): bool {
  let printable: u32 = 0, count: u32 = 0;
  for (let p = from + shift; p + 2 <= to; p += 2) {
    const b = nibble(load<u8>(p)) << 4 | nibble(load<u8>(p, 1));
    if (count == 1 && b == 0) return true;
    printable += isPrintable(b);
    count++;
  }
  return printable * SHARE_DENOMINATOR >= count * SHARE_NUMERATOR;
}

/** Runs that are longer are cut into pieces by the decoder and are always given to it. */
const LONG_RUN: usize = 4096;

/** A run of 32 or more base64 characters may decode to text. */
function mayDecode(from: usize, to: usize): bool {
  if (to - from > LONG_RUN) return true;
  let hex = true;
  for (let p = from; p < to && hex; p++) hex = isHex(load<u8>(p));
  if (hex && (looksHex(from, to, 0) || looksHex(from, to, 1))) return true;
  return looksBase64(from, to, 0) || looksBase64(from, to, 1) || looksBase64(from, to, 2) || looksBase64(from, to, 3);
}

/** A byte beside a joint that may belong to a key, or of an empty literal. */
function mayBeKey(c: u32): bool { return isKeyCharacter(c) || c == 34 || c == 39 || c == 96; }

/** What may stand before the opening quote of a literal, as in `@"` and `b"`. */
// @ts-ignore: decorator
@inline function isLetterOfLiteral(c: u32): bool {
  const l = c | 32;
  return l == 98 || l == 102 || l == 114 || l == 117 || c == 76 || c == 64 || c == 36;
}

/** A quote at `p` closes a literal that another may follow: signs that join, then a quote. */
function isJoint(p: usize, end: usize): bool {
  let q = p + 1, sign: u32 = 0;
  const limit = p + 80 < end ? p + 80 : end;
  while (q < limit) { const c = classOf(q); if (!(c & 8)) break; sign |= c; q++; }
  for (let letters = 0; letters < 2 && q < limit && isLetterOfLiteral(load<u8>(q)); letters++) q++;
  return q < limit && (sign & 32) != 0 && (classOf(q) & 4) != 0 && mayBeKey(load<u8>(p - 1)) && mayBeKey(load<u8>(q, 1));
}

/** Lists the segments of [from, to) that may hold encoded text. Both ends are cuts, or the document's. */
function listSegments(doc: usize, from: usize, to: usize, end: usize): void {
  let start = from, kinds: u32 = 0;
  for (let p = from; p < to; p++) {
    let c = classOf(p);
    if (c & 1) {
      const run = p;
      do { p++; } while (p < to && (classOf(p) & 1));
      if (p - run >= 32 && !(kinds & 1) && (mayDecode(run, p) || crossesStride(doc, run, p))) kinds |= 1;
      if (p >= to) break;
      c = classOf(p);
    }
    if (c & 20) {
      if ((c & 4) && !(kinds & 4) && isJoint(p, end)) kinds |= 4;
      else if ((c & 16) && !(kinds & 2) && isEscape(doc, p, end)) kinds |= 2;
    }
    if (load<u8>(p) == 10 && isCut(doc, doc, p + 1)) {
      if (kinds) pushSegment(doc, start, p + 1, kinds);
      start = p + 1; kinds = 0;
    }
  }
  if (kinds && start < to) pushSegment(doc, start, to, kinds);
}
/** The decoder begins a piece of its own at each border of its stride. */
function crossesStride(doc: usize, from: usize, to: usize): bool {
  return (from - doc) / STRIDE != (to - 1 - doc) / STRIDE;
}

/** As `listSegments` for a whole document. */
export function wholeSegments(doc: usize, length: usize): void { listSegments(doc, doc, doc + length, doc + length); }

let zones: u32 = 0;
let zoneEnd: usize = 0;
export function zoneCount(): u32 { return zones; }

/** Widens the change [a, b) to cuts and lists its segments. Changes must come in order. */
function addZone(doc: usize, length: usize, a: usize, b: usize): void {
  const end = doc + length;
  let from = doc + a;
  while (from > doc && (load<u8>(from - 1) != 10 || !isCut(doc, doc, from))) from--;
  let to = doc + (b + 2 < length ? b + 2 : length);
  const low = doc + b;
  while (to < end && !(to > low && load<u8>(to - 1) == 10 && isCut(low, doc, to))) to++;
  if (zones > 0 && from <= zoneEnd) {
    if (to <= zoneEnd) return;
    from = zoneEnd;
    store<u32>(ZONES + (<usize>(zones - 1) << 3), <u32>(to - doc), 4);
  } else {
    if (zones >= MAX_CHANGES) { overflow = true; return; }
    store<u32>(ZONES + (<usize>zones << 3), <u32>(from - doc));
    store<u32>(ZONES + (<usize>zones << 3), <u32>(to - doc), 4);
    zones++;
  }
  zoneEnd = to;
  listSegments(doc, from, to, end);
}

const CELL: usize = 2048;
const STRIDE: usize = 16384;

/** True when what a decoder sees depends on where the document is cut at offset `p`: an escaped stretch or a long base64 run crosses it. */
function crosses(doc: usize, length: usize, p: usize): bool {
  if (p == 0 || p >= length) return false;
  const at = doc + p, end = doc + length;
  const before = classOf(at - 1), after = classOf(at);
  if ((before & 1) && (after & 1)) {
    let n: u32 = 2, q = at - 1;
    while (q > doc && n < 32 && (classOf(q - 1) & 1)) { q--; n++; }
    q = at + 1;
    while (q < end && n < 32 && (classOf(q) & 1)) { q++; n++; }
    if (n >= 32) return true;
  }
  if (isEnd(doc, at - 1) || isEnd(doc, at)) return false;
  let q = at, n: u32 = 0;
  while (q > doc && n < 4096 && !isEnd(doc, q - 1)) { q--; n++; if ((classOf(q) & 16) && isEscape(doc, q, end)) return true; }
  if (n >= 4096) return true;
  q = at; n = 0;
  while (q < end && n < 4096 && !isEnd(doc, q)) { if ((classOf(q) & 16) && isEscape(doc, q, end)) return true; q++; n++; }
  return n >= 4096;
}
// @ts-ignore: decorator
@inline function isEnd(doc: usize, p: usize): bool { return (classOf(p) & 2) != 0 && !isSoft(doc, p); }
function isSoft(doc: usize, p: usize): bool {
  const c = load<u8>(p);
  if (c == 13) return p > doc && isSoftSign(doc, p - 1);
  if (c != 10 || p == doc) return false;
  return load<u8>(p - 1) == 13 ? p > doc + 1 && isSoftSign(doc, p - 2) : isSoftSign(doc, p - 1);
}

/** Lists the segments that a delta's changes touch, and those that a copy has moved across a border of the decoders' cells. */
export function changedSegments(doc: usize, length: usize): void {
  segments = 0; zones = 0; zoneEnd = 0;
  let change: usize = 0;
  for (let i: usize = 0; i < <usize>copies; i++) {
    const q = COPIES + i * 12;
    const from = <usize>load<u32>(q), to = <usize>load<u32>(q, 4), size = <usize>load<u32>(q, 8);
    while (change < <usize>changes && <usize>load<u32>(CHANGES + (change << 3)) <= to) {
      addZone(doc, length, <usize>load<u32>(CHANGES + (change << 3)), <usize>load<u32>(CHANGES + (change << 3), 4));
      change++;
    }
    if (((from - to) & (STRIDE - 1)) == 0) continue;
    const stop = to + size;
    // Borders of the target, and borders of the base where they have come to lie.
    let mine = (to / CELL + 1) * CELL, theirs = (from / CELL + 1) * CELL - from + to;
    while (mine < stop || theirs < stop) {
      const p = mine < theirs ? mine : theirs;
      if (p == mine) mine += CELL; else theirs += CELL;
      if (doc + p >= zoneEnd && crosses(doc, length, p)) addZone(doc, length, p, p);
    }
  }
  for (; change < <usize>changes; change++) addZone(doc, length, <usize>load<u32>(CHANGES + (change << 3)), <usize>load<u32>(CHANGES + (change << 3), 4));
}

// ---- lines

let column: u32 = 0;
export function columnAt(): u32 { return column; }

/** Line ends in [from, to): LF, CR, and CRLF as one; sets the column of `to` in UTF-16 units. `from` is where the last count stopped, or the document's start. */
export function countLines(doc: usize, from: usize, to: usize): u32 {
  let lines: u32 = 0, p = from;
  const lf = i8x16.splat(10), cr = i8x16.splat(13);
  for (; p + 16 <= to; p += 16) {
    const v = v128.load(p);
    const l = <u32>i8x16.bitmask(i8x16.eq(v, lf)), c = <u32>i8x16.bitmask(i8x16.eq(v, cr));
    if ((l | c) == 0) continue;
    lines += <u32>popcnt<u32>(l) + <u32>popcnt<u32>(c) - <u32>popcnt<u32>(l & (c << 1));
    if ((l & 1) && p > doc && load<u8>(p - 1) == 13) lines--;
  }
  for (; p < to; p++) {
    const c = load<u8>(p);
    if (c == 13 || (c == 10 && !(p > doc && load<u8>(p - 1) == 13))) lines++;
  }
  column = 1;
  for (p = to; p > doc; p--) {
    const c = load<u8>(p - 1);
    if (c == 10 || c == 13) break;
    if ((c & 0xc0) != 0x80) column += c >= 0xf0 ? 2 : 1;
  }
  return lines;
}

// ---- trees

/** Longest tree that is read here, in bytes; a bit map for one has an eighth of it. */
const MAX_TREE: usize = 1 << 22;

/** True when an entry that starts at offset `at` starts there in the base too, and is copied from there whole; its bit in the base is then cleared. */
// @ts-ignore: decorator
@inline function isInherited(copy: usize, at: usize, end: usize, baseBits: usize): bool {
  if (copy >= <usize>copies) return false;
  const q = COPIES + copy * 12;
  const from = <usize>load<u32>(q), to = <usize>load<u32>(q, 4), size = <usize>load<u32>(q, 8);
  if (at < to || end > to + size) return false;
  const p = at - to + from;
  const byte = <u32>load<u8>(baseBits + (p >> 3)), bit = <u32>1 << <u32>(p & 7);
  if (!(byte & bit)) return false;
  store<u8>(baseBits + (p >> 3), <u8>(byte & ~bit));
  return true;
}

/**
 * Reads the entries of a tree object, `<octal mode> SP <name> NUL <id>`. Lists those that the delta which was applied
 * last did not copy whole, as segments (start of the name, its end, mode); all of them where `baseBits` is 0.
 * @param bits gets one bit for each byte of the tree, set where an entry starts
 * @param baseBits the same of the tree's base; those of copied entries are cleared
 * @returns false when git would not take this for a tree, when it is too long, or has too many new entries
 */
export function treeEntries(doc: usize, length: usize, idBytes: usize, bits: usize, baseBits: usize): bool {
  segments = 0;
  if (length > MAX_TREE) return false;
  memory.fill(bits, 0, (length >> 3) + 1);
  const end = doc + length, before = overflow;
  overflow = false;
  let copy: usize = 0;
  for (let p = doc; p < end; ) {
    const at = p - doc;
    let mode: u32 = 0, c: u32 = 0;
    while ((c = <u32>load<u8>(p++)) != 32) {
      if (c - 48 > 7 || p >= end || mode >= 1 << 24) return false;
      mode = mode << 3 | (c - 48);
    }
    const name = p;
    while (p < end && load<u8>(p)) p++;
    if (name == doc + at + 1 || p == name || p + 1 + idBytes > end) return false;
    const nul = p;
    p += 1 + idBytes;
    store<u8>(bits + (at >> 3), load<u8>(bits + (at >> 3)) | <u8>(<u32>1 << <u32>(at & 7)));
    if (baseBits) {
      while (copy < <usize>copies && <usize>load<u32>(COPIES + copy * 12, 4) + <usize>load<u32>(COPIES + copy * 12, 8) <= at) copy++;
      if (isInherited(copy, at, p - doc, baseBits)) continue;
    }
    pushSegment(doc, name, nul, mode);
  }
  const fits = !overflow;
  overflow = before;
  return fits;
}

/** Lists the entries of a base tree whose bits `treeEntries` has left: those that the delta's tree does not have in the same form. As segments. */
export function goneEntries(doc: usize, length: usize, baseBits: usize): void {
  segments = 0;
  for (let block: usize = 0; block < length; block += 8) {
    for (let bits = <u32>load<u8>(baseBits + (block >> 3)); bits; bits &= bits - 1) {
      const at = doc + block + <usize>ctz<u32>(bits);
      let name = at;
      while (load<u8>(name) != 32) name++;
      let nul = ++name;
      while (load<u8>(nul)) nul++;
      pushSegment(doc, name, nul, 0);
    }
  }
}
