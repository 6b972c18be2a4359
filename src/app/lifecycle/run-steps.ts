import { IncompleteError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { JournalData, JournalRecord } from '#store/journal.ts';
import { discard } from './discard.ts';
import { nextStep, type Step } from './next-step.ts';
import { proveDead, revokeOld } from './revoke-old.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import { stateOf, type RunState } from './run-state.ts';

/** A run in this process: its ports, and the value of the new key, which is nowhere else. */
class Run {
  readonly #ports: RunPorts;
  #value: Secret | undefined;

  constructor(ports: RunPorts) {
    this.#ports = ports;
  }

  /** Takes step after step until the run is closed or someone has to act. */
  async go(): Promise<RunOutcome> {
    for (;;) {
      const state = stateOf(this.#ports.journal.records);
      if (state === undefined) throw new IncompleteError('the journal has no plan', 'nothing was done in this run: start anew');
      const step = nextStep(state, this.#value !== undefined);
      if (step.kind === 'end') return { state: 'closed' };
      const outcome = await this.#take(step, state);
      if (outcome !== undefined) return outcome;
    }
  }

  #write(kind: JournalRecord['kind'], data: JournalData): void {
    this.#ports.journal.append({ at: new Date(this.#ports.clock.now()).toISOString(), kind, data });
  }

  async #take(step: Step, state: RunState): Promise<RunOutcome | undefined> {
    switch (step.kind) {
      case 'create':
        return this.#create(state);
      case 'recover':
        return this.#recover(state);
      case 'discard':
        return this.#discard(state);
      case 'test':
        return this.#test();
      case 'deliver':
        return this.#deliver(step.sink);
      case 'read':
        return this.#read(step.sink, state);
      case 'revoke':
        return this.#revoke(state);
      case 'prove':
        return this.#finish('prove', await proveDead(this.#ports));
      case 'close':
      case 'end':
        this.#write('closed', { proof: 'the provider refuses the old key' });
        return undefined;
    }
  }

  #finish(step: string, outcome: RunOutcome | undefined): RunOutcome | undefined {
    if (outcome === undefined) this.#write('done', { step });
    return outcome;
  }

  async #create(state: RunState): Promise<RunOutcome | undefined> {
    const { provider, context } = this.#ports;
    if (provider.create === undefined) return { state: 'manual', step: 'create', ...provider.manual.create };
    const label = `stanch-${state.head.runId}-${state.attempt + 1}`;
    this.#write('intent', { step: 'create', label });
    const minted = await provider.create(label, context);
    this.#write('done', { step: 'create', id: minted.id, fingerprint: fingerprintOf(minted.value, state.head.salt) });
    this.#value = minted.value;
    return undefined;
  }

  /** A sink that can be read may hold the new key already: then nothing is lost. */
  async #recover(state: RunState): Promise<RunOutcome | undefined> {
    for (const sink of this.#ports.sinks) {
      const value = await sink.readBack?.();
      if (value === undefined || fingerprintOf(value, state.head.salt) !== state.minting?.fingerprint) continue;
      this.#value = value;
      return undefined;
    }
    return this.#discard(state);
  }

  async #discard(state: RunState): Promise<RunOutcome | undefined> {
    this.#write('intent', { step: 'discard' });
    const outcome = await discard(state, this.#ports);
    this.#value = outcome === undefined ? undefined : this.#value;
    return this.#finish('discard', outcome);
  }

  async #test(): Promise<RunOutcome | undefined> {
    const { provider, context, clock } = this.#ports;
    const value = this.#needValue();
    if (provider.verify === undefined) throw new IncompleteError('the new key cannot be tested with this provider');
    for (const wait of [0, ...LAG]) {
      if (wait > 0) await clock.sleep(wait);
      if ((await provider.verify(value, context)).state === 'live') return this.#finish('test', undefined);
    }
    throw new IncompleteError('the provider does not accept the new key', 'the old key was not revoked; resume tries again');
  }

  async #deliver(index: number): Promise<undefined> {
    this.#write('intent', { step: 'deliver', sink: index });
    await this.#sink(index).write(this.#needValue());
    this.#write('done', { step: 'deliver', sink: index });
  }

  async #read(index: number, state: RunState): Promise<RunOutcome | undefined> {
    const sink = this.#sink(index);
    if (sink.readBack === undefined) throw new IncompleteError(`sink ${index + 1} cannot be read back`, 'the old key is not revoked without that');
    const value = await sink.readBack();
    if (value === undefined || fingerprintOf(value, state.head.salt) !== state.minting?.fingerprint) {
      throw new IncompleteError(`sink ${index + 1} does not give the new key back`, 'the old key was not revoked; mend the sink and resume');
    }
    this.#write('done', { step: 'read', sink: index });
    return undefined;
  }

  async #revoke(state: RunState): Promise<RunOutcome | undefined> {
    const until = state.lastReadAt + state.head.grace;
    if (state.head.mode === 'rotate' && this.#ports.clock.now() < until) return { state: 'waiting', until };
    const outcome = await revokeOld(state, this.#ports, () => this.#write('intent', { step: 'revoke', id: state.head.oldId }));
    return this.#finish('revoke', outcome);
  }

  #sink(index: number): RunPorts['sinks'][number] {
    const sink = this.#ports.sinks[index];
    if (sink === undefined) throw new IncompleteError('the plan names a sink that is not there');
    return sink;
  }

  #needValue(): Secret {
    if (this.#value === undefined) throw new IncompleteError('the value of the new key is not at hand', 'resume finds or replaces it');
    return this.#value;
  }
}

/**
 * Goes on with a run from wherever its journal says that it stands; safe to call again after any crash.
 * @throws IncompleteError when a step failed: the journal stays open and the old key lives unless it was revoked by plan
 */
export function runSteps(ports: RunPorts): Promise<RunOutcome> {
  return new Run(ports).go();
}
