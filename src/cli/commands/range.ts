import { scanRangeOf } from '#app/range.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { writeReport } from '../write-report.ts';

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
  run: async (invocation) => {
    const [range = ''] = invocation.words;
    const { report } = await withContext(invocation, invocation.host.cwd, (context) => scanRangeOf(range, context));
    return writeReport(report, invocation);
  },
};
