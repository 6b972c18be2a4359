import { stagedSource } from '#sources/staged.ts';
import { judgeNewness } from './newness.ts';
import { openRepository } from './repository.ts';
import type { ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import type { Context } from './scan-settings.ts';

/** Scans what the next commit of the repository at hand would bring. */
export async function scanStaged(context: Context): Promise<ScanOutcome> {
  const { git, info, baseline } = await openRepository(context.cwd, context);
  const source = stagedSource(git, { maxBytes: context.settings.maxBytes, isPartial: info.isPartial });
  return scanSources(context, {
    scope: source.scope,
    sources: [source],
    baseline,
    everything: false,
    judgeNewness: (work) => judgeNewness(git, source.changes, work),
  });
}
