import type { Finding, Suppression } from './finding.ts';
import type { Ledger } from './ledger.ts';

/** Something that a reader should know and that is not a finding: an expired suppression, a shallow clone. */
export interface Notice {
  readonly level: 'warning' | 'info';
  readonly code: string;
  readonly message: string;
}

/** A rule as far as a report needs it (SARIF wants help texts beside results). */
export interface RuleInfo {
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Finding['severity'];
  /** What to do when this key leaked, a few lines of plain text. */
  readonly help: string;
  readonly references: readonly string[];
}

/** Everything one run has to say, as plain data without a raw key. */
export interface Report {
  readonly tool: { readonly name: 'stanch'; readonly version: string; readonly rules: number; readonly rulesDigest: string };
  /** What was asked for, in words, e.g. `history and work tree`. */
  readonly scope: string;
  /** Most severe first, suppressed ones included. */
  readonly findings: readonly Finding[];
  readonly rules: readonly RuleInfo[];
  readonly notices: readonly Notice[];
  readonly ledger: Ledger;
  readonly stats: Readonly<Record<string, number>>;
}

/** What became of a suppressed finding: somebody accepted it, or its paths were left out. */
export function standingOf({ by }: Suppression): 'accepted' | 'excluded' {
  return by === 'path' ? 'excluded' : 'accepted';
}

/** How many findings count, were accepted and were left out by their paths. */
export function countStandings({ findings }: Pick<Report, 'findings'>): Readonly<Record<'open' | 'accepted' | 'excluded', number>> {
  const counts = { open: 0, accepted: 0, excluded: 0 };
  for (const { suppression } of findings) counts[suppression === undefined ? 'open' : standingOf(suppression)] += 1;
  return counts;
}

/** Findings that count: not suppressed. */
export function openFindings(report: Pick<Report, 'findings'>): readonly Finding[] {
  return report.findings.filter((finding) => finding.suppression === undefined);
}
