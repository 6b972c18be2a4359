/** The gates of anchors. Layout: src/detect/gate-layout.ts; twin: src/detect/passes-gate.ts. */

import { lower } from './bytes';

let GATES: usize = 0, GATE_COUNT: usize = 0, SETS: usize = 0, LEFT_CLASSES: usize = 0;
export function setGates(gates: usize, count: usize, sets: usize, leftClasses: usize): void {
  GATES = gates; GATE_COUNT = count; SETS = sets; LEFT_CLASSES = leftClasses;
}

const WORD: u32 = 1, BOUNDARIES: u32 = 7, DIGIT: u32 = 8, UPPER: u32 = 32, ESCAPE_SIGN: u32 = 64, STARTS_WORD: u32 = 256;
const MAX_ESCAPE: usize = 6, DIGIT_BIT: u32 = 0x8000, NO_WORD: u32 = 0xffff;

// @ts-ignore: decorator
@inline function isIn(set: u32, byte: u32): bool { return ((<u32>load<u8>(SETS + (<usize>set << 5) + <usize>(byte >> 3)) >> (byte & 7)) & 1) != 0; }
// @ts-ignore: decorator
@inline function leftClass(at: usize): u32 { return <u32>load<u8>(LEFT_CLASSES + <usize>load<u8>(at)); }

function passesLeft(left: u32, at: usize, doc: usize): bool {
  if (left == 0 || at == doc) return true;
  const before = leftClass(at - 1);
  if (left & STARTS_WORD) {
    if ((before & WORD) == 0) return true;
    if ((before & UPPER) == 0 && (leftClass(at) & UPPER) != 0) return true;
  }
  const boundary = left & BOUNDARIES;
  if (boundary == 0) return false;
  if ((before & boundary) == 0) return true;
  for (let back: usize = 2; back <= MAX_ESCAPE && back <= at - doc; back++) if (leftClass(at - back) & ESCAPE_SIGN) return true;
  return false;
}

function passesRun(gate: usize, at: usize, docEnd: usize): bool {
  const word = <u32>load<u16>(gate, 26);
  const length = <usize>(word & ~DIGIT_BIT);
  if (length == 0) return true;
  const needsDigit = (word & DIGIT_BIT) != 0;
  const set = <u32>load<u16>(gate, 24);
  const last = at + <usize>load<u16>(gate, 28);
  const cap = at + <usize>load<u16>(gate, 30);
  const end = cap < docEnd ? cap : docEnd;
  let start = at, hasDigit = !needsDigit;
  for (let i = at; i < end; i++) {
    if (!isIn(set, <u32>load<u8>(i))) {
      if (i >= last) return false;
      start = i + 1;
      hasDigit = !needsDigit;
      continue;
    }
    if (leftClass(i) & DIGIT) hasDigit = true;
    if (hasDigit && i + 1 - start >= length) return true;
  }
  return end < docEnd && end - start >= length;
}

function passesKeyWord(gate: usize, from: usize, docEnd: usize): bool {
  const span = <u32>load<u16>(gate, 34);
  if (span == NO_WORD) return true;
  const rest = <u32>load<u16>(gate, 32), first = <u32>load<u16>(gate, 36), second = <u32>load<u16>(gate, 38);
  const last = from + <usize>span;
  for (let at = from; at <= last && at + 3 <= docEnd; at++) {
    const a = lower(load<u8>(at)), b = lower(load<u8>(at, 1)), c = lower(load<u8>(at, 2));
    if (isIn(first, (a * 31 + b * 7 + c) & 0xff) && isIn(second, (a + b * 13 + c * 37) & 0xff)) return true;
    if (!isIn(rest, <u32>load<u8>(at))) return false;
  }
  return false;
}

const GATE_REACH: usize = 416, GATE_BYTES: usize = 46;

function passesUntil(gate: usize, at: usize, from: usize, docEnd: usize): bool {
  const target = <u32>load<u16>(gate, 40);
  if (target == 0) return true;
  const through = <u32>load<u16>(gate, 42);
  const end = at + GATE_REACH < docEnd ? at + GATE_REACH : docEnd;
  for (let i = from; i < end; i++) {
    const byte = <u32>load<u8>(i);
    if (isIn(target, byte)) return true;
    if (!isIn(through, byte)) return false;
  }
  return end < docEnd;
}

/** How far before an anchor, and from its first byte on, `passesNear` looks at most. */
export const BACK: i32 = <i32>MAX_ESCAPE, HEAD: i32 = 16;

/** How many of the bytes behind an anchor are looked at by `passesNear`. */
// @ts-ignore: decorator
@inline function nearCount(length: usize, count: usize): usize {
  const room = length < <usize>HEAD ? <usize>HEAD - length : 0;
  return room < count ? room : count;
}

/** The part of a gate that looks right beside the anchor. False only where no rule of the anchor can match. */
export function passesNear(anchor: usize, at: usize, length: usize, doc: usize, docEnd: usize): bool {
  if (anchor >= GATE_COUNT) return true;
  const gate = GATES + anchor * GATE_BYTES;
  const before = <u32>load<u16>(gate, 44);
  if (before != 0 && (at == doc || !isIn(before, <u32>load<u8>(at - 1)))) return false;
  const count = nearCount(length, <usize>load<u16>(gate, 2));
  const from = at + length;
  if (from + count > docEnd) return false;
  for (let i: usize = 0; i < count; i++) if (!isIn(<u32>load<u16>(gate + (i << 1), 4), <u32>load<u8>(from + i))) return false;
  return passesLeft(<u32>load<u16>(gate), at, doc);
}

/** The part that looks further ahead. False only where no rule of the anchor can match. */
export function passesFar(anchor: usize, at: usize, length: usize, docEnd: usize): bool {
  if (anchor >= GATE_COUNT) return true;
  const gate = GATES + anchor * GATE_BYTES;
  const from = at + length, count = <usize>load<u16>(gate, 2);
  if (from + count > docEnd) return false;
  for (let i = nearCount(length, count); i < count; i++) if (!isIn(<u32>load<u16>(gate + (i << 1), 4), <u32>load<u8>(from + i))) return false;
  return passesUntil(gate, at, from, docEnd) && passesKeyWord(gate, from, docEnd) && passesRun(gate, at, docEnd);
}
