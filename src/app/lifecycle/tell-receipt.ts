import { createHmac } from 'node:crypto';
import type { Waiter } from '#http/retry.ts';
import { openRequestComments } from '#sinks/request-comments.ts';
import { readJournal, stateFolder } from '#store/journal-file.ts';
import { readReceipt } from './receipt.ts';
import { receiptText } from './receipt-text.ts';
import { refuseUntrusted } from './refuse-untrusted.ts';
import { stateOf } from './run-state.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Known to who has the journal, and the same for every comment about the run: one takes the place of the other. */
function markOf(runId: string, env: Env): string {
  const salt = stateOf(readJournal(stateFolder(env), runId).records)?.head.salt ?? '';
  return `<!-- stanch:receipt ${createHmac('sha256', salt).update(runId).digest('hex').slice(0, 32)} -->`;
}

/**
 * Tells a pull or merge request what a run did.
 * @param target see request-comments.ts
 * @returns what was done, in words
 * @throws UsageError, also in hooks and in runs for a request; IncompleteError where it was not told
 */
export async function tellReceipt(runId: string, target: string, world: { readonly env: Env; readonly clock: Waiter }): Promise<string> {
  refuseUntrusted(world.env);
  const comments = openRequestComments(target, { ...world, cwd: process.cwd() });
  const done = await comments.put(receiptText(readReceipt(runId, world.env)), markOf(runId, world.env));
  return `comment ${done}: ${comments.words}`;
}
