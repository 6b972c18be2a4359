import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Report } from '#core/report.ts';
import { REPORT_SCHEMA } from '#report/json.ts';
import type { Command } from '../command.ts';
import { REPORT_FLAGS } from '../flags.ts';
import { writeReport } from '../write-report.ts';

function readReport(path: string): Report {
  let data: { schema?: unknown };
  try {
    data = JSON.parse(readFileSync(path, 'utf8')) as { schema?: unknown };
  } catch (error) {
    throw new UsageError(`${printable(path)} is no report`, 'stanch audit --format json --output FILE makes one', error);
  }
  if (data.schema !== REPORT_SCHEMA) throw new UsageError(`${printable(path)} is no ${REPORT_SCHEMA}`, 'make it anew with this version');
  const { schema: _known, ...report } = data;
  return report as unknown as Report;
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
