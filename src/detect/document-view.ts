/**
 * A stretch of a document's plain bytes. Where it ends before the document does, it reaches at least
 * `MARGIN` bytes beyond the range that is being scanned, so that every window around a hit is whole.
 */
export interface DocumentView {
  readonly bytes: Buffer;
  /** Offset of `bytes[0]` in the document. */
  readonly base: number;
}

/** No rule may look, and no decoded region may stretch, further than this from where it begins; but for packed runs, for which a stretch is held longer. */
export const MARGIN: number = 256 * 1024;

/** Large documents are scanned in stretches that begin at whole multiples of this. */
export const BLOCK: number = 4 * 1024 * 1024;
