import type { EngineName } from '#engine/choose-engine.ts';
import { filesSource } from '#sources/files.ts';
import { historySource } from '#sources/history.ts';
import { locateBlobs } from '#sources/locate.ts';
import { historyReader } from './history-reader.ts';
import type { Baseline } from '#store/baseline.ts';
import { openRepository } from './repository.ts';
import type { ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import { checkSinceLast, SinceLast } from './since-last.ts';
import type { Context } from './scan-settings.ts';

export interface AuditOptions {
  /** The repository, or any folder in it. */
  readonly folder: string;
  /** Only commits since then. */
  readonly since?: string;
  /** Also objects that nothing refers to. */
  readonly unreachable: boolean;
  /** Also the files as they are on disk; ignored ones are left out. */
  readonly workTree: boolean;
  /** Scans only what no audit with this option has scanned before, under the same rules. Finds the same. */
  readonly sinceLast?: boolean;
  /** `pack` or `cat-file`; else the quickest that fits. Both find the same. */
  readonly engine?: EngineName;
  /** Key of the fingerprints in place of the baseline's own. */
  readonly salt?: string;
  /** Accepted findings in place of those in the work tree; undefined for none. */
  readonly baseline?: Baseline | undefined;
}

/**
 * Scans all that a repository holds: every object that any ref, reflog, stash, note or index reaches, and its
 * work tree.
 * @throws UsageError where there is no repository
 */
export async function audit(options: AuditOptions, context: Context): Promise<ScanOutcome> {
  if (options.sinceLast === true) checkSinceLast(options);
  const repository = await openRepository(options.folder, context);
  const { git, info } = repository;
  const baseline = 'baseline' in options ? options.baseline : repository.baseline;
  const { maxBytes } = context.settings;
  const sinceLast = options.sinceLast === true ? new SinceLast(repository, context) : undefined;
  const request = { since: options.since, unreachable: options.unreachable, maxBytes, isPartial: info.isPartial, info, engine: options.engine, sinceLast };
  const history = historyReader(repository, request, context);
  const scope = historySource(git, request).scope;
  const workTree = options.workTree && info.topLevel !== undefined ? filesSource([info.topLevel], { cwd: info.topLevel, maxBytes }) : undefined;
  const outcome = await scanSources(context, {
    scope: workTree === undefined ? scope : `${scope} and work tree`,
    sources: workTree === undefined ? [history.source] : [history.source, workTree],
    baseline,
    ...(options.salt === undefined ? {} : { salt: options.salt }),
    everything: options.since === undefined && workTree !== undefined,
    locate: (oids) => locateBlobs(git, oids, { unreachable: options.unreachable, placesOf: history.placesOf }),
  });
  const notices = sinceLast?.close() ?? [];
  return { ...outcome, report: { ...outcome.report, notices: [...outcome.report.notices, ...notices] } };
}
