import { overrideFinding, type Override } from '#config/override-finding.ts';
import type { Finding, Suppression } from '#core/finding.ts';
import { compareSeverity } from '#core/severity.ts';

function overridden(finding: Finding, overrides: readonly Override[]): Finding {
  const { severity, confidence, off } = overrideFinding(overrides, finding, finding.locations.map(({ path }) => path));
  const suppression: Suppression | undefined = finding.suppression ?? (off === undefined ? undefined : { by: 'config', reason: off, ref: 'overrides' });
  return { ...finding, severity, confidence, ...(suppression === undefined ? {} : { suppression }) };
}

/** Findings as the overrides of the configuration have them, the most severe first. What is off stays, marked. */
export function applyOverrides(findings: readonly Finding[], overrides: readonly Override[] | undefined): readonly Finding[] {
  if (overrides === undefined || overrides.length === 0) return findings;
  return findings.map((finding) => overridden(finding, overrides)).sort((a, b) => compareSeverity(a.severity, b.severity));
}
