import type { Origin } from '#core/origin.ts';
import { BLOCK } from '#detect/document-view.ts';
import type { Matcher } from '#detect/matcher.ts';
import { makeScanner, type Scanner } from '#detect/scanner.ts';
import type { Scanned } from './scanned-text.ts';

/** The scanner asks for one and does not look at it. */
const SOMEWHERE: Origin = { kind: 'refs' };

/** Reads documents that deltas do not help with (containers, other encodings, very large ones) as the reference does. */
export class WholeReader {
  readonly #scanner: Scanner;
  documents = 0;

  constructor(matcher: Matcher, depth: number) {
    this.#scanner = makeScanner(matcher, { depth });
  }

  /** @param document all of its bytes. It goes to the scanner in pieces, which then holds no more than two of them */
  read(document: Buffer): Scanned {
    this.documents += 1;
    for (let offset = 0; ; offset += BLOCK) {
      const bytes = document.subarray(offset, offset + BLOCK);
      const result = this.#scanner.scan({ kind: 'chunk', origin: SOMEWHERE, bytes, offset, last: offset + BLOCK >= document.length });
      if (result !== undefined) return { detections: result.detections, openness: result.openness, isBinary: result.encoding === 'bytes' };
    }
  }
}
