import type { Command } from '../command.ts';
import { APPLY_FLAGS, KEY_FLAGS, planOrApply } from '../respond.ts';

export const REVOKE: Command = {
  name: 'revoke',
  usage: '[FINDING]',
  summary: 'end a leaked key at once, without a replacement, and prove it dead',
  examples: [
    ['stanch revoke 3fa2b1c49d07', 'show what would be done'],
    ['stanch revoke 3fa2b1c49d07 --apply', 'do it: programs that use the key stop working'],
  ],
  flags: [...KEY_FLAGS, ...APPLY_FLAGS],
  words: [0, 1],
  run: (invocation) => planOrApply(invocation, 'revoke'),
};
