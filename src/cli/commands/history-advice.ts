import { resolve } from 'node:path';
import { historyAdviceText } from '#app/lifecycle/history-advice-text.ts';
import { adviseHistory } from '#app/lifecycle/history-advice.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet, textOf } from '../flag.ts';
import { readReport } from '../read-report.ts';

export const HISTORY_ADVICE: Command = {
  name: 'history-advice',
  usage: '[FINDING]',
  summary: 'say what rewriting the history would and would not do, and how; changes nothing',
  examples: [
    ['stanch history-advice', 'for every key that counts'],
    ['stanch history-advice 3fa2b1c49d07 --report audit.json', 'for one key of a saved report'],
  ],
  flags: [
    { name: 'report', type: 'text', value: 'FILE', doc: 'a saved JSON report; without it the repository is audited' },
    { name: 'json', type: 'boolean', doc: 'the advice as JSON' },
  ],
  words: [0, 1],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    const path = textOf(values, 'report');
    const [id] = words;
    const request = { folder: host.cwd, ...(id === undefined ? {} : { id }), ...(path === undefined ? {} : { report: readReport(resolve(host.cwd, path)) }) };
    const advice = await withContext(invocation, host.cwd, (context) => adviseHistory(request, context));
    host.stdout.write(isSet(values, 'json') ? `${JSON.stringify(advice)}\n` : historyAdviceText(advice));
    return EXIT.clean;
  },
};
