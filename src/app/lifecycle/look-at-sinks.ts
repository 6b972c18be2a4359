import type { SinkWorld } from '#sinks/sink-kind.ts';
import type { SeenSink } from './plan.ts';
import { refuseUntrusted } from './refuse-untrusted.ts';
import { lookAtFile } from './look-at-file.ts';
import { fileOf, sinkOf, targetSpecs } from './sink-spec.ts';

/**
 * Opens the places of a new key and looks at them, so that what is in the way is known before there is a new key.
 * @param specs see sink-spec.ts
 * @throws StanchError where a place could not be written to
 */
export async function lookAtSinks(specs: readonly string[], world: SinkWorld): Promise<readonly SeenSink[]> {
  const seen: SeenSink[] = [];
  for (const spec of specs) {
    const sink = sinkOf(spec, world);
    const file = fileOf(spec);
    const found = file === undefined ? await sink.look?.() : lookAtFile(file, world.env);
    await sink.job?.look();
    seen.push(found === undefined ? sink : { ...sink, found });
  }
  return seen;
}

/** The same for a place as the operator writes it, in words. @throws StanchError */
export async function describeTarget(text: string, world: SinkWorld, workflow?: string): Promise<readonly string[]> {
  refuseUntrusted(world.env);
  const seen = await lookAtSinks(targetSpecs(text, world, workflow), world);
  return seen.flatMap(({ plan, found, readBack, job }) => [found === undefined ? plan : `${plan}: ${found}`, readBack !== undefined ? 'can be read back' : job === undefined ? 'cannot be read back: a person has to say that it works there' : `cannot be read back: ${job.plan}`]);
}
