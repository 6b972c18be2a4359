import process from 'node:process';
import type { Host, Output } from '#core/ports.ts';
import { endUnwritten, guardProcess, startFolder } from './last-resort.ts';

const DEFAULT_COLUMNS = 80;

/** `NO_COLOR` (any text) turns colour off, `FORCE_COLOR` on, else a terminal that is not dumb has it. */
function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** A standard stream as an output. Whoever reads it may leave: a closed pipe ends the writing, not the run. */
function outputOf(stream: NodeJS.WriteStream): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') endUnwritten(error);
    open = false;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.columns ?? DEFAULT_COLUMNS,
    color: wantsColor(process.env, stream.isTTY),
  };
}

/** First Ctrl-C asks the run to stop with a partial report, the second ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** The real world, as the doors see it. */
export function makeHost(): Host {
  guardProcess();
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: startFolder(),
    // Asked for only by those who read it: making the stream costs more than a millisecond.
    get stdin() {
      return process.stdin;
    },
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    clock: { now: () => Date.now() },
    signal: stopSignal(),
  };
}
