import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { commandSink } from '#sinks/command.ts';
import { envFileSink } from '#sinks/env-file.ts';
import type { Sink } from '#sinks/sink.ts';

/** A sink as the journal keeps it: JSON of kind and places. Never a value. */
export function envFileSpec(text: string, cwd: string): string {
  const cut = text.lastIndexOf(':');
  if (cut <= 0 || cut === text.length - 1) throw new UsageError('--env-file needs FILE:VARIABLE');
  return JSON.stringify(['env-file', resolve(cwd, text.slice(0, cut)), text.slice(cut + 1)]);
}

/** A pair of commands: one takes the key on stdin, the other gives it back on stdout. */
export function commandSpec(write: string, read: string | undefined): string {
  return JSON.stringify(['command', write, ...(read === undefined ? [] : [read])]);
}

/** The sink of a spec. @throws UsageError */
export function sinkOf(spec: string): Sink {
  const [kind, first = '', second] = JSON.parse(spec) as readonly string[];
  if (kind === 'env-file') return envFileSink(first, second ?? '');
  if (kind === 'command') return commandSink(first, second);
  throw new UsageError('the journal names a kind of sink that this version does not know');
}
