import type { Origin } from '#core/origin.ts';
import { BLOCK, MARGIN } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import { makeScanner, type Scanner } from '#detect/scanner.ts';
import type { Core } from './core-memory.ts';
import { makeSearchRoom } from './core-search.ts';
import type { Scanned } from './scanned-text.ts';

/** The scanner asks for one and does not look at it. */
const SOMEWHERE: Origin = { kind: 'refs' };

/**
 * What the reference finds in a document that it is given in pieces: it then holds no more than two of them.
 * @param bytesOf a piece by where it begins and ends; asked anew for each, as memory may have moved before
 */
export function readPieces(scanner: Scanner, length: number, bytesOf: (from: number, to: number) => Uint8Array): Scanned {
  for (let offset = 0; ; offset += BLOCK) {
    const bytes = bytesOf(offset, Math.min(length, offset + BLOCK));
    const result = scanner.scan({ kind: 'chunk', origin: SOMEWHERE, bytes, offset, last: offset + BLOCK >= length });
    if (result !== undefined) return { detections: result.detections, openness: result.openness, isBinary: result.encoding === 'bytes' };
  }
}

/** Reads documents that deltas do not help with (containers, other encodings, very large ones) as the reference does. */
export class WholeReader {
  readonly #core: Core;
  readonly #scanner: Scanner;
  documents = 0;

  constructor(core: Core, matcher: Matcher, depth: number) {
    this.#core = core;
    this.#scanner = makeScanner(matcher, { depth });
  }

  /** @param bytesOf as of `readPieces`: room for a search is made before, and the core's memory may grow by it */
  read(length: number, bytesOf: (from: number, to: number) => Uint8Array): Scanned {
    this.documents += 1;
    makeSearchRoom(this.#core, Math.min(length, BLOCK + 2 * MARGIN));
    return readPieces(this.#scanner, length, bytesOf);
  }
}
