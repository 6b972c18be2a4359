import type { Facts } from '#core/finding.ts';

/** What a check sees of a match. All texts are latin1. */
export interface Candidate {
  /** The key. */
  readonly value: string;
  /** The whole match. */
  readonly match: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly window: string;
  /** Index of the match in the window. */
  readonly at: number;
}

/**
 * `doubt` lowers the confidence and says why; `reject` drops the match; `proven` makes it sure. A plain doubt leaves
 * little, `mild` takes one step, `capped` leaves the match fairly sure at most: an audit shows it, no hook stops for it.
 */
export type CheckResult =
  | { readonly kind: 'pass'; readonly facts?: Facts; readonly proven?: boolean }
  | { readonly kind: 'doubt'; readonly why: string; readonly facts?: Facts; readonly degree?: 'mild' | 'capped' }
  | { readonly kind: 'reject'; readonly why: string };

/** A pure, linear-time judgement of one match. */
export type Check = (candidate: Candidate) => CheckResult;

/** Makes a check from the argument in the rule. @throws ConfigError when the argument does not hold */
export type CheckFactory = (arg: unknown) => Check;

/** True when two halves belong together. */
export type PairProof = (a: string, b: string) => boolean;
