import type { Context } from './context.ts';
import type { Confidence, Severity } from './severity.ts';
import type { Oid, Origin } from './origin.ts';
import type { Position, Span } from './span.ts';
import type { Secret } from './secret.ts';

/** A commit as far as a reader of a finding wants to know it. */
export interface CommitInfo {
  readonly oid: Oid;
  readonly author: string;
  /** ISO 8601 with zone. */
  readonly date: string;
  readonly subject: string;
}

/** One place where a key stands. */
export interface Location {
  readonly origin: Origin;
  /** Path to show; empty where there is none (commit, tag, refs). */
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
  /** Byte offsets in the (decoded) document. */
  readonly span: Span;
  /** The commit that brought it in, where history was read. */
  readonly commit?: CommitInfo;
  /** How the key was wrapped, outermost first, e.g. `base64`; absent when it stood in the clear. */
  readonly encoding?: readonly string[];
}

/** Why a finding does not count. It stays in the report, marked. */
export interface Suppression {
  /** A comment, the baseline or an override accepts it; `path`: nobody looked at it, its paths are left out. */
  readonly by: 'inline' | 'baseline' | 'config' | 'path';
  readonly reason: string;
  /** Where the suppression stands: `path:line`, a baseline id or a key of the configuration. */
  readonly ref: string;
  /** ISO date after which it no longer counts. */
  readonly until?: string;
}

/** What a rule check learned on the way, e.g. `expired` for a JWT or `account` for an AWS key id. Plain text, never the key. */
export type Facts = Readonly<Record<string, string>>;

/** A leaked key, masked and serialisable. Its places are all the places of the same key under the same rule. */
export interface Finding {
  /** Twelve hex digits: rule + fingerprint. Stable for one salt. */
  readonly id: string;
  readonly ruleId: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Keyed hash of the key, 32 hex digits. */
  readonly fingerprint: string;
  /** Masked text, safe to print. */
  readonly preview: string;
  readonly facts: Facts;
  /** First = the introducing one where known. */
  readonly locations: readonly Location[];
  /** The other half of a pair, where one was found: masked preview and place. */
  readonly pair?: { readonly ruleId: string; readonly preview: string; readonly location: Location };
  /** Ids of less specific rules that saw the same text. */
  readonly alsoMatched: readonly string[];
  readonly suppression?: Suppression;
  /** True when every place of it has a context; still a finding. */
  readonly testish: boolean;
  /** What the first place is, where all of them are of such a kind. */
  readonly context?: Context;
}

/** One hit in one document: the finding-to-be and the raw key, which part ways in `app`. */
export interface Detection {
  readonly ruleId: string;
  readonly secret: Secret;
  readonly span: Span;
  readonly start: Position;
  readonly end: Position;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly facts: Facts;
  readonly encoding: readonly string[];
  readonly alsoMatched: readonly string[];
  /** What the document says of itself; its path has not been looked at. */
  readonly context?: Context;
  readonly pair?: { readonly ruleId: string; readonly secret: Secret; readonly span: Span; readonly start: Position; readonly end: Position };
  /** Inline `stanch:allow` that covers it. */
  readonly allowed?: { readonly reason: string; readonly line: number };
}
