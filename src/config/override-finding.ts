import { CONFIDENCES, compareSeverity, type Confidence, type Severity } from '#core/severity.ts';

/** What holds for findings in some paths. */
export interface Override {
  readonly appliesTo: (path: string) => boolean;
  /** Ids of the rules that it is about; undefined for all. */
  readonly rules: ReadonlySet<string> | undefined;
  readonly off: boolean | undefined;
  readonly severity: Severity | undefined;
  readonly confidence: Confidence | undefined;
  readonly reason: string | undefined;
}

/** What the overrides make of a finding. */
export interface Overridden {
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Why it does not count, if it does not. */
  readonly off: string | undefined;
}

const NO_REASON = 'its rule is switched off for its paths';

interface Judged {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
}

/** The last entry that says something of a path has the last word. */
function judgePlace(overrides: readonly Override[], finding: Judged, path: string): Overridden {
  let { severity, confidence } = finding;
  let off: string | undefined;
  for (const override of overrides) {
    if (path === '' || override.rules?.has(finding.ruleId) === false || !override.appliesTo(path)) continue;
    severity = override.severity ?? severity;
    confidence = override.confidence ?? confidence;
    if (override.off !== undefined) off = override.off ? (override.reason ?? NO_REASON) : undefined;
  }
  return { severity, confidence, off };
}

/**
 * Lays overrides to a finding with all its places. The worst place speaks for it: the finding is off only where all its
 * places are, and as severe and as sure as the place that makes it most so. A copy elsewhere cannot be talked away.
 */
export function overrideFinding(overrides: readonly Override[], finding: Judged, paths: readonly string[]): Overridden {
  const [first, ...rest] = paths.map((path) => judgePlace(overrides, finding, path));
  if (first === undefined) return { severity: finding.severity, confidence: finding.confidence, off: undefined };
  return rest.reduce(
    (worst, next) => ({
      severity: compareSeverity(next.severity, worst.severity) < 0 ? next.severity : worst.severity,
      confidence: CONFIDENCES.indexOf(next.confidence) < CONFIDENCES.indexOf(worst.confidence) ? next.confidence : worst.confidence,
      off: worst.off === undefined ? undefined : next.off && worst.off,
    }),
    first,
  );
}
