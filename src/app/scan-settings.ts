import type { Finding } from '#core/finding.ts';
import type { Notice } from '#core/report.ts';
import type { Confidence, Severity } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';
import type { Progress } from './run-scan.ts';

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

/** The world of one command: what every use case needs beside its own options. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: ScanSettings;
  /** Built-in rules, before own ones are added and some are switched off. */
  readonly builtin: () => Ruleset;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Rules of a run: built-in and own ones, less the disabled. */
export interface RunRules {
  readonly ruleset: Ruleset;
  readonly isOwn: (rule: Rule) => boolean;
}

/** Findings with what does not count marked, and what there is to say about that. */
export interface Review {
  readonly findings: readonly Finding[];
  readonly notices: readonly Notice[];
}
