import { statSync, writeFileSync, type Stats } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { FailOn } from '#config/settings.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import { openFindings, type Report } from '#core/report.ts';
import { compareSeverity } from '#core/severity.ts';
import { REPORTERS, type Format } from '#report/index.ts';
import { writeAtomically } from '#store/atomic-write.ts';
import type { Invocation } from './command.ts';
import { isSet, listOf, textOf } from './flag.ts';
import { statsText } from './stats-text.ts';

/** Readable by the operator alone: even masked, a report tells where the keys are. */
const PRIVATE = 0o600;

/** The names that GitLab's own jobs give these files. */
const BY_NAME: Readonly<Record<string, Format>> = { 'gl-secret-detection-report.json': 'gitlab', 'gl-code-quality-report.json': 'codequality' };

/** What form a file of that name is expected to have. */
export function formatByName(path: string): Format {
  const name = basename(path);
  if (Object.hasOwn(BY_NAME, name)) return BY_NAME[name] ?? 'json';
  const ending = /\.(json|jsonl|sarif|xml)$/.exec(name)?.[1];
  return ending === 'xml' ? 'junit' : ((ending as Format | undefined) ?? 'text');
}

function formatOf({ values }: Invocation): Format {
  const asked = textOf(values, 'format');
  if (isSet(values, 'json') && asked !== undefined && asked !== 'json') throw new UsageError(`--json and --format ${asked} do not go together`);
  if (isSet(values, 'json')) return 'json';
  if (asked !== undefined) return asked as Format;
  return formatByName(textOf(values, 'output') ?? '');
}

/** @throws UsageError when the form or the file of the report cannot be what was asked for */
export function assertFormat(invocation: Invocation): void {
  formatOf(invocation);
  const { values, host } = invocation;
  const output = textOf(values, 'output');
  for (const path of [...(output === undefined ? [] : [output]), ...listOf(values, 'report')]) {
    if (path === '') throw new UsageError('--output needs the name of a file');
    if (statOf(resolve(host.cwd, path))?.isDirectory() === true) throw new UsageError(`${printable(path)} is a folder`, 'name a file for the report');
  }
}

/** What is no ordinary file (`/dev/null`, a pipe) is written to; replacing it would harm others. */
function isDevice(path: string): boolean {
  const stats = statOf(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // What cannot be looked at is not there, or cannot be written: the writing will tell why.
    return undefined;
  }
}

function writeFile(path: string, text: string): void {
  try {
    if (isDevice(path)) writeFileSync(path, text);
    else writeAtomically(path, text, PRIVATE);
  } catch (error) {
    throw new UsageError(`${printable(path)} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, undefined, error);
  }
}

/** Findings that are bad enough to end a run with exit code 1. */
function failing(report: Report, failOn: FailOn): number {
  return failOn === 'none' ? 0 : openFindings(report).filter((finding) => compareSeverity(finding.severity, failOn) <= 0).length;
}

/** Writes a report to a file in the form that its name tells. @throws UsageError when it cannot be written */
export function writeReportFile(report: Report, path: string, { host }: Invocation): void {
  const text = REPORTERS[formatByName(path)](report, { color: false, columns: host.stdout.columns, quiet: false, showAll: false, now: host.clock.now() });
  writeFile(resolve(host.cwd, path), text);
  host.stderr.write(`report written to ${printable(path)}\n`);
}

/**
 * Writes a report where it was asked for and gives the exit code that it stands for.
 * @param failOn mildest severity that makes the exit code 1
 */
export function writeReport(report: Report, invocation: Invocation, failOn: FailOn = 'info'): ExitCode {
  const { host, values } = invocation;
  const path = textOf(values, 'output');
  const color = host.stdout.color && path === undefined && !isSet(values, 'no-color');
  const text = REPORTERS[formatOf(invocation)](report, { color, columns: host.stdout.columns, quiet: isSet(values, 'quiet'), showAll: isSet(values, 'all'), now: host.clock.now() });
  if (path === undefined) host.stdout.write(text);
  else {
    writeFile(resolve(host.cwd, path), text);
    host.stderr.write(`report written to ${printable(path)}\n`);
  }
  if (isSet(values, 'stats')) host.stderr.write(statsText(report, invocation.installation.peakMemory()));
  return exitCodeOf({ complete: report.ledger.complete, findings: failing(report, failOn) });
}
