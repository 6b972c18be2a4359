import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { REPORT_FLAGS } from '../flags.ts';
import { readReport } from '../read-report.ts';
import { writeReport } from '../write-report.ts';

export const REPORT: Command = {
  name: 'report',
  usage: 'FILE',
  summary: 'show a saved JSON report in another form',
  examples: [['stanch report audit.json --format sarif', 'from JSON to SARIF']],
  flags: REPORT_FLAGS,
  words: [1, 1],
  run: (invocation) => Promise.resolve(writeReport(readReport(resolve(invocation.host.cwd, invocation.words[0] ?? '')), invocation)),
};
