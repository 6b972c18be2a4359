/** Applies a delta and tells what it has copied and changed. */

import { overflowed, setOverflow } from './overflow';

/** Copies (from, to, size) in order of the target, and changes (start, end), which are inserted ranges and seams. */
export let COPIES: usize = 0, CHANGES: usize = 0;
let MAX_COPIES: u32 = 0, MAX_CHANGES: u32 = 0;
export function setDeltaLists(copies: usize, maxCopies: u32, changes: usize, maxChanges: u32): void {
  COPIES = copies; MAX_COPIES = maxCopies; CHANGES = changes; MAX_CHANGES = maxChanges;
}

export let copies: u32 = 0;
export let changes: u32 = 0;
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
  if (changes >= MAX_CHANGES) { setOverflow(true); return; }
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
  if (copies >= MAX_COPIES) { setOverflow(true); return; }
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
  const endsAlike = copies > 0 && !overflowed() && <usize>load<u32>(last, 4) + <usize>load<u32>(last, 8) == size && <usize>load<u32>(last) + <usize>load<u32>(last, 8) == baseLength;
  if (!endsAlike) addChange(size, size);
  return true;
}

/** True when a change reaches into (from, to), or a seam lies in it. */
export function isTouched(from: i32, to: i32): bool {
  let low: u32 = 0, high = changes;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (<i32>load<u32>(CHANGES + (<usize>middle << 3), 4) <= from) low = middle + 1;
    else high = middle;
  }
  return low < changes && <i32>load<u32>(CHANGES + (<usize>low << 3)) < to;
}
