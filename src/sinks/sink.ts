import type { Secret } from '#core/secret.ts';
import type { ProofJob } from './proof-job.ts';

/** A place where programs read a key. */
export interface Sink {
  /** What is written and where, in words; without any value. */
  readonly plan: string;
  /** Puts the value there; the same value twice is as once. @throws StanchError when it is not certain that it stands there */
  write(value: Secret): Promise<void>;
  /** What stands there now; absent where the place cannot be read. */
  readonly readBack?: () => Promise<Secret | undefined>;
  /** Of a place that cannot be read: how a person sees that programs there have the new key. */
  readonly proof?: { readonly words: string; readonly link: string };
  /** Of a place that cannot be read: a job of the operator that reads it, where one was named. */
  readonly job?: ProofJob;
  /** What stands there, in words, without effect. @throws StanchError where `write` would fail */
  readonly look?: () => Promise<string>;
  /** The address or program that is spoken to; a run goes on only with the same one. */
  readonly endpoint?: string;
}
