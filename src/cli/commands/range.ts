import { scanRangeOf } from '#app/range.ts';
import type { Command } from '../command.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { runReport } from '../run-report.ts';

export const RANGE: Command = {
  name: 'range',
  usage: 'BASE..HEAD',
  summary: 'read what a push or a pull request brings, commit by commit',
  examples: [
    ['stanch range origin/main..HEAD', 'what this branch adds'],
    ['stanch range v1.0..v1.1', 'what a release added'],
  ],
  flags: [...REPORT_FLAGS, ...SCAN_FLAGS],
  words: [1, 1],
  run: (invocation) => {
    const [range = ''] = invocation.words;
    return runReport(invocation, invocation.host.cwd, (context) => scanRangeOf(range, context));
  },
};
