import type { Waiter } from '#http/retry.ts';
import type { Timeouts } from '#http/send.ts';
import type { ProofJob } from './proof-job.ts';
import type { Sink } from './sink.ts';

/** The operator's environment: credentials and addresses come from there and nowhere else. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What a sink needs of the world. */
export interface SinkWorld {
  readonly env: Env;
  readonly clock: Waiter;
  /** Absolute; places of files are resolved against it. */
  readonly cwd: string;
  /** Shorter ones in tests. */
  readonly timeouts?: Timeouts;
}

/** Where a key goes: `place` and `name` of `KIND:PLACE#NAME`. */
export interface SinkTarget {
  readonly place: string;
  readonly name: string;
}

/** A system that keeps keys: everything that parser, help and documentation know of it. */
export interface SinkKind {
  readonly id: string;
  readonly title: string;
  /** What stands behind `id:`. */
  readonly grammar: string;
  readonly example: string;
  /** False where a value can be written, but never read. */
  readonly isReadable: boolean;
  /** Variables of the environment; several names mean that the first one set is taken. */
  readonly variables: readonly { readonly names: readonly string[]; readonly doc: string }[];
  /** Against what it was tried; none of it was tried at a service on the internet. */
  readonly tried: string;
  /** What is kept, checked and refused; one sentence each. */
  readonly notes: readonly string[];
  /** @throws UsageError for a place that is none, or where a variable is missing */
  open(target: SinkTarget, world: SinkWorld): Sink;
  /** A job that reads what cannot be read back; absent where jobs do not see the place. @throws UsageError */
  openJob?(workflow: string, target: SinkTarget, world: SinkWorld): ProofJob;
}
