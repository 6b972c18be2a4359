import { verifyKey } from '#app/lifecycle/make-plan.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { VerdictState } from '#providers/provider.ts';
import type { Command } from '../command.ts';
import { isSet } from '../flag.ts';
import { KEY_FLAGS, keyOf, worldOf } from '../respond.ts';

const CODES: Readonly<Record<VerdictState, ExitCode>> = { live: EXIT.findings, restricted: EXIT.findings, dead: EXIT.clean, unknown: EXIT.incomplete, 'not-verifiable': EXIT.incomplete };

export const VERIFY: Command = {
  name: 'verify',
  usage: '[FINDING]',
  summary: 'ask the provider whether a leaked key still works',
  examples: [
    ['stanch verify 3fa2b1c49d07', 'the key of a finding in this repository'],
    ['pbpaste | stanch verify --stdin --provider neuroai', 'a key from standard input'],
  ],
  flags: [{ name: 'json', type: 'boolean', doc: 'the verdict as JSON' }, ...KEY_FLAGS],
  words: [0, 1],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    const verdict = await verifyKey(await keyOf(invocation, words[0]), worldOf(invocation));
    host.stdout.write(isSet(values, 'json') ? `${JSON.stringify(verdict)}\n` : `${verdict.state}: ${printable(verdict.why)}${verdict.account === undefined ? '' : ` (${printable(verdict.account)})`}\n`);
    return CODES[verdict.state];
  },
};
