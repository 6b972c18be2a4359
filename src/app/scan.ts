import { filesSource } from '#sources/files.ts';
import { stdinSource } from '#sources/stdin.ts';
import { BASELINE_PATH, readBaseline } from '#store/baseline-file.ts';
import { pathFrom, placeNotices, type Place } from './find-place.ts';
import type { ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import type { Context, ScanSettings } from './scan-settings.ts';

export interface ScanFilesOptions {
  /** Files and folders; `-` stands for standard input. */
  readonly paths: readonly string[];
  readonly noIgnore: boolean;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Whose settings, own rules and baseline those of the context are; by default the working folder's. */
  readonly place?: Place;
}

/** Settings whose globs count from `root`, for paths that are shown from `cwd`. */
function settingsFrom(root: string, { settings, cwd }: Context): ScanSettings {
  if (root === cwd) return settings;
  const { isExcluded, overrides } = settings;
  const toPath = pathFrom(root, cwd);
  return {
    ...settings,
    isExcluded: (path) => isExcluded(toPath(path)),
    ...(overrides === undefined ? {} : { overrides: overrides.map((override) => ({ ...override, appliesTo: (path) => override.appliesTo(toPath(path)) })) }),
  };
}

/**
 * Scans files, folders and standard input as they are; needs no repository.
 * @throws UsageError for a path that is not there
 */
export async function scanFiles(options: ScanFilesOptions, context: Context): Promise<ScanOutcome> {
  const { place = { root: context.cwd, passedOver: [] } } = options;
  const settings = settingsFrom(place.root, context);
  const { maxBytes } = settings;
  const files = options.paths.filter((path) => path !== '-');
  const sources = [
    ...(options.paths.includes('-') ? [stdinSource(options.stdin)] : []),
    ...(files.length === 0 ? [] : [filesSource(files, { cwd: context.cwd, noIgnore: options.noIgnore, maxBytes })]),
  ];
  const baseline = readBaseline(place.root, settings.baseline === '' ? BASELINE_PATH : settings.baseline);
  const scope = sources.map((source) => source.scope).join(' and ');
  const outcome = await scanSources({ ...context, settings }, { scope, sources, baseline, everything: false });
  const notices = placeNotices(place, context.cwd);
  return notices.length === 0 ? outcome : { ...outcome, report: { ...outcome.report, notices: [...notices, ...outcome.report.notices] } };
}
