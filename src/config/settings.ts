import type { Confidence, Severity } from '#core/severity.ts';

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
  /** What `stanch:allow` comments do: count, count and be told, or nothing. */
  readonly inlineAllow: 'honour' | 'report' | 'deny';
  /** Folder of own rules, absolute; undefined for none. */
  readonly ownRules: string | undefined;
  /** Baseline file, relative to the repository. */
  readonly baseline: string;
  /** Larger documents are skipped. */
  readonly maxBytes: number;
  /** Levels of encoding to open. */
  readonly depth: number;
}
