import { resolve } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { commandSink } from '#sinks/command.ts';
import { envFileSink } from '#sinks/env-file.ts';
import { readTarget } from '#sinks/registry.ts';
import type { SinkWorld } from '#sinks/sink-kind.ts';
import type { PlacedSink } from './run-ports.ts';

/** The spec of a place that is given a piece of the key, where one is named. */
function withPiece(spec: string, piece: string | undefined): string {
  return piece === undefined ? spec : JSON.stringify(['piece', piece, spec]);
}

/**
 * Sinks as the journal keeps them: JSON of kind and places. Never a value.
 * @param text `FILE:VARIABLE`, or `FILE:VARIABLE=PIECE,VARIABLE=PIECE` for a key of several pieces
 */
export function envFileSpecs(text: string, cwd: string): readonly string[] {
  const cut = text.lastIndexOf(':');
  if (cut <= 0 || cut === text.length - 1) throw new UsageError('--dotenv needs FILE:VARIABLE');
  return text
    .slice(cut + 1)
    .split(',')
    .map((place) => {
      const [variable = '', piece] = place.split('=');
      return withPiece(JSON.stringify(['env-file', resolve(cwd, text.slice(0, cut)), variable]), piece);
    });
}

/** A pair of commands: one takes the key on stdin, the other gives it back on stdout. */
export function commandSpec(write: string, read: string | undefined): string {
  return JSON.stringify(['command', write, ...(read === undefined ? [] : [read])]);
}

/**
 * Places by the name of their system; with them the address that the environment gives, so that a run goes on there only.
 * @param text `KIND:PLACE#NAME`, or `KIND:PLACE#NAME=PIECE,NAME=PIECE` for a key of several pieces
 * @param workflow of a job that says what stands there, for places that jobs see and nobody can read back
 * @throws UsageError
 */
export function targetSpecs(text: string, world: SinkWorld, workflow?: string): readonly string[] {
  const hash = text.lastIndexOf('#');
  const [head, names] = hash === -1 ? [text, ['']] : [text.slice(0, hash + 1), text.slice(hash + 1).split(',')];
  return names.map((place) => {
    const [name = '', piece] = place.split('=');
    const target = `${head}${name}`;
    const spec = JSON.stringify(['to', target, openTarget(target, world).endpoint ?? '']);
    return withPiece(workflow === undefined || !isSeenByJobs(target) ? spec : JSON.stringify(['job', workflow, spec]), piece);
  });
}

function isSeenByJobs(target: string): boolean {
  const { kind } = readTarget(target);
  return !kind.isReadable && kind.openJob !== undefined;
}

/** A place together with the job that reads it. */
function withJob(workflow: string, spec: string, world: SinkWorld): PlacedSink {
  const sink = sinkOf(spec, world);
  const { kind, ...target } = readTarget((JSON.parse(spec) as readonly string[])[1] ?? '');
  const job = kind.openJob?.(workflow, target, world);
  return job === undefined ? sink : { ...sink, job };
}

/** True for a place that a job reads. */
export function hasJob(spec: string): boolean {
  const [kind, , inner = ''] = JSON.parse(spec) as readonly string[];
  return kind === 'job' || (kind === 'piece' && hasJob(inner));
}

function openTarget(text: string, world: SinkWorld): PlacedSink {
  const { kind, ...target } = readTarget(text);
  return kind.open(target, world);
}

/** The sink of a spec. @throws UsageError, also where its address is by now another one than that of the plan */
export function sinkOf(spec: string, world: SinkWorld): PlacedSink {
  const [kind, first = '', second] = JSON.parse(spec) as readonly string[];
  if (kind === 'piece') return { ...sinkOf(second ?? '', world), part: first };
  if (kind === 'job') return withJob(first, second ?? '', world);
  if (kind === 'env-file') return envFileSink(first, second ?? '');
  if (kind === 'command') return commandSink(first, second);
  if (kind !== 'to') throw new UsageError('the journal names a kind of sink that this version does not know');
  const sink = openTarget(first, world);
  if ((sink.endpoint ?? '') !== second) throw new UsageError(`the address behind ${first} is not that of the plan`, 'look at the variables that docs/sinks.md names for it');
  return sink;
}

/** True for a place that would be given the key as one text; what a command makes of it is its own affair. */
export function takesWhole(spec: string): boolean {
  const [kind] = JSON.parse(spec) as readonly string[];
  return kind !== 'piece' && kind !== 'command';
}

/** The file that a spec writes to, where it is one. */
export function fileOf(spec: string): string | undefined {
  const [kind, first = '', second = ''] = JSON.parse(spec) as readonly string[];
  return kind === 'piece' ? fileOf(second) : kind === 'env-file' ? first : undefined;
}

/** Where a spec leads, in words, without a credential. */
export function placeOf(spec: string): string {
  const [kind, first = '', second = ''] = JSON.parse(spec) as readonly string[];
  if (kind === 'piece') return `${placeOf(second)} (${first})`;
  if (kind === 'job') return placeOf(second);
  if (kind === 'to') return `${first} at ${second}`;
  if (kind === 'env-file') return envFileSink(first, second).plan;
  return kind === 'command' ? commandSink(first, second === '' ? undefined : second).plan : 'a place that this version does not know';
}
