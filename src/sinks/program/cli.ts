import type { SinkWorld } from '../sink-kind.ts';
import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';

/** The command line of a service, found once. */
export interface Cli {
  /** Absolute path of the program. */
  readonly file: string;
  /** What it prints. @param input on standard input, through a real pipe: some programs take nothing else for piped input */
  run(args: readonly string[], input?: string): Promise<string>;
}

/** Two programs side by side: the first gives the second its input. The shell sees names only. */
const PIPE = 'feed=$1; shift; "$feed" | "$@"';

/** @throws UsageError where the program is not installed */
export function openCli(name: string, title: string, world: SinkWorld): Cli {
  const file = findProgram(name, world);
  const call = { title, env: world.env, cwd: world.cwd, hint: `run ${name} by hand to see why; the old key was not revoked` };
  return {
    file,
    run(args, input) {
      if (input === undefined) return runProgram({ ...call, file, args });
      if (process.platform === 'win32') return runProgram({ ...call, file, args, input });
      // What Node gives a child is a socket; `cat` makes a pipe of it.
      return runProgram({ ...call, file: '/bin/sh', args: ['-c', PIPE, 'sh', findProgram('cat', world), file, ...args], input });
    },
  };
}
