import { locateBlobs } from '#sources/locate.ts';
import { parseRange, rangeSource } from '#sources/range.ts';
import { judgeNewness } from './newness.ts';
import { openRepository } from './repository.ts';
import type { ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import type { Context } from './scan-settings.ts';

/**
 * Scans what the commits of a range bring, each commit for itself: a key that comes and goes within the range is found.
 * @param range `BASE..HEAD`
 * @throws UsageError when the range does not name two commits
 */
export async function scanRangeOf(range: string, context: Context): Promise<ScanOutcome> {
  const { git, info, baseline } = await openRepository(context.cwd, context);
  const source = rangeSource(git, parseRange(git, range), { maxBytes: context.settings.maxBytes, isPartial: info.isPartial });
  return scanSources(context, {
    scope: `commits of ${range}`,
    sources: [source],
    baseline,
    everything: false,
    judgeNewness: (work) => judgeNewness(git, source.changes, work),
    locate: (oids) => locateBlobs(git, oids),
  });
}
