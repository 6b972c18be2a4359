/** Hex object id, 40 (SHA-1) or 64 (SHA-256) digits, lower case. */
export type Oid = string;

/** Where a document came from. Paths are repository- or root-relative with `/`, as raw text (escape at the sink). */
export type Origin =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin'; readonly path: string }
  /** An index entry; `path` as staged. */
  | { readonly kind: 'staged'; readonly path: string; readonly oid: Oid }
  /** A blob of the object database; `path` where the source knows one, commits are located after the scan. */
  | { readonly kind: 'blob'; readonly oid: Oid; readonly path?: string }
  /** Message and identity lines of a commit or an annotated tag: the raw object. */
  | { readonly kind: 'commit'; readonly oid: Oid }
  | { readonly kind: 'tag'; readonly oid: Oid }
  /** File names: of a tree object, or of the listing at hand (then `oid` is empty). */
  | { readonly kind: 'names'; readonly oid: Oid }
  /** Names of branches and tags. */
  | { readonly kind: 'refs' }
  /** A commit message that is being written (commit-msg hook). */
  | { readonly kind: 'message'; readonly path: string };

/** A stable text key of an origin: equal origins give equal keys. */
export function originKey(origin: Origin): string {
  const oid = 'oid' in origin ? origin.oid : '';
  const path = 'path' in origin && origin.path !== undefined ? origin.path : '';
  return `${origin.kind}\0${oid}\0${path}`;
}
