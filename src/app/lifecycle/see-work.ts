import { IncompleteError } from '#core/errors.ts';
import type { JournalData, JournalRecord } from '#store/journal.ts';
import { askJob } from './prove-by-job.ts';
import type { PlacedSink, RunOutcome, RunPorts } from './run-ports.ts';
import type { RunState } from './run-state.ts';

/** Indices of the sinks that cannot be read back. */
export function blindOf({ sinks }: Pick<RunPorts, 'sinks'>): ReadonlySet<number> {
  return new Set(sinks.flatMap(({ readBack }, index) => (readBack === undefined ? [index] : [])));
}

/** How it is said that the new key works in a place. Of this attempt only: what was seen of an earlier key counts no more. */
function workStep(index: number, { attempt }: RunState): string {
  return `works:${attempt}:${index + 1}`;
}

type Write = (kind: JournalRecord['kind'], data: JournalData) => void;

/** Lets the job of a place say it, and writes down what it said. @throws IncompleteError where it says anything but yes */
async function letJobSay(index: number, state: RunState, ports: RunPorts, write: Write): Promise<JournalData | undefined> {
  const [job, asked] = [ports.sinks[index]?.job, state.asked.get(index)];
  if (job === undefined || asked === undefined) return undefined;
  const { challenge, refused } = asked;
  const id = `${challenge.nonce.slice(0, 16)}-${refused + 1}`;
  write('intent', { step: 'job', sink: index, id });
  const word = await askJob(job, id, challenge, ports);
  if (word.proved) return { step: 'read', sink: index, how: SEEN_BY_JOB, job: word.link };
  write('done', { step: 'job', sink: index, why: word.why, job: word.link });
  throw new IncompleteError(`${word.why}: ${word.link}`, `the old key was not revoked; resume asks the job again, or look yourself and add --done ${workStep(index, state)}`);
}

/** Whether a person or a job saw the new key work in a place that cannot be read; without a job a person is asked to look. */
export async function seeWork(index: number, state: RunState, ports: RunPorts, write: Write): Promise<{ readonly data: JournalData } | { readonly outcome: RunOutcome }> {
  const proof: PlacedSink['proof'] = ports.sinks[index]?.proof;
  const step = workStep(index, state);
  if (state.confirmed.has(step)) return { data: { step: 'read', sink: index, how: SEEN_BY_HAND } };
  const data = await letJobSay(index, state, ports, write);
  if (data !== undefined) return { data };
  if (proof === undefined) throw new IncompleteError(`sink ${index + 1} cannot be read back`, 'the old key is not revoked without that');
  return { outcome: { state: 'manual', step, ...proof } };
}

/** In the journal: the place was not read, a person saw that it works. */
export const SEEN_BY_HAND = 'seen to work by a person';
/** In the journal: a job read the place, and said yes to the new key and no to another one. */
export const SEEN_BY_JOB = 'read by a job';
