import type { Origin } from './origin.ts';
import type { SkipReason } from './ledger.ts';

/**
 * A piece of a document. The chunks of one document follow each other without a gap and without
 * another document between them; the last one says so. How a document is cut never changes what is found.
 */
export interface Chunk {
  readonly kind: 'chunk';
  readonly origin: Origin;
  readonly bytes: Uint8Array;
  /** Byte offset of `bytes[0]` in the document. */
  readonly offset: number;
  /** True on the final chunk of the document (which may be empty). */
  readonly last: boolean;
}

/** A document, or the rest of one, that could not or need not be read. It goes into the ledger, never unsaid. */
export interface Skip {
  readonly kind: 'skip';
  readonly origin: Origin;
  readonly reason: SkipReason;
  /** One line for people; may hold repository text, so it is escaped where it is printed. */
  readonly detail?: string;
  /** Size in bytes where known. */
  readonly bytes?: number;
}

/** What a source yields. */
export type SourceItem = Chunk | Skip;

/** A source reads documents in some order; `scope` says in words what was asked for. */
export interface Source {
  readonly scope: string;
  items(): AsyncIterable<SourceItem>;
}

/** A whole document in one chunk. */
export function wholeChunk(origin: Origin, bytes: Uint8Array): Chunk {
  return { kind: 'chunk', origin, bytes, offset: 0, last: true };
}
