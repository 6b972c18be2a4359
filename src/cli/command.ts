import type { ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import type { Flag, FlagValues } from './flag.ts';

/** Where the parts of an installation stand, and its version. */
export interface Installation {
  readonly version: string;
  /** Built-in rules and their samples. */
  readonly rulesFile: string;
  readonly samplesFile: string;
  /** The program of worker threads. */
  readonly workerFile: string;
  /** The program that hooks call. */
  readonly program: string;
  /** The Node that runs it. */
  readonly node: string;
  /** Peak resident memory so far in bytes. */
  readonly peakMemory: () => number;
}

/** One call of a command: its words, and the world. */
export interface Invocation {
  readonly host: Host;
  readonly installation: Installation;
  readonly values: FlagValues;
  readonly words: readonly string[];
}

/** One command: everything that help, completion and dispatch know of it. */
export interface Command {
  readonly name: string;
  /** Words after the name, e.g. `[REPOSITORY]`. */
  readonly usage: string;
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly flags: readonly Flag[];
  /** Fewest and most words. */
  readonly words: readonly [number, number];
  /** The first words that are allowed, where they are few. */
  readonly choices?: readonly string[];
  readonly run: (invocation: Invocation) => Promise<ExitCode>;
}
