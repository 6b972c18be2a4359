import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Report } from '#core/report.ts';
import { checkReport } from '#report/schema.ts';
import type { Command } from '../command.ts';
import { REPORT_FLAGS } from '../flags.ts';
import { writeReport } from '../write-report.ts';

const HINT = 'stanch audit --format json --output FILE makes one';

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${printable(path)} is no report`, HINT, error);
  }
}

function readReport(path: string): Report {
  const result = checkReport(readJson(path));
  if (result.ok) return result.report;
  throw new UsageError(`${printable(path)} is no report of this version${result.at === '' ? '' : ` (${result.at} does not hold)`}`, HINT);
}

export const REPORT: Command = {
  name: 'report',
  usage: 'FILE',
  summary: 'show a saved JSON report in another form',
  examples: [['stanch report audit.json --format sarif', 'from JSON to SARIF']],
  flags: REPORT_FLAGS,
  words: [1, 1],
  run: (invocation) => Promise.resolve(writeReport(readReport(resolve(invocation.host.cwd, invocation.words[0] ?? '')), invocation)),
};
