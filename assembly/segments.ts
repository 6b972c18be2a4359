/** The parts of a document in which encoded text may stand, cut where no encoded region goes on. */

import { classOf } from './bytes';
import { changes, CHANGES, copies, COPIES } from './delta';
import { isEscape, isSoftSign, isSpacedByte, mayDecode, maySpell } from './encoded';
import { hashOf, isKnown, remember } from './known';
import { isJoint, isLast, isListed, mayGoOn } from './listed';
import { setOverflow } from './overflow';

let ZONES: usize = 0, MAX_ZONES: u32 = 0, SEGMENTS: usize = 0, HASHES: usize = 0, MAX_SEGMENTS: u32 = 0;
/** @param hashes of the segments, 8 bytes each */
export function setSegments(zones: usize, maxZones: u32, segments: usize, hashes: usize, maxSegments: u32): void {
  ZONES = zones; MAX_ZONES = maxZones; SEGMENTS = segments; HASHES = hashes; MAX_SEGMENTS = maxSegments;
}

let segments: u32 = 0;
export function segmentCount(): u32 { return segments; }
export function clearSegments(): void { segments = 0; }

/**
 * True when no encoded region crosses `p` (an address): a hard line end stands before it, no run of 32 base64
 * characters ends that line, no string literal does, and no list of literals goes on. What decides must stand at `low` or behind it.
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
  return (classOf(s) & 4) == 0 && !mayGoOn(low, doc, p - 1);
}

/** Decoders cut long runs at multiples of these. */
const CELL: usize = 2048, STRIDE: usize = 16384;
/** Tells hashes of segments from those of surroundings, whose anchors are numbered in 17 bits. */
const SEGMENT_SIGN: u64 = 1 << 20;

/** What may stand in a segment: 1 base64 or hex, 2 escapes, 4 joined literals, 8 listed ones. */
export function pushSegment(doc: usize, from: usize, to: usize, kinds: u32): void {
  if (segments >= MAX_SEGMENTS) { setOverflow(true); return; }
  const at = SEGMENTS + <usize>segments * 12;
  store<u32>(at, <u32>(from - doc));
  store<u32>(at, <u32>(to - doc), 4);
  store<u32>(at, kinds, 8);
  segments++;
}
/** The segment that is open: something encoded may stand in it. */
let openStart: usize = 0, openEnd: usize = 0, openKinds: u32 = 0;

/** Lists the open segment, unless the same held nothing before. */
function closeSegment(doc: usize): void {
  if (openKinds) {
    // Where a decoder cuts within it, what is found depends on where it stands.
    const isOneCell = (openStart - doc) / CELL == (openEnd - 1 - doc) / CELL;
    const hash: u64 = isOneCell ? hashOf(openStart, openEnd, SEGMENT_SIGN | <u64>openKinds, <u64>(openEnd - openStart)) : 0;
    if (!isKnown(hash)) {
      if (segments < MAX_SEGMENTS) store<u64>(HASHES + (<usize>segments << 3), hash);
      pushSegment(doc, openStart, openEnd, openKinds);
    }
  }
  openKinds = 0;
}
/** Says that segment number `i` held nothing. */
export function forgetSegment(i: u32): void { remember(load<u64>(HASHES + (<usize>i << 3))); }

/** Notes that something of `kind` may stand at `at`, in the segment around it, which lies in [low, high). Must be told in order of place. */
function note(doc: usize, at: usize, kind: u32, low: usize, high: usize): void {
  if (openKinds && at < openEnd) { openKinds |= kind; return; }
  const floor = openKinds ? openEnd : low;
  closeSegment(doc);
  let start = lineStart(floor, at);
  while (start > floor && !isCut(doc, doc, start)) start = lineStart(floor, start - 1);
  let end = lineStop(at + 1, high);
  while (end < high && !isCut(doc, doc, end)) end = lineStop(end + 1, high);
  openStart = start; openEnd = end; openKinds = kind;
}

// @ts-ignore: decorator
@inline function isNoted(at: usize, kind: u32): bool { return (openKinds & kind) != 0 && at < openEnd; }

/**
 * Bytes by their nibbles. 1 to 8: may begin an escape or close a literal: `"` `%` `&` `'` `=` `\\` and the backtick.
 * 16 and 32: hex digits, and the colon; 64: space and comma; -128: `x`.
 */
// @ts-ignore: decorator
@inline function kindsIn(v: v128): v128 {
  const low = v128(88, 48, 49, 48, 48, 49, 49, 17, -112, 16, 16, 0, 68, 2, 0, 0), high = v128(0, 0, 65, 18, 32, 4, 40, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  return v128.and(i8x16.swizzle(low, v128.and(v, i8x16.splat(15))), i8x16.swizzle(high, i8x16.shr_u(v, 4)));
}
// @ts-ignore: decorator
@inline function signsIn(kinds: v128): u32 { return <u32>i8x16.bitmask(i8x16.ne(v128.and(kinds, i8x16.splat(15)), i8x16.splat(0))); }
/** All sixteen are of hex with signs between, and some are digits. */
// @ts-ignore: decorator
@inline function isSpacedHex(kinds: v128): bool {
  return i8x16.all_true(v128.and(kinds, i8x16.splat(-16))) && popcnt<u32>(<u32>i8x16.bitmask(i8x16.ne(v128.and(kinds, i8x16.splat(48)), i8x16.splat(0)))) > 3;
}

/** True when all sixteen bytes are of base64, standard or for URLs. */
// @ts-ignore: decorator
@inline function isAllBase64(v: v128): bool {
  const letter = i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(32)), i8x16.splat(97)), i8x16.splat(26));
  const digit = i8x16.lt_u(i8x16.sub(v, i8x16.splat(47)), i8x16.splat(11));
  const other = v128.or(v128.or(i8x16.eq(v, i8x16.splat(43)), i8x16.eq(v, i8x16.splat(45))), i8x16.eq(v, i8x16.splat(95)));
  return i8x16.all_true(v128.or(v128.or(letter, digit), other));
}

