import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import { openFindings, type Report } from '#core/report.ts';
import { REPORTERS, type Format } from '#report/index.ts';
import { humanBytes } from '#report/units.ts';
import { writeAtomically } from '#store/atomic-write.ts';
import type { Invocation } from './command.ts';
import { isSet, textOf } from './flag.ts';

/** Readable by the operator alone: even masked, a report tells where the keys are. */
const PRIVATE = 0o600;

function formatOf({ values }: Invocation): Format {
  if (isSet(values, 'json')) return 'json';
  const asked = textOf(values, 'format');
  if (asked !== undefined) return asked as Format;
  const ending = /\.(json|jsonl|sarif)$/.exec(textOf(values, 'output') ?? '')?.[1];
  return (ending as Format | undefined) ?? 'text';
}

function writeFile(path: string, text: string): void {
  try {
    writeAtomically(path, text, PRIVATE);
  } catch (error) {
    throw new UsageError(`${printable(path)} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, undefined, error);
  }
}

function statsText(report: Report, invocation: Invocation): string {
  const figures = Object.entries(report.stats).map(([name, value]) => `  ${name.padEnd(14)}${value.toLocaleString('en-US')}\n`);
  return `${figures.join('')}  peak memory   ${humanBytes(invocation.installation.peakMemory())}\n`;
}

/** Writes a report where it was asked for and gives the exit code that it stands for. */
export function writeReport(report: Report, invocation: Invocation): ExitCode {
  const { host, values } = invocation;
  const path = textOf(values, 'output');
  const color = host.stdout.color && path === undefined && !isSet(values, 'no-color');
  const text = REPORTERS[formatOf(invocation)](report, { color, columns: host.stdout.columns, quiet: isSet(values, 'quiet'), showAll: isSet(values, 'all') });
  if (path === undefined) host.stdout.write(text);
  else {
    writeFile(resolve(host.cwd, path), text);
    host.stderr.write(`report written to ${printable(path)}\n`);
  }
  if (isSet(values, 'stats')) host.stderr.write(statsText(report, invocation));
  return exitCodeOf({ complete: report.ledger.complete, findings: openFindings(report).length });
}
