import type { Oid } from '#core/origin.ts';

/** A commit by its id, a branch of the remote by its name, or what a person wrote. */
export type Revision = { readonly oid: Oid } | { readonly branch: string } | { readonly text: string };

/** The pull request that a run is about. */
export interface PullRequest {
  readonly number: number;
  readonly head: Oid;
  /** Commits that the event says it has. */
  readonly commits: number | undefined;
  readonly isFork: boolean;
  readonly isDraft: boolean;
}

/** What an event brings. */
export interface ChangeTarget {
  readonly kind: 'change';
  readonly words: string;
  readonly tip: Revision;
  /** What was there before; the first that is here is where the policy is read from. None: everything is new. */
  readonly known: readonly Revision[];
  /** Ref that the remote can be asked for when it does not serve `tip` by its id. */
  readonly tipRef: string | undefined;
  /** A merge commit of the tip whose other parent is what it is merged into, fresher than the event. */
  readonly merge: Oid | undefined;
  readonly refNames: readonly string[];
  readonly pull: PullRequest | undefined;
}

export type Target = ChangeTarget | { readonly kind: 'history'; readonly words: string } | { readonly kind: 'nothing'; readonly words: string };
