import { DEFAULT_SALT } from '#core/fingerprint.ts';
import type { Baseline } from '#store/baseline.ts';
import { applyOverrides } from './apply-overrides.ts';
import { raiseInDotenv } from './dotenv-findings.ts';
import { reviewFindings } from './review.ts';
import { loadRunRules } from './run-rules.ts';
import { runScan, type ScanOutcome, type ScanRequest, type SourceMaker } from './run-scan.ts';
import type { Context } from './scan-settings.ts';

/** What differs between the doors: what is read, and what is known about where it stands. */
export interface ScanWork extends Pick<ScanRequest, 'locate' | 'judgeNewness'> {
  readonly scope: string;
  readonly sources: readonly SourceMaker[];
  readonly baseline: Baseline | undefined;
  /** Key of the fingerprints; the baseline's own where it is not given. */
  readonly salt?: string;
  /** True when all of a repository is read, so that unused suppressions can be told. */
  readonly everything: boolean;
}

/** Scans sources under the settings of a context: rules, salt, suppressions and limits are put together here. */
export async function scanSources(context: Context, work: ScanWork): Promise<ScanOutcome> {
  const { settings, now, version, signal, onProgress } = context;
  return runScan({
    scope: work.scope,
    sources: work.sources,
    ...(work.locate === undefined ? {} : { locate: work.locate }),
    ...(work.judgeNewness === undefined ? {} : { judgeNewness: work.judgeNewness }),
    rules: await loadRunRules(context),
    version,
    confidence: settings.confidence,
    salt: work.salt ?? work.baseline?.salt ?? DEFAULT_SALT,
    now,
    depth: settings.depth,
    adjust: (findings) => applyOverrides(raiseInDotenv(findings), settings.overrides),
    review: (findings) => reviewFindings(findings, { settings, baseline: work.baseline, now, everything: work.everything }),
    ...(context.workerEntry === undefined ? {} : { workerEntry: context.workerEntry }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}
