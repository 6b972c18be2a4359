import { placeOf } from '#app/find-place.ts';
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
    ['stanch scan ../other', 'another repository, under its own settings, rules and baseline'],
    ['kubectl get secret -o yaml | stanch scan -', 'standard input'],
  ],
  flags: [{ name: 'no-ignore', type: 'boolean', doc: 'read what .gitignore and .stanchignore leave out, too' }, ...REPORT_FLAGS, ...SCAN_FLAGS],
  words: [0, MANY],
  run: (invocation) => {
    const { values, words, host } = invocation;
    const paths = words.length === 0 ? ['.'] : words;
    const place = placeOf(paths, host.cwd);
    return runReport(invocation, place.root, (context) => {
      const noIgnore = isSet(values, 'no-ignore') || context.settings.ignoreFiles === false;
      return scanFiles({ paths, noIgnore, stdin: host.stdin, place }, context);
    });
  },
};
