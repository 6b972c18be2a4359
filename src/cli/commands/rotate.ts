import { makePlan, startRun } from '#app/lifecycle/respond.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { isSet } from '../flag.ts';
import { APPLY_FLAGS, KEY_FLAGS, keyOf, optionsOf, planText, tellOutcome, worldOf } from '../respond.ts';

export const ROTATE: Command = {
  name: 'rotate',
  usage: '[FINDING]',
  summary: 'make a new key, deliver it, read it back, revoke the old one and prove it dead',
  examples: [
    ['stanch rotate 3fa2b1c49d07 --env-file .env:NEUROAI_API_KEY', 'show what would be done'],
    ['stanch rotate 3fa2b1c49d07 --env-file .env:NEUROAI_API_KEY --apply', 'do it, asking before the old key ends'],
  ],
  flags: [
    { name: 'env-file', type: 'text', value: 'FILE:VARIABLE', doc: 'put the new key into a variable of a .env file' },
    { name: 'command', type: 'text', value: 'COMMAND', doc: 'give the new key to a command on its standard input' },
    { name: 'read-command', type: 'text', value: 'COMMAND', doc: 'a command that prints what the other one stored' },
    { name: 'grace', type: 'text', value: 'MINUTES', doc: 'let both keys live for so long' },
    { name: 'json', type: 'boolean', doc: 'the plan as JSON' },
    ...KEY_FLAGS,
    ...APPLY_FLAGS,
  ],
  words: [0, 1],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    const [world, options] = [worldOf(invocation), optionsOf(invocation, 'rotate')];
    const key = await keyOf(invocation, words[0]);
    if (!isSet(values, 'apply')) {
      const plan = await makePlan(key, options, world);
      host.stdout.write(isSet(values, 'json') ? `${JSON.stringify(plan)}\n` : `${planText(plan)}nothing was changed; --apply does it\n`);
      return EXIT.clean;
    }
    const { runId, outcome } = await startRun(key, options, world);
    return tellOutcome(invocation, runId, outcome);
  },
};
