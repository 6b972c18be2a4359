import { scanFiles } from '#app/scan.ts';
import type { Command } from '../command.ts';
import { withContext } from '../context.ts';
import { isSet } from '../flag.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { writeReport } from '../write-report.ts';

const MANY = 10_000;

export const SCAN: Command = {
  name: 'scan',
  usage: '[PATH… or -]',
  summary: 'read files, folders or standard input',
  examples: [
    ['stanch scan src config.yml', 'files and folders, ignore files respected'],
    ['stanch scan --no-ignore .', 'everything below this folder'],
    ['kubectl get secret -o yaml | stanch scan -', 'standard input'],
  ],
  flags: [{ name: 'no-ignore', type: 'boolean', doc: 'read what .gitignore and .stanchignore leave out, too' }, ...REPORT_FLAGS, ...SCAN_FLAGS],
  words: [0, MANY],
  run: async (invocation) => {
    const { values, words, host } = invocation;
    const options = { paths: words.length === 0 ? ['.'] : words, noIgnore: isSet(values, 'no-ignore'), stdin: host.stdin };
    const { report } = await withContext(invocation, host.cwd, (context) => scanFiles(options, context));
    return writeReport(report, invocation);
  },
};
