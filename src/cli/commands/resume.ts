import { resumeRun } from '#app/lifecycle/respond.ts';
import type { Command } from '../command.ts';
import { listOf } from '../flag.ts';
import { handMadeKey, KEY_FLAGS, keyOf, NEW_KEY_FLAG, worldOf, YES_FLAG } from '../respond.ts';
import { tellOutcome } from '../respond-text.ts';

export const RESUME: Command = {
  name: 'resume',
  usage: 'RUN [FINDING]',
  summary: 'go on with a rotation or revocation that was cut short or waits for someone',
  examples: [
    ['stanch resume 0123456789ab 3fa2b1c49d07', 'go on; the leaked key is read again from the repository'],
    ['pbpaste | stanch resume 0123456789ab 3fa2b1c49d07 --new-key-stdin --yes', 'with the new key that was asked of you'],
  ],
  flags: [{ name: 'done', type: 'list', value: 'STEP', doc: 'a step that was asked of you and that you did' }, NEW_KEY_FLAG, ...KEY_FLAGS, YES_FLAG],
  words: [1, 2],
  run: async (invocation) => {
    const [runId = '', findingId] = invocation.words;
    const resuming = { ...invocation, values: { ...invocation.values, apply: true } };
    const world = { ...worldOf(resuming), done: listOf(invocation.values, 'done') };
    const key = await keyOf(resuming, findingId);
    return tellOutcome(invocation, runId, await resumeRun(runId, key, { ...world, ...(await handMadeKey(invocation)) }));
  },
};
