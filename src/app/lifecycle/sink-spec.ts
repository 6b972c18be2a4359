import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { commandSink } from '#sinks/command.ts';
import { envFileSink } from '#sinks/env-file.ts';
import type { PlacedSink } from './run-ports.ts';

/**
 * Sinks as the journal keeps them: JSON of kind and places. Never a value.
 * @param text `FILE:VARIABLE`, or `FILE:VARIABLE=PIECE,VARIABLE=PIECE` for a key of several pieces
 */
export function envFileSpecs(text: string, cwd: string): readonly string[] {
  const cut = text.lastIndexOf(':');
  if (cut <= 0 || cut === text.length - 1) throw new UsageError('--env-file needs FILE:VARIABLE');
  return text
    .slice(cut + 1)
    .split(',')
    .map((place) => {
      const [variable = '', piece] = place.split('=');
      const spec = JSON.stringify(['env-file', resolve(cwd, text.slice(0, cut)), variable]);
      return piece === undefined ? spec : JSON.stringify(['piece', piece, spec]);
    });
}

/** A pair of commands: one takes the key on stdin, the other gives it back on stdout. */
export function commandSpec(write: string, read: string | undefined): string {
  return JSON.stringify(['command', write, ...(read === undefined ? [] : [read])]);
}

/** The sink of a spec. @throws UsageError */
export function sinkOf(spec: string): PlacedSink {
  const [kind, first = '', second] = JSON.parse(spec) as readonly string[];
  if (kind === 'piece') return { ...sinkOf(second ?? ''), part: first };
  if (kind === 'env-file') return envFileSink(first, second ?? '');
  if (kind === 'command') return commandSink(first, second);
  throw new UsageError('the journal names a kind of sink that this version does not know');
}
