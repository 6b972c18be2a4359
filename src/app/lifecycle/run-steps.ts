import { IncompleteError } from '#core/errors.ts';
import { challengeFor } from './challenge.ts';
import { makeKey } from './make-key.ts';
import { isNewKey, pieceFor } from './new-key.ts';
import { nextStep, type Step } from './next-step.ts';
import { proveDead, type EndOfOld } from './prove-end.ts';
import { revokeOld } from './revoke-old.ts';
import { RunAtHand } from './run-at-hand.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import { stateOf, type RunState } from './run-state.ts';
import { blindOf, seeWork } from './see-work.ts';

async function testNew(run: RunAtHand): Promise<RunOutcome | undefined> {
  const { provider, context, clock } = run.ports;
  const value = run.needValue();
  if (provider.verify === undefined) throw new IncompleteError('the new key cannot be tested with this provider');
  let why = '';
  for (const wait of [0, ...LAG]) {
    if (wait > 0) await clock.sleep(wait);
    const verdict = await provider.verify(value, context);
    if (verdict.state === 'live') return run.finish('test', undefined);
    ({ why } = verdict);
  }
  throw new IncompleteError(`the provider does not accept the new key: ${why}`, 'the old key was not revoked; resume tries again');
}

async function deliver(index: number, run: RunAtHand, state: RunState): Promise<undefined> {
  run.write('intent', { step: 'deliver', sink: index });
  const sink = run.sinkAt(index);
  await sink.write(pieceFor(run.needValue(), sink, run.ports.provider));
  // With the question of the job: it can then be asked without the value, by another process as well.
  run.write('done', { step: 'deliver', sink: index, ...challengeFor(run.needValue(), sink, state, run.ports) });
}

async function readBack(index: number, run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  const sink = run.sinkAt(index);
  if (sink.readBack === undefined) {
    const seen = await seeWork(index, state, run.ports, (kind, data) => run.write(kind, data));
    if ('outcome' in seen) return seen.outcome;
    run.write('done', seen.data);
    return undefined;
  }
  if (!isNewKey(await sink.readBack(), sink, state)) {
    throw new IncompleteError(`sink ${index + 1} does not give the new key back`, 'the old key was not revoked; mend the sink and resume');
  }
  run.write('done', { step: 'read', sink: index });
  return undefined;
}

function finishOld(step: 'revoke' | 'prove', end: EndOfOld, run: RunAtHand): RunOutcome | undefined {
  if (!('outcome' in end)) run.write('done', { step, ...end.data });
  else if (end.data !== undefined) run.write('done', end.data);
  return 'outcome' in end ? end.outcome : undefined;
}

async function revoke(run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  const until = state.lastReadAt + state.head.grace;
  if (state.head.mode === 'rotate' && state.head.grace > 0 && run.ports.clock.now() < until) return { state: 'waiting', until };
  const end = await revokeOld(state, run.ports, () => run.write('intent', { step: 'revoke', id: state.head.oldId }));
  return finishOld('revoke', end, run);
}

/** Takes one step. @returns what a person has to do first; nothing where the run goes on */
async function takeStep(step: Step, run: RunAtHand, state: RunState): Promise<RunOutcome | undefined> {
  switch (step.kind) {
    case 'test':
      return testNew(run);
    case 'deliver':
      return deliver(step.sink, run, state);
    case 'read':
      return readBack(step.sink, run, state);
    case 'revoke':
      return revoke(run, state);
    case 'prove':
      return finishOld('prove', await proveDead(state, run.ports), run);
    case 'close':
    case 'end':
      run.write('closed', { proof: 'the provider refuses the old key' });
      return undefined;
    default:
      return makeKey(step.kind, run, state);
  }
}

/**
 * Goes on with a run from wherever its journal says that it stands, step after step until it is closed or someone has
 * to act; safe to call again after any crash.
 * @throws IncompleteError when a step failed: the journal stays open and the old key lives unless it was revoked by plan
 */
export async function runSteps(ports: RunPorts): Promise<RunOutcome> {
  const run = new RunAtHand(ports);
  for (;;) {
    const state = stateOf(ports.journal.records);
    if (state === undefined) throw new IncompleteError('the journal has no plan', 'nothing was done in this run: start anew');
    const step = nextStep(state, { hasValue: run.value !== undefined, blind: blindOf(ports) });
    if (step.kind === 'end') return { state: 'closed' };
    if (ports.signal?.aborted === true) throw new IncompleteError(`stopped before the step ${step.kind}`, 'what was begun is written down; resume goes on');
    const outcome = await takeStep(step, run, state);
    if (outcome !== undefined) return outcome;
  }
}
