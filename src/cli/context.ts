import { resolve, sep } from 'node:path';
import { shownFrom, topFolder } from '#app/find-place.ts';
import { readSettings } from '#app/read-settings.ts';
import { readRulesFile } from '#app/rules-file.ts';
import type { Context } from '#app/scan-settings.ts';
import type { Flags } from '#config/resolve.ts';
import type { FailOn, ScanSettings } from '#config/settings.ts';
import { ConfigError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { pathToFileURL } from 'node:url';
import type { Confidence, Severity } from '#core/severity.ts';
import type { Invocation } from './command.ts';
import { isSet, listOf, textOf } from './flag.ts';
import { progressLine } from './progress.ts';

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) throw new UsageError(`--${flag} needs a whole number above 0`);
  return value;
}

/** What the command line says of how a scan is judged. @throws UsageError for a number that is none */
export function flagsOf({ values }: Invocation): Flags {
  const maxBytes = numberOf(textOf(values, 'max-bytes'), 'max-bytes');
  const baseline = textOf(values, 'baseline');
  const confidence = textOf(values, 'confidence') as Confidence | undefined;
  const severity = textOf(values, 'severity') as Severity | undefined;
  const failOn = textOf(values, 'fail-on') as FailOn | undefined;
  return {
    ...(confidence === undefined ? {} : { confidence }),
    ...(severity === undefined ? {} : { severity }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(baseline === undefined ? {} : { baseline }),
    disable: listOf(values, 'disable'),
    exclude: listOf(values, 'exclude'),
  };
}

/** Not in the logs of a build server, which some run on what looks like a terminal. */
function wantsProgress({ host, values }: Invocation): boolean {
  return !isSet(values, 'quiet') && host.env['TERM'] !== 'dumb' && (host.env['CI'] ?? '') === '';
}

/** A slip in the settings of another place, with the name of that place: its files are called as they are there. */
function toldWithPlace(error: unknown, root: string, cwd: string): unknown {
  const isOfFlag = error instanceof Error && error.message.startsWith('--');
  if (!(error instanceof ConfigError) || isOfFlag || cwd === root || cwd.startsWith(`${root}${sep}`)) return error;
  return new ConfigError(`in ${printable(shownFrom(cwd, root))}: ${error.message}`, error.hint, error);
}

/**
 * Runs a use case with everything that it needs, showing progress meanwhile.
 * @param folder where the configuration is looked for, upwards
 */
export async function withContext<T>(invocation: Invocation, folder: string, work: (context: Context) => Promise<T>): Promise<T> {
  const { host, values } = invocation;
  const configPath = textOf(values, 'config');
  const root = topFolder(resolve(host.cwd, folder));
  const request = { root, forHook: false, flags: flagsOf(invocation), ...(configPath === undefined ? {} : { configPath: resolve(host.cwd, configPath) }) };
  const settings = await readSettings(request).catch((error: unknown) => {
    throw configPath === undefined ? toldWithPlace(error, root, host.cwd) : error;
  });
  return withWorld(invocation, (contextFor) => work(contextFor(settings, host.cwd)));
}

/** As `withContext`, for a use case that finds its settings by itself: it gets a maker of contexts. */
export async function withWorld<T>(invocation: Invocation, work: (contextFor: (settings: ScanSettings, cwd: string) => Context) => Promise<T>): Promise<T> {
  const { host, installation } = invocation;
  const progress = progressLine(host.stderr, host.clock, wantsProgress(invocation));
  const contextFor = (settings: ScanSettings, cwd: string): Context => ({
    cwd,
    env: host.env,
    version: installation.version,
    now: host.clock.now(),
    settings,
    builtin: () => readRulesFile(installation.rulesFile),
    workerEntry: { url: pathToFileURL(installation.workerFile) },
    signal: host.signal,
    onProgress: progress.update,
  });
  try {
    return await work(contextFor);
  } finally {
    progress.end();
  }
}
