/**
 * Git's delta format (Documentation/gitformat-pack.txt, "Deltified representation"): two sizes as
 * little-endian base-128 numbers, then instructions: 1xxxxxxx copies from the base, 0xxxxxxx inserts, 0 is reserved.
 */

export interface DeltaSizes {
  readonly base: number;
  readonly target: number;
  /** Index of the first instruction. */
  readonly start: number;
}

function sizeAt(delta: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let at = from; at < delta.length && scale <= 2 ** 49; at += 1, scale *= 128) {
    const byte = delta[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: at + 1 };
  }
  return undefined;
}

/** The two sizes a delta starts with, undefined when it is damaged. */
export function deltaSizes(delta: Uint8Array): DeltaSizes | undefined {
  const base = sizeAt(delta, 0);
  const target = base && sizeAt(delta, base.next);
  return base && target && { base: base.value, target: target.value, start: target.next };
}

/** Field `count` bytes wide whose presence bits start at `bit` of `op`; absent bytes are zero. */
function sparse(delta: Uint8Array, cursor: { at: number }, spec: { op: number; bit: number; count: number }): number {
  let value = 0;
  for (let i = 0; i < spec.count; i += 1) {
    if ((spec.op & (spec.bit << i)) === 0) continue;
    value += (delta[cursor.at] ?? 0) * 2 ** (8 * i);
    cursor.at += 1;
  }
  return value;
}

/** Bytes copied when a copy instruction names no size. */
const DEFAULT_COPY = 0x10000;

interface Instruction {
  readonly source: Uint8Array;
  readonly from: number;
  readonly size: number;
}

/** The instruction at the cursor, which is moved behind it; undefined when it reaches outside its source. */
function nextInstruction(base: Uint8Array, delta: Uint8Array, cursor: { at: number }): Instruction | undefined {
  const op = delta[cursor.at] ?? 0;
  cursor.at += 1;
  if (op < 0x80) {
    const from = cursor.at;
    cursor.at += op;
    return op === 0 || cursor.at > delta.length ? undefined : { source: delta, from, size: op };
  }
  const from = sparse(delta, cursor, { op, bit: 1, count: 4 });
  const size = sparse(delta, cursor, { op, bit: 16, count: 3 }) || DEFAULT_COPY;
  return cursor.at > delta.length || from + size > base.length ? undefined : { source: base, from, size };
}

/** The text a delta makes of its base; undefined when the delta is damaged or made for another base. */
export function applyDelta(base: Uint8Array, delta: Uint8Array): Uint8Array | undefined {
  const sizes = deltaSizes(delta);
  if (sizes === undefined || sizes.base !== base.length) return undefined;
  const target = Buffer.allocUnsafe(sizes.target);
  const cursor = { at: sizes.start };
  let filled = 0;
  while (cursor.at < delta.length) {
    const instruction = nextInstruction(base, delta, cursor);
    if (instruction === undefined || filled + instruction.size > target.length) return undefined;
    const { source, from, size } = instruction;
    target.set(source.subarray(from, from + size), filled);
    filled += size;
  }
  return filled === target.length ? target : undefined;
}
