import { readSync } from 'node:fs';

/** Default size of a window: large enough that system calls cost nothing, small enough for any cache. */
export const WINDOW_BYTES = 65_536;

/**
 * Reads a file by position through one reused buffer, so that a pack of any size costs the same memory.
 * Positions are doubles: packs may be larger than 4 GiB.
 */
export class FileWindow {
  readonly #fd: number;
  #bytes: Buffer;
  #start = 0;
  #end = 0;

  constructor(fd: number, windowBytes: number = WINDOW_BYTES) {
    this.#fd = fd;
    this.#bytes = Buffer.allocUnsafeSlow(windowBytes);
  }

  /** The window's buffer; what lies where is told by `hold`. Replaced when a larger range is asked for. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Brings `[from, from + length)` into the window and gives the index of `from` in `bytes`; -1 when the file ends before. */
  hold(from: number, length: number): number {
    if (from >= this.#start && from + length <= this.#end) return from - this.#start;
    if (length > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(length + WINDOW_BYTES);
    this.#start = from;
    this.#end = from;
    while (this.#end - from < length) {
      const filled = this.#end - from;
      const got = readSync(this.#fd, this.#bytes, filled, this.#bytes.length - filled, this.#end);
      if (got === 0) return -1;
      this.#end += got;
    }
    return 0;
  }

  /** As `hold`, but gives what there is: at least one and up to `length` bytes from `from`, or 0 bytes at the end of the file. */
  holdSome(from: number, length: number): { readonly at: number; readonly length: number } {
    const at = this.hold(from, length);
    if (at >= 0) return { at, length };
    return { at: 0, length: this.#end - from };
  }
}
