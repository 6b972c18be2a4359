import { readSync } from 'node:fs';

/** Size of a window that is read from front to back: large enough that system calls cost nothing. */
export const WINDOW_BYTES = 65_536;

/** What a part holds beyond its share of the positions, so that most of what begins in it ends in it. */
const OVERLAP = 4096;

/** A part of the file in memory. */
interface Part {
  bytes: Buffer;
  start: number;
  end: number;
}

/**
 * Reads a file by position through reused buffers, so that a file of any size costs the same memory. One buffer suits
 * who reads from front to back; who jumps about takes several, each for its share of the positions.
 * Positions are doubles: packs may be larger than 4 GiB.
 */
export class FileWindow {
  readonly #fd: number;
  readonly #windowBytes: number;
  readonly #parts: (Part | undefined)[];
  #bytes: Buffer = Buffer.alloc(0);

  constructor(fd: number, { windowBytes = WINDOW_BYTES, windows = 1 }: { readonly windowBytes?: number; readonly windows?: number } = {}) {
    this.#fd = fd;
    this.#windowBytes = windowBytes;
    this.#parts = Array.from({ length: windows }, () => undefined);
  }

  /** The buffer that `hold` has filled; what lies where is told by it. Another one after the next `hold`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Brings `[from, from + length)` into memory and gives the index of `from` in `bytes`; -1 when the file ends before. */
  hold(from: number, length: number): number {
    const part = this.#partOf(from);
    if (from < part.start || from + length > part.end) this.#read(part, from, length);
    this.#bytes = part.bytes;
    return from + length <= part.end ? from - part.start : -1;
  }

  /** As `hold`, but gives what there is: at least one and up to `length` bytes from `from`, or 0 bytes at the end of the file. */
  holdSome(from: number, length: number): { readonly at: number; readonly length: number } {
    const at = this.hold(from, length);
    if (at >= 0) return { at, length };
    const part = this.#partOf(from);
    return { at: from - part.start, length: Math.max(0, part.end - from) };
  }

  #partOf(from: number): Part {
    const index = Math.floor(from / this.#windowBytes) % this.#parts.length;
    return (this.#parts[index] ??= { bytes: Buffer.allocUnsafeSlow(this.#windowBytes + OVERLAP), start: 0, end: 0 });
  }

  #read(part: Part, from: number, length: number): void {
    const share = Math.floor(from / this.#windowBytes) * this.#windowBytes;
    const usual = this.#windowBytes + OVERLAP;
    const start = from + length <= share + usual ? share : from;
    const need = from + length - start;
    if (need > part.bytes.length) part.bytes = Buffer.allocUnsafeSlow(need);
    else if (need <= usual && part.bytes.length > usual) part.bytes = Buffer.allocUnsafeSlow(usual);
    part.start = start;
    part.end = start;
    while (part.end - start < need) {
      const filled = part.end - start;
      const got = readSync(this.#fd, part.bytes, filled, part.bytes.length - filled, part.end);
      if (got === 0) return;
      part.end += got;
    }
  }
}
