/** Seams between the engine and the world; real ones are made in `bin`, tests bring their own. */

/** Text going out. `write` resolves when the sink can take more; a closed pipe is not an error. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns of the terminal, 80 where unknown. */
  readonly columns: number;
  readonly color: boolean;
}

/** Wall clock in milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** What a door is given at start. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  /** Fires on Ctrl-C and termination. */
  readonly signal: AbortSignal;
}
