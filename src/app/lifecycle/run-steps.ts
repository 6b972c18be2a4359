import { IncompleteError, UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { JournalData, JournalRecord } from '#store/journal.ts';
import { findRival, labelOf, mintedLine } from './create-new.ts';
import { discard, discardStep } from './discard.ts';
import { challengeFor } from './challenge.ts';
import { endTwins } from './end-twins.ts';
import { isNewKey, partPrints, pieceFor } from './new-key.ts';
import { endLeftover, mayBeHeld, roomBefore } from './leftovers.ts';
import { nextStep, type Step } from './next-step.ts';
import { blindOf, seeWork } from './see-work.ts';
import { approveSinks, lostByHand, takeHandMade, type HandMade } from './hand-made.ts';
import { proveDead, revokeOld, type EndOfOld } from './revoke-old.ts';
import { LAG, type RunOutcome, type RunPorts } from './run-ports.ts';
import { isByHand, stateOf, type RunState } from './run-state.ts';

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
      const step = nextStep(state, { hasValue: this.#value !== undefined, blind: blindOf(this.#ports) });
      if (step.kind === 'end') return { state: 'closed' };
      if (this.#ports.signal?.aborted === true) throw new IncompleteError(`stopped before the step ${step.kind}`, 'what was begun is written down; resume goes on');
      const outcome = await this.#take(step, state);
      if (outcome !== undefined) return outcome;
    }
  }

  #write(kind: JournalRecord['kind'], data: JournalData): void {
    this.#ports.journal.append({ at: new Date(this.#ports.clock.now()).toISOString(), kind, data });
  }

  #take(step: Step, state: RunState): Promise<RunOutcome | undefined> | undefined {
    switch (step.kind) {
      case 'test':
        return this.#test();
      case 'deliver':
        return this.#deliver(step.sink, state);
      case 'read':
        return this.#read(step.sink, state);
      case 'revoke':
        return this.#revoke(state);
      case 'prove':
        return this.#prove(state);
      case 'close':
      case 'end':
        this.#write('closed', { proof: 'the provider refuses the old key' });
        return undefined;
      default:
        return this.#makeKey(step.kind, state);
    }
  }

  /** What has to do with the making of the new key, and with keys that were lost on the way. */
  #makeKey(kind: Exclude<Step['kind'], 'test' | 'deliver' | 'read' | 'revoke' | 'prove' | 'close' | 'end'>, state: RunState): Promise<RunOutcome | undefined> {
    switch (kind) {
      case 'create':
        return this.#create(state);
      case 'recover':
        return this.#recover(state);
      case 'discard':
        return this.#discard(state);
      case 'settle':
        return this.#settle(state);
      case 'clear':
        return this.#clear(state.leftovers[0] ?? '', state);
    }
  }

  #finish(step: string, outcome: RunOutcome | undefined): RunOutcome | undefined {
    if (outcome === undefined) this.#write('done', { step });
    return outcome;
  }

  #end(step: string, end: EndOfOld): RunOutcome | undefined {
    if ('outcome' in end) return end.outcome;
    this.#write('done', { step, ...end.data });
    return undefined;
  }

  async #create(state: RunState): Promise<RunOutcome | undefined> {
    const { provider, context, oldKey, newKey } = this.#ports;
    if (provider.create === undefined && newKey === undefined) return { state: 'manual', step: 'create', ...provider.manual.create };
    const declined = await approveSinks(this.#ports);
    if (declined !== undefined) return declined;
    if (provider.create === undefined || newKey !== undefined) return this.#adopt(await takeHandMade(state, this.#ports));
    const room = await roomBefore(state, this.#ports, (id) => this.#clear(id, state));
    if ('outcome' in room) return room.outcome;
    const { before } = room;
    const label = labelOf(state, this.#ports);
    this.#write('intent', { step: 'create', label, ...(before.length === 0 ? {} : { before }) });
    const minted = await provider.create(label, context, { id: state.head.oldId, value: oldKey });
    this.#write('done', mintedLine(minted, partPrints(minted.value, provider, state.head.salt), state.head.salt));
    this.#value = minted.value;
    return undefined;
  }

  /** Nothing is changed by taking a key, so no intent goes before. */
  #adopt({ data, value }: HandMade): undefined {
    this.#write('done', data);
    this.#value = value;
  }

  /** A sink that can be read may hold the whole new key already: then nothing is lost. */
  async #recover(state: RunState): Promise<RunOutcome | undefined> {
    for (const sink of this.#ports.sinks) {
      if (sink.part !== undefined) continue;
      const value = await sink.readBack?.();
      if (!isNewKey(value, sink, state)) continue;
      this.#value = value;
      return undefined;
    }
    if (state.minting !== undefined && isByHand(state.minting)) return this.#askAgain(state);
    return mayBeHeld(state, this.#ports) ? this.#finish('leave', undefined) : this.#discard(state);
  }

  /** A key that a person made is not ended by us: it is given again, or the person says that it is gone. */
  async #askAgain(state: RunState): Promise<RunOutcome | undefined> {
    const { newKey } = this.#ports;
    if (state.confirmed.has(discardStep(state))) return this.#discard(state);
    if (newKey === undefined) return lostByHand(state, this.#ports);
    if (fingerprintOf(newKey, state.head.salt) !== state.minting?.fingerprint) throw new UsageError('that is another new key than the one that was given before', `give that one again; or delete it by hand and add --done ${discardStep(state)}`);
    this.#value = newKey;
    return undefined;
  }

  async #discard(state: RunState): Promise<RunOutcome | undefined> {
    this.#write('intent', { step: 'discard' });
    const outcome = await discard(state, this.#ports);
    this.#value = outcome === undefined ? undefined : this.#value;
    return this.#finish('discard', outcome);
  }

  async #clear(id: string, state: RunState): Promise<RunOutcome | undefined> {
    const outcome = await endLeftover(id, state, this.#ports);
    if (outcome === undefined) this.#write('done', { step: 'clear', id });
    return outcome;
  }

  async #settle(state: RunState): Promise<RunOutcome | undefined> {
    if (state.minting !== undefined && isByHand(state.minting)) return this.#finish('settle', undefined);
    const rival = await findRival(state, this.#ports);
    if (rival === undefined) return this.#finish('settle', await endTwins(state, this.#ports));
    await this.#discard(state);
    throw new IncompleteError(`another run made a key in place of this one: ${rival.label}`, 'the key of this run was deleted, the old one was not revoked; finish the other run, or delete its key and resume');
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

  async #deliver(index: number, state: RunState): Promise<undefined> {
    this.#write('intent', { step: 'deliver', sink: index });
    const sink = this.#sink(index);
    await sink.write(pieceFor(this.#needValue(), sink, this.#ports.provider));
    // With the question of the job: it can then be asked without the value, by another process as well.
    this.#write('done', { step: 'deliver', sink: index, ...challengeFor(this.#needValue(), sink, state, this.#ports) });
  }

  async #read(index: number, state: RunState): Promise<RunOutcome | undefined> {
    const sink = this.#sink(index);
    if (sink.readBack === undefined) {
      const seen = await seeWork(index, state, this.#ports, (kind, data) => this.#write(kind, data));
      if ('outcome' in seen) return seen.outcome;
      this.#write('done', seen.data);
      return undefined;
    }
    if (!isNewKey(await sink.readBack(), sink, state)) {
      throw new IncompleteError(`sink ${index + 1} does not give the new key back`, 'the old key was not revoked; mend the sink and resume');
    }
    this.#write('done', { step: 'read', sink: index });
    return undefined;
  }

  async #prove(state: RunState): Promise<RunOutcome | undefined> {
    return this.#end('prove', await proveDead(state, this.#ports));
  }

  async #revoke(state: RunState): Promise<RunOutcome | undefined> {
    const until = state.lastReadAt + state.head.grace;
    if (state.head.mode === 'rotate' && state.head.grace > 0 && this.#ports.clock.now() < until) return { state: 'waiting', until };
    return this.#end('revoke', await revokeOld(state, this.#ports, () => this.#write('intent', { step: 'revoke', id: state.head.oldId })));
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
