import { scanStaged } from '#app/staged.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { writeReport } from '../write-report.ts';

export const STAGED: Command = {
  name: 'staged',
  usage: '',
  summary: 'read what the next commit brings',
  examples: [['stanch staged', 'what git add has put into the index, new keys only']],
  flags: [...REPORT_FLAGS, ...SCAN_FLAGS],
  words: [0, 0],
  run: async (invocation) => {
    const { report } = await withContext(invocation, invocation.host.cwd, scanStaged);
    return writeReport(report, invocation);
  },
};