/** Least length of a run that is decoded: one this long holds sixteen bytes that start at a multiple of sixteen. */
const LEAST_RUN: usize = 32;

/** Lists the segments of [from, to) that may hold encoded text. Both ends are cuts, or the document's. */
function listSegments(doc: usize, from: usize, to: usize, end: usize): void {
  openKinds = 0;
  for (let block = from, next = from; block < to; block += 16) {
    const v = v128.load(block);
    if (block >= next && block + 16 <= to && isAllBase64(v)) {
      next = noteRun(doc, from, block, to);
      continue;
    }
    const kinds = kindsIn(v);
    if (block >= next && block + 16 <= to && isSpacedHex(kinds)) {
      next = noteSpaced(doc, from, block, to);
      continue;
    }
    for (let signs = signsIn(kinds); signs; signs &= signs - 1) {
      const p = block + <usize>ctz<u32>(signs);
      if (p >= to) break;
      if (classOf(p) & 4) {
        if (!isNoted(p, 4) && isJoint(p, end)) note(doc, p, 4, from, to);
        if (((p + 1 < end && (classOf(p + 1) & 64) && isLast(p, end)) || (p > doc && (classOf(p - 1) & 128) && isListed(doc, p))) && !isNoted(p, 8)) note(doc, p, 8, from, to);
      }
      else if (!isNoted(p, 2) && isEscape(doc, p, end)) note(doc, p, 2, from, to);
    }
  }
  closeSegment(doc);
}

/** Looks at the run of base64 around a block of it. @returns where it ends */
function noteRun(doc: usize, low: usize, block: usize, high: usize): usize {
  let start = block, stop = block + 16;
  while (start > low && (classOf(start - 1) & 1)) start--;
  while (stop < high && (classOf(stop) & 1)) stop++;
  if (stop - start >= LEAST_RUN && !isNoted(start, 1) && (mayDecode(start, stop) || crossesStride(doc, start, stop))) note(doc, start, 1, low, high);
  return stop;
}
/** Looks at the run of hex digits and signs around a block of it. @returns where it ends */
function noteSpaced(doc: usize, low: usize, block: usize, high: usize): usize {
  let start = block, stop = block + 16;
  while (start > low && isSpacedByte(load<u8>(start - 1))) start--;
  while (stop < high && isSpacedByte(load<u8>(stop))) stop++;
  if (!isNoted(start, 1) && maySpell(start, stop)) note(doc, start, 1, low, high);
  return stop;
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

/** The last place in (low, at] behind a line end, or `low`. */
function lineStart(low: usize, at: usize): usize {
  while (at >= low + 16) {
    const ends = <u32>i8x16.bitmask(i8x16.eq(v128.load(at - 16), i8x16.splat(10)));
    if (ends) return at - <usize>(clz<u32>(ends) - 16);
    at -= 16;
  }
  while (at > low && load<u8>(at - 1) != 10) at--;
  return at;
}

/** The first place in [at, end) behind a line end, or `end`. What lies behind the document is never taken for one. */
function lineStop(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const ends = <u32>i8x16.bitmask(i8x16.eq(v128.load(at - 1), i8x16.splat(10)));
    if (ends) { at += <usize>ctz<u32>(ends); return at < end ? at : end; }
  }
  return end;
}

/** Widens the change [a, b) to cuts and lists its segments. Changes must come in order. */
function addZone(doc: usize, length: usize, a: usize, b: usize): void {
  const end = doc + length;
  let from = lineStart(doc, doc + a);
  while (from > doc && !isCut(doc, doc, from)) from = lineStart(doc, from - 1);
  const low = doc + b;
  let to = lineStop(doc + (b + 2 < length ? b + 2 : length), end);
  while (to < end && !isCut(low, doc, to)) to = lineStop(to + 1, end);
  if (zones > 0 && from <= zoneEnd) {
    if (to <= zoneEnd) return;
    from = zoneEnd;
    store<u32>(ZONES + (<usize>(zones - 1) << 3), <u32>(to - doc), 4);
  } else {
    if (zones >= MAX_ZONES) { setOverflow(true); return; }
    store<u32>(ZONES + (<usize>zones << 3), <u32>(from - doc));
    store<u32>(ZONES + (<usize>zones << 3), <u32>(to - doc), 4);
    zones++;
  }
  zoneEnd = to;
  listSegments(doc, from, to, end);
}

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
