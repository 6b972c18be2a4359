import type { Confidence, Severity } from '#core/severity.ts';
import { compileGlobs } from './globs.ts';
import type { Override } from './override-finding.ts';

/** What differs in some paths, as it is written. */
export interface OverrideEntry {
  readonly paths: readonly string[];
  readonly rules?: readonly string[] | undefined;
  readonly off?: boolean | undefined;
  readonly severity?: Severity | undefined;
  readonly confidence?: Confidence | undefined;
  readonly reason?: string | undefined;
}

/** Compiles the entries of a configuration. @throws ConfigError for a glob that is too long or has too many stars */
export function compileOverrides(entries: readonly OverrideEntry[]): readonly Override[] {
  return entries.map(({ paths, rules, off, severity, confidence, reason }) => ({
    appliesTo: compileGlobs(paths),
    rules: rules === undefined ? undefined : new Set(rules),
    off,
    severity,
    confidence,
    reason,
  }));
}
