import { scanStaged } from '#app/staged.ts';
import type { Command } from '../command.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { runReport } from '../run-report.ts';

export const STAGED: Command = {
  name: 'staged',
  usage: '',
  summary: 'read what the next commit brings',
  examples: [['stanch staged', 'what git add has put into the index, new keys only']],
  flags: [...REPORT_FLAGS, ...SCAN_FLAGS],
  words: [0, 0],
  run: (invocation) => runReport(invocation, invocation.host.cwd, scanStaged),
};
