import { createHash, randomBytes } from 'node:crypto';
import { isGuessable, keyedHashOf } from '#core/fingerprint.ts';
import { Secret } from '#core/secret.ts';
import type { Challenge } from '#sinks/proof-job.ts';
import { pieceFor } from './new-key.ts';
import type { PlacedSink, RunPorts } from './run-ports.ts';
import { isByHand, type RunState } from './run-state.ts';

const NONCE_BYTES = 32;

/**
 * The question for a value that was just delivered; nothing where no job is named, or where it would tell too much.
 * Whoever reads the question can try values against it as fast as they can hash. That is nothing against a key that was
 * drawn at random, and everything against a word that a person chose.
 */
export function challengeFor(key: Secret, sink: PlacedSink, state: RunState, { provider }: Pick<RunPorts, 'provider'>): Partial<Challenge> {
  if (sink.job === undefined) return {};
  const value = pieceFor(key, sink, provider);
  const isChosen = provider.isChosen === true && state.minting !== undefined && isByHand(state.minting);
  if (isChosen || isGuessable(value)) return {};
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  return { nonce, expected: keyedHashOf(value, nonce) };
}

/** The same question about a value that nothing can hold: a job that says yes to it says yes to everything. */
export function counterOf({ nonce }: Challenge): Challenge {
  const other = createHash('sha256').update(`counter ${nonce}`).digest('hex');
  return { nonce: other, expected: keyedHashOf(new Secret('no secret is this text'), other) };
}
