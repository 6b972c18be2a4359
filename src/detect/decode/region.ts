/** A stretch of a document that holds encoded text, and that text. */
export interface Region {
  /** Index range of the encoded form in the bytes that were searched. */
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
  readonly decoded: Buffer;
  /** Index in the encoded form at which the unit begins that holds decoded byte `inner`. */
  readonly toOuter: (inner: number) => number;
}

/**
 * Finds what a decoder can read in `[from, to)`: regions belong to the range that holds their first byte.
 * Whether and where a region begins depends only on bytes within `MARGIN` of it, never on how the document
 * was cut. No I/O, bounded time and output.
 */
export type FindRegions = (bytes: Buffer, range: { readonly from: number; readonly to: number; readonly base: number }) => Iterable<Region>;
