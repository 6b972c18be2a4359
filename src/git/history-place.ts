import type { Oid } from '#core/origin.ts';

/** A path under which a blob stands, and the commit that brought it there first. */
export interface HistoryPlace {
  readonly path: string;
  readonly commit: Oid;
}
