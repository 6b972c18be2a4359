import { UsageError } from '#core/errors.ts';
import type { Finding } from '#core/finding.ts';
import { openFindings, type Report } from '#core/report.ts';
import { addEntries, newBaseline, type Baseline, type BaselineEntry } from '#store/baseline.ts';
import { readBaseline, writeBaseline } from '#store/baseline-file.ts';
import { pruneBaseline } from '#store/match-baseline.ts';

/** Where a baseline stands. */
export interface BaselinePlace {
  /** Top folder of the work tree. */
  readonly root: string;
  /** File, relative to it. */
  readonly path: string;
}

/** Why findings are accepted, by whom, and until when. */
export interface Acceptance {
  readonly reason: string;
  readonly owner?: string;
  /** `YYYY-MM-DD`. */
  readonly until?: string;
}

/**
 * A scan of everything, keyed by a salt. The salt comes with the question, as fingerprints of another salt would
 * accept nothing.
 */
export type ScanWithSalt = (salt: string) => Promise<Report>;

/** Entries that accept findings. */
export function acceptFindings(findings: readonly Finding[], acceptance: Acceptance): BaselineEntry[] {
  return findings.map(({ fingerprint, ruleId, locations }) => ({ fingerprint, rule: ruleId, path: locations[0]?.path ?? '', ...acceptance }));
}

/**
 * Accepts everything that a repository holds today, so that only what is new counts from now on. Entries that are
 * there stay, with their reasons. Nothing is written when the scan was not complete.
 * @returns how many entries were added
 */
export async function createBaseline(place: BaselinePlace, scan: ScanWithSalt, acceptance: Acceptance): Promise<{ readonly baseline: Baseline; readonly added: number }> {
  const old = readBaseline(place.root, place.path) ?? newBaseline();
  const report = await scan(old.salt);
  refuseIncomplete(report, 'create');
  const baseline = addEntries(old, acceptFindings(openFindings(report), acceptance));
  writeBaseline(place.root, baseline, place.path);
  return { baseline, added: baseline.entries.length - old.entries.length };
}

/**
 * Takes out what expired and what is gone.
 * @throws UsageError where there is no baseline, or the scan was not complete: what was not read is not gone
 */
export async function pruneBaselineFile(place: BaselinePlace, scan: ScanWithSalt, now: number): Promise<readonly BaselineEntry[]> {
  const old = readBaseline(place.root, place.path);
  if (old === undefined) throw new UsageError(`there is no ${place.path}`, 'stanch baseline create makes one');
  const report = await scan(old.salt);
  refuseIncomplete(report, 'prune');
  const { baseline, removed } = pruneBaseline(old, report.findings, now);
  if (removed.length > 0) writeBaseline(place.root, baseline, place.path);
  return removed;
}

function refuseIncomplete(report: Report, verb: string): void {
  if (!report.ledger.complete) throw new UsageError(`cannot ${verb} a baseline: not everything could be read`, 'stanch audit shows what is missing');
}
