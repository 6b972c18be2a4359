import { constants, createInflate, deflateSync, inflateSync } from 'node:zlib';

/** Where one zlib stream lies and where its text goes. All numbers are bytes. */
export interface InflateJob {
  readonly input: Uint8Array;
  readonly from: number;
  /** Bytes of `input` that may belong to the stream. */
  readonly length: number;
  readonly output: Uint8Array;
  readonly to: number;
  /** Exact size of the text; `output` must have room for one byte more. */
  readonly size: number;
}

/** Inflates one stream; false when it is damaged, cut off or has another size. */
export type Inflate = (job: InflateJob) => boolean;

/** The part of Node's zlib binding that npm's minizlib and pngjs use too. Undocumented, hence the probe below. */
interface ZlibHandle {
  onerror: (message: string, errno: number, code: string) => void;
  reset(): void;
  writeSync(flush: number, input: Uint8Array, from: number, length: number, output: Uint8Array, to: number, room: number): void;
  close(): void;
}

/** The documented road: one allocation an object, about half as fast. */
export function inflateBySync(job: InflateJob): boolean {
  try {
    const input = job.input.subarray(job.from, job.from + job.length);
    const text = inflateSync(input, { maxOutputLength: job.size + 1 });
    if (text.length !== job.size) return false;
    job.output.set(text, job.to);
    return true;
  } catch {
    // zlib's own error says no more than "damaged", which is what false says.
    return false;
  }
}

function handleInflate(): Inflate | undefined {
  const stream = createInflate() as unknown as { _handle?: ZlibHandle; _writeState?: Uint32Array };
  const handle = stream._handle;
  const state = stream._writeState;
  if (typeof handle?.writeSync !== 'function' || typeof handle.reset !== 'function' || state === undefined) return undefined;
  let failed = false;
  handle.onerror = () => {
    failed = true;
  };
  return (job) => {
    failed = false;
    handle.reset();
    const room = job.size + 1;
    handle.writeSync(constants.Z_FINISH, job.input, job.from, job.length, job.output, job.to, room);
    return !failed && room - (state[0] ?? 0) === job.size;
  };
}

const PROBE_TEXT = Buffer.from('a known text, a known text, a known text', 'latin1');

/** True when `inflate` reads a good stream, and refuses a cut one, a damaged one and one of another size. */
export function passesProbe(inflate: Inflate): boolean {
  const good = deflateSync(PROBE_TEXT);
  const damaged = Buffer.from(good);
  damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 0xff;
  const output = Buffer.alloc(PROBE_TEXT.length + 4);
  const attempt = (input: Buffer, length: number, size: number): boolean =>
    inflate({ input, from: 0, length, output, to: 1, size });
  const size = PROBE_TEXT.length;
  if (attempt(damaged, good.length, size) || attempt(good, good.length - 3, size)) return false;
  if (attempt(good, good.length, size - 1) || attempt(good, good.length, size + 1)) return false;
  return attempt(good, good.length, size) && output.subarray(1, 1 + size).equals(PROBE_TEXT);
}

/** The quickest inflate of this Node that passes the probe. */
export function createInflater(): Inflate {
  try {
    const quick = handleInflate();
    if (quick !== undefined && passesProbe(quick)) return quick;
  } catch {
    // The binding has another shape in this Node: the documented road does the same work.
  }
  return inflateBySync;
}
