import type { Secret } from '#core/secret.ts';

/** A place where programs read a key. */
export interface Sink {
  /** What is written and where, in words; without any value. */
  readonly plan: string;
  /** Puts the value there; the same value twice is as once. @throws StanchError when it is not certain that it stands there */
  write(value: Secret): Promise<void>;
  /** What stands there now; absent where the place cannot be read. */
  readonly readBack?: () => Promise<Secret | undefined>;
}
