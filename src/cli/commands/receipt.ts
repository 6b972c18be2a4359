import { receiptText } from '#app/lifecycle/receipt.ts';
import { readRun } from '#app/lifecycle/respond.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { isSet } from '../flag.ts';

export const RECEIPT: Command = {
  name: 'receipt',
  usage: 'RUN',
  summary: 'what a rotation or revocation did, and what proves it, for an incident ticket',
  examples: [['stanch receipt 0123456789ab', 'as Markdown'], ['stanch receipt 0123456789ab --json', 'the journal itself, its chain checked']],
  flags: [{ name: 'json', type: 'boolean', doc: 'the records as JSON' }],
  words: [1, 1],
  run: async ({ host, words, values }) => {
    const records = readRun(words[0] ?? '', host.env);
    host.stdout.write(isSet(values, 'json') ? `${JSON.stringify(records)}\n` : receiptText(records));
    return EXIT.clean;
  },
};
