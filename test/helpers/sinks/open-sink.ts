import { readTarget } from '#sinks/registry.ts';
import type { Sink } from '#sinks/sink.ts';
import { CLOCK } from './faults.ts';

/** The sink of a target, with an environment of its own. */
export function openSink(target: string, env: Readonly<Record<string, string>>, cwd = '/'): Sink {
  const { kind, ...rest } = readTarget(target);
  return kind.open(rest, { env, clock: CLOCK, cwd });
}
