/** A stretch of a document that holds encoded text, and that text. */
export interface Region {
  /** Index range of the encoded form in the bytes that were searched. */
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
  readonly decoded: Buffer;
  /** Index in the encoded form at which the unit begins that holds decoded byte `inner`. */
  readonly toOuter: (inner: number) => number;
  /** False where only keys that speak for themselves count, e.g. in joined string literals. */
  readonly isText: boolean;
  /** It was not read, because it is too large when unpacked. */
  readonly isCut?: true;
}

/** What a decoder looks at: `[from, to)` are indices in the bytes; `base` is the document offset of index 0. */
export interface SearchRange {
  readonly from: number;
  readonly to: number;
  readonly base: number;
}

/**
 * Finds what a decoder can read in a range: a region belongs to the range that holds its first byte (for
 * joined literals: its first joint). Whether and where a region begins depends only on bytes within
 * 24 KiB of it (packed runs: within the run), never on how the document was cut. No I/O, bounded time and output.
 */
export type FindRegions = (bytes: Buffer, range: SearchRange) => Iterable<Region>;
