import type { Confidence, Severity } from '#core/severity.ts';
import type { Override } from './override-finding.ts';

/** What `stanch:allow` comments do: count, count and be told, or nothing. */
export const INLINE_POLICIES = ['honour', 'report', 'deny'] as const;
export type InlinePolicy = (typeof INLINE_POLICIES)[number];

/** Mildest severity that ends a command with exit code 1; with `none` findings are only told. */
export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'info', 'none'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** How people want their scans, flags and configuration put together. */
export interface ScanSettings {
  readonly confidence: Confidence;
  /** Milder findings are left out; `info` keeps all. */
  readonly severity: Severity;
  /** Rules that are switched off. */
  readonly disabled: readonly string[];
  /** Severities that differ from the rules' own. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** True for paths that do not count; a finding is suppressed where all its places are such. */
  readonly isExcluded: (path: string) => boolean;
  /** What differs in some paths; absent for nothing. */
  readonly overrides?: readonly Override[];
  readonly inlineAllow: InlinePolicy;
  /** Folder of own rules, absolute; undefined for none. */
  readonly ownRules: string | undefined;
  /** Baseline file, relative to the repository. */
  readonly baseline: string;
  /** Larger documents are skipped. */
  readonly maxBytes: number;
  /** Levels of encoding to open. */
  readonly depth: number;
  /** Whether `scan` leaves out what ignore files name; absent means that it does. */
  readonly ignoreFiles?: boolean;
  /** Mildest severity that counts for the exit code of a command; absent means all. */
  readonly failOn?: FailOn;
}
