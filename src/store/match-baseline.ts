import type { Finding, Suppression } from '#core/finding.ts';
import type { Notice } from '#core/report.ts';
import { entryKey, type Baseline, type BaselineEntry } from './baseline.ts';

/** Findings with those of the baseline marked, and what there is to say about the baseline itself. */
export interface BaselineReview {
  readonly findings: readonly Finding[];
  readonly notices: readonly Notice[];
}

export interface ReviewOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** True when everything was scanned, so that an entry without a finding is known to be unused. */
  readonly everything: boolean;
}

/** The entry for a finding, expired or not. */
export function matchBaseline(baseline: Baseline, finding: Pick<Finding, 'ruleId' | 'fingerprint'>): BaselineEntry | undefined {
  return baseline.entries.find((entry) => entry.rule === finding.ruleId && entry.fingerprint === finding.fingerprint);
}

/** True from the day after `until`, in UTC. */
export function isExpired(entry: BaselineEntry, now: number): boolean {
  return entry.until !== undefined && new Date(now).toISOString().slice(0, 10) > entry.until;
}

/** Marks what the baseline accepts. An expired entry no longer counts; it is told, as are unused ones. */
export function reviewByBaseline(baseline: Baseline, findings: readonly Finding[], options: ReviewOptions): BaselineReview {
  const entries = new Map(baseline.entries.map((entry) => [entryKey(entry), entry]));
  const used = new Set<BaselineEntry>();
  const marked = findings.map((finding) => {
    const entry = entries.get(entryKey({ rule: finding.ruleId, fingerprint: finding.fingerprint }));
    if (entry === undefined) return finding;
    used.add(entry);
    return isExpired(entry, options.now) || finding.suppression !== undefined ? finding : { ...finding, suppression: suppressionOf(entry) };
  });
  return { findings: marked, notices: noticesOf(baseline.entries, used, options) };
}

/** The baseline without expired entries and without those that `findings` (of a scan of everything) no longer hold. */
export function pruneBaseline(baseline: Baseline, findings: readonly Finding[], now: number): { baseline: Baseline; removed: readonly BaselineEntry[] } {
  const present = new Set(findings.map((finding) => entryKey({ rule: finding.ruleId, fingerprint: finding.fingerprint })));
  const removed = baseline.entries.filter((entry) => isExpired(entry, now) || !present.has(entryKey(entry)));
  return { baseline: { salt: baseline.salt, entries: baseline.entries.filter((entry) => !removed.includes(entry)) }, removed };
}

function suppressionOf(entry: BaselineEntry): Suppression {
  const { reason, until } = entry;
  return { by: 'baseline', reason, ref: entry.fingerprint.slice(0, 12), ...(until === undefined ? {} : { until }) };
}

function noticesOf(entries: readonly BaselineEntry[], used: ReadonlySet<BaselineEntry>, options: ReviewOptions): Notice[] {
  return entries.flatMap((entry): Notice[] => {
    const what = `${entry.rule} in ${entry.path} (${entry.fingerprint.slice(0, 12)})`;
    if (used.has(entry) && isExpired(entry, options.now)) {
      return [{ level: 'warning', code: 'baseline-expired', message: `the baseline accepted ${what} until ${entry.until ?? ''}: it counts again` }];
    }
    if (options.everything && !used.has(entry)) {
      return [{ level: 'info', code: 'baseline-unused', message: `the baseline accepts ${what}, which is gone: stanch baseline prune` }];
    }
    return [];
  });
}
