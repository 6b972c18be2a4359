import { IncompleteError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import type { JournalData, JournalRecord } from '#store/journal.ts';
import type { PlacedSink, RunOutcome, RunPorts } from './run-ports.ts';

/** What a run in this process has at hand: its ports, its journal, and the value of the new key, which is nowhere else. */
export class RunAtHand {
  readonly ports: RunPorts;
  /** The new key, while it is in memory. */
  value: Secret | undefined;

  constructor(ports: RunPorts) {
    this.ports = ports;
  }

  /** Appends a line to the journal: an intent before what cannot be undone, `done` behind it. */
  write(kind: JournalRecord['kind'], data: JournalData): void {
    this.ports.journal.append({ at: new Date(this.ports.clock.now()).toISOString(), kind, data });
  }

  /** Writes down that a step is done, unless a person has to act first. */
  finish(step: string, outcome: RunOutcome | undefined): RunOutcome | undefined {
    if (outcome === undefined) this.write('done', { step });
    return outcome;
  }

  /** @throws IncompleteError for a plan that is not that of these ports */
  sinkAt(index: number): PlacedSink {
    const sink = this.ports.sinks[index];
    if (sink === undefined) throw new IncompleteError('the plan names a sink that is not there');
    return sink;
  }

  /** @throws IncompleteError where another process had it */
  needValue(): Secret {
    if (this.value === undefined) throw new IncompleteError('the value of the new key is not at hand', 'resume finds or replaces it');
    return this.value;
  }
}
