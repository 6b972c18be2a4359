import { makePlan, startRun } from '#app/lifecycle/respond.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Command } from '../command.ts';
import { isSet } from '../flag.ts';
import { APPLY_FLAGS, KEY_FLAGS, keyOf, optionsOf, planText, tellOutcome, worldOf } from '../respond.ts';

export const REVOKE: Command = {
  name: 'revoke',
  usage: '[FINDING]',
  summary: 'end a leaked key at once, without a replacement, and prove it dead',
  examples: [
    ['stanch revoke 3fa2b1c49d07', 'show what would be done'],
    ['stanch revoke 3fa2b1c49d07 --apply', 'do it: programs that use the key stop working'],
  ],
  flags: [
    { name: 'json', type: 'boolean', doc: 'the plan as JSON' },
    ...KEY_FLAGS,
    ...APPLY_FLAGS,
  ],
  words: [0, 1],
  run: async (invocation) => {
    const { host, words, values } = invocation;
    const [world, options] = [worldOf(invocation), optionsOf(invocation, 'revoke')];
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
