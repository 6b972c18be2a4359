import { IncompleteError } from '#core/errors.ts';
import type { Challenge, JobQuestion, JobRun, ProofJob } from '#sinks/proof-job.ts';
import { counterOf } from './challenge.ts';
import type { RunPorts } from './run-ports.ts';

/** Milliseconds: between looks, until a run has to be seen, and until it has to have ended. */
const TIMES = { pause: 5000, appear: 120_000, end: 20 * 60_000 } as const;

type Watch = Pick<RunPorts, 'clock' | 'signal'>;

/** What a job said. */
export type JobWord = { readonly proved: true; readonly link: string } | { readonly proved: false; readonly why: string; readonly link: string };

/** Starts a run unless it is there already: the process may have died behind the start. */
async function startOnce(job: ProofJob, question: JobQuestion): Promise<void> {
  if ((await job.find(question)) === undefined) await job.start(question);
}

function stopped(why: string): IncompleteError {
  return new IncompleteError(why, 'the old key was not revoked; resume looks at the same run again');
}

/** The run of a question once it has ended. @throws IncompleteError where it does not end in time */
async function endOf(job: ProofJob, question: JobQuestion, { clock, signal }: Watch): Promise<JobRun> {
  const begun = clock.now();
  for (;;) {
    const run = await job.find(question);
    if (run !== undefined && run.state !== 'running') return run;
    const waited = clock.now() - begun;
    if (run === undefined && waited > TIMES.appear) throw stopped('no run of the job is to be seen: does its workflow have the run-name of templates/prove.yml?');
    if (waited > TIMES.end) throw stopped(`the job has not ended: ${run?.link ?? ''}`);
    if (signal?.aborted === true) throw stopped('stopped while the job runs');
    await clock.sleep(TIMES.pause);
  }
}

/**
 * Asks a job whether it sees the new key, and whether it sees another one: only yes and no, in this order, prove
 * anything. A workflow that always says yes, or never, is found out so.
 */
export async function askJob(job: ProofJob, id: string, challenge: Challenge, watch: Watch): Promise<JobWord> {
  const [question, counter] = [{ id, ...challenge }, { id: `${id}-counter`, ...counterOf(challenge) }];
  await startOnce(job, question);
  await startOnce(job, counter);
  const [yes, no] = [await endOf(job, question, watch), await endOf(job, counter, watch)];
  if (yes.state === 'other' || no.state === 'other') return { proved: false, why: 'a run of the job did not come to its end', link: yes.state === 'other' ? yes.link : no.link };
  if (yes.state === 'failure') return { proved: false, why: 'the job says that it does not see the new key (does its workflow name this secret?)', link: yes.link };
  if (no.state === 'success') return { proved: false, why: 'the job says yes to a key that is none: it proves nothing', link: no.link };
  return { proved: true, link: yes.link };
}
