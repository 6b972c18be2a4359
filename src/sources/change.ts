import type { Source } from '#core/chunk.ts';
import type { Oid } from '#core/origin.ts';

/** One version of a file that a change brings, and what stood at its path before. */
export interface Change {
  readonly path: string;
  readonly oid: Oid;
  /** The commit that brings it; undefined for the index. */
  readonly commit?: Oid;
  /** Blobs at the same path in the parents, those that have one. */
  readonly parents: readonly Oid[];
  /**
   * Blobs that the same commit (or the index) takes away from other paths. A key that stood in one of them was moved,
   * as in a rename, and is not new.
   */
  readonly removed: readonly Oid[];
}

/** A source that brings something new on top of something old. */
export interface ChangeSource extends Source {
  /** What was changed; complete once `items()` has ended. */
  readonly changes: readonly Change[];
}
