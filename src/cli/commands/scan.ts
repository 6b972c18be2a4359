import { scanFiles } from '#app/scan.ts';
import type { Command } from '../command.ts';
import { isSet } from '../flag.ts';
import { REPORT_FLAGS, SCAN_FLAGS } from '../flags.ts';
import { runReport } from '../run-report.ts';

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
  run: (invocation) => {
    const { values, words, host } = invocation;
    const paths = words.length === 0 ? ['.'] : words;
    return runReport(invocation, host.cwd, (context) => {
      const noIgnore = isSet(values, 'no-ignore') || context.settings.ignoreFiles === false;
      return scanFiles({ paths, noIgnore, stdin: host.stdin }, context);
    });
  },
};
