import { constants, createInflate, deflateSync, inflateSync } from 'node:zlib';

/** Bytes of a file around a place, as `FileWindow` gives them. */
export interface Input {
  readonly bytes: Uint8Array;
  holdSome(from: number, length: number): { readonly at: number; readonly length: number };
}

/**
 * Finds where a zlib stream ends that nothing but its content delimits, as the entries of a pack are written behind
 * each other. The text itself is not kept.
 * @param from where the stream starts
 * @param size bytes that it must inflate to
 * @returns where it ends; -1 when it is damaged, cut off or of another size
 */
export type MeterStream = (input: Input, from: number, size: number) => number;

/** Taken from the input at a time. */
const STEP = 4096;
const SCRATCH = 65_536;

/** The documented road: tries longer and longer pieces of input until one holds the whole stream. */
export function meterBySync(input: Input, from: number, size: number): number {
  for (let length = STEP; ; length *= 4) {
    const held = input.holdSome(from, length);
    try {
      const bytes = input.bytes.subarray(held.at, held.at + held.length);
      const { buffer, engine } = inflateSync(bytes, { info: true, maxOutputLength: size + 1 }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      return buffer.length === size ? from + engine.bytesWritten : -1;
    } catch {
      // Damaged or not all of it: more of the file tells, until there is no more.
      if (held.length < length) return -1;
    }
  }
}

/** The part of Node's zlib binding that `inflate.ts` uses too. Undocumented, hence the probe below. */
interface ZlibHandle {
  onerror: (message: string, errno: number, code: string) => void;
  reset(): void;
  writeSync(flush: number, input: Uint8Array, from: number, length: number, output: Uint8Array, to: number, room: number): void;
}

function handleMeter(): MeterStream | undefined {
  const stream = createInflate() as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array };
  const { _handle: handle, _writeState: state } = stream;
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function' || state === undefined) return undefined;
  const scratch = Buffer.allocUnsafeSlow(SCRATCH);
  let failed = false;
  handle.onerror = () => {
    failed = true;
  };
  return (input, from, size) => {
    failed = false;
    handle.reset();
    let at = from;
    for (let made = 0; made <= size; ) {
      const held = input.holdSome(at, STEP);
      if (held.length === 0) return -1;
      handle.writeSync(constants.Z_NO_FLUSH, input.bytes, held.at, held.length, scratch, 0, SCRATCH);
      if (failed) return -1;
      const [room = 0, left = 0] = state;
      made += SCRATCH - room;
      at += held.length - left;
      // Zlib stops for want of input, for want of room, or at the end.
      if (left > 0 && room > 0) return made === size ? at : -1;
    }
    return -1;
  };
}

function inputOf(bytes: Buffer): Input {
  return { bytes, holdSome: (from, length) => ({ at: from, length: Math.max(0, Math.min(length, bytes.length - from)) }) };
}

/** True when `meter` finds the ends of good streams, short and long, and refuses cut and damaged ones and other sizes. */
export function passesMeterProbe(meter: MeterStream): boolean {
  return [40, SCRATCH, 200_001].every((size) => {
    const stream = deflateSync(Buffer.alloc(size, 'some words, '));
    const damaged = Buffer.from(stream);
    damaged[stream.length - 1] = (damaged[stream.length - 1] ?? 0) ^ 0xff;
    const behind = Buffer.from('what stands behind');
    const input = inputOf(Buffer.concat([behind, stream, behind]));
    const refuses = [meter(input, behind.length, size + 1), meter(input, behind.length, size - 1), meter(inputOf(Buffer.concat([damaged, behind])), 0, size), meter(inputOf(stream.subarray(0, -1)), 0, size)];
    return meter(input, behind.length, size) === behind.length + stream.length && refuses.every((end) => end === -1);
  });
}

/** The quickest meter of this Node that passes the probe. */
export function createMeter(): MeterStream {
  try {
    const quick = handleMeter();
    if (quick !== undefined && passesMeterProbe(quick)) return quick;
  } catch {
    // The binding has another shape in this Node: the documented road does the same work.
  }
  return meterBySync;
}
