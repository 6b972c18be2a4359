import { isAbsolute, relative, sep } from 'node:path';
import type { Source } from '#core/chunk.ts';
import type { EngineName } from '#engine/choose-engine.ts';
import type { RepositoryInfo } from '#git/client.ts';
import { filesSource } from '#sources/files.ts';
import { gitFolderSource } from '#sources/git-folder.ts';
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
  /** Also the files as they are on disk, ignored ones left out, and those of the git folder (settings, reflogs, hooks, LFS). */
  readonly workTree: boolean;
  /** Scans only what no audit with this option has scanned before, under the same rules. Finds the same. */
  readonly sinceLast?: boolean;
  /** An engine to be used; else the quickest that fits. All find the same. */
  readonly engine?: EngineName;
  /** Key of the fingerprints in place of the baseline's own. */
  readonly salt?: string;
  /** Accepted findings in place of those in the work tree; undefined for none. */
  readonly baseline?: Baseline | undefined;
}

/** The git folder by the name that it has for a reader: seen from the work tree where it lies in there. */
function gitFolder({ commonDir, topLevel }: RepositoryInfo, maxBytes: number): Source {
  const inside = topLevel === undefined ? '' : relative(topLevel, commonDir);
  const shown = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? commonDir : inside;
  return gitFolderSource({ commonDir, shown: shown.split(sep).join('/'), maxBytes });
}

/** The git folder, and the work tree where there is one. */
function onDisk(info: RepositoryInfo, maxBytes: number): Source[] {
  const { topLevel } = info;
  return [gitFolder(info, maxBytes), ...(topLevel === undefined ? [] : [filesSource([topLevel], { cwd: topLevel, maxBytes })])];
}

/**
 * Scans all that a repository holds: every object that any ref, reflog, stash, note or index reaches, its
 * work tree, and what lies beside the objects in its git folder.
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
  const hasWorkTree = options.workTree && info.topLevel !== undefined;
  const outcome = await scanSources(context, {
    scope: hasWorkTree ? `${scope} and work tree` : scope,
    sources: [history.source, ...(options.workTree ? onDisk(info, maxBytes) : [])],
    baseline,
    ...(options.salt === undefined ? {} : { salt: options.salt }),
    everything: options.since === undefined && hasWorkTree,
    locate: (oids) => locateBlobs(git, oids, { unreachable: options.unreachable, placesOf: history.placesOf }),
  });
  const notices = sinceLast?.close() ?? [];
  return { ...outcome, report: { ...outcome.report, notices: [...outcome.report.notices, ...notices] } };
}
