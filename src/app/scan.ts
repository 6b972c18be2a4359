import { filesSource } from '#sources/files.ts';
import { stdinSource } from '#sources/stdin.ts';
import { BASELINE_PATH, readBaseline } from '#store/baseline-file.ts';
import type { ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import type { Context } from './scan-settings.ts';

export interface ScanFilesOptions {
  /** Files and folders; `-` stands for standard input. */
  readonly paths: readonly string[];
  readonly noIgnore: boolean;
  readonly stdin: AsyncIterable<Uint8Array>;
}

/**
 * Scans files, folders and standard input as they are; needs no repository.
 * @throws UsageError for a path that is not there
 */
export async function scanFiles(options: ScanFilesOptions, context: Context): Promise<ScanOutcome> {
  const { maxBytes } = context.settings;
  const files = options.paths.filter((path) => path !== '-');
  const sources = [
    ...(options.paths.includes('-') ? [stdinSource(options.stdin)] : []),
    ...(files.length === 0 ? [] : [filesSource(files, { cwd: context.cwd, noIgnore: options.noIgnore, maxBytes })]),
  ];
  const baseline = readBaseline(context.cwd, context.settings.baseline === '' ? BASELINE_PATH : context.settings.baseline);
  return scanSources(context, { scope: sources.map((source) => source.scope).join(' and '), sources, baseline, everything: false });
}
