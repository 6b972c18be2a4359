import { resumeRun } from '#app/lifecycle/respond.ts';
import type { Command } from '../command.ts';
import { listOf } from '../flag.ts';
import { APPLY_FLAGS, KEY_FLAGS, keyOf, tellOutcome, worldOf } from '../respond.ts';

export const RESUME: Command = {
  name: 'resume',
  usage: 'RUN [FINDING]',
  summary: 'go on with a rotation or revocation that was cut short or waits for someone',
  examples: [['stanch resume 0123456789ab 3fa2b1c49d07', 'go on; the leaked key is read again from the repository']],
  flags: [{ name: 'done', type: 'list', value: 'STEP', doc: 'a step that was asked of you and that you did' }, ...KEY_FLAGS, ...APPLY_FLAGS.filter(({ name }) => name !== 'apply')],
  words: [1, 2],
  run: async (invocation) => {
    const [runId = '', findingId] = invocation.words;
    const resuming = { ...invocation, values: { ...invocation.values, apply: true } };
    const world = { ...worldOf(resuming), done: listOf(invocation.values, 'done') };
    const outcome = await resumeRun(runId, await keyOf(invocation, findingId), world);
    return tellOutcome(invocation, runId, outcome);
  },
};
