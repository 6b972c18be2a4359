import type { Secret } from '#core/secret.ts';
import type { Waiter } from '#http/retry.ts';
import type { Provider, ProviderContext } from '#providers/provider.ts';
import type { Sink } from '#sinks/sink.ts';
import type { JournalRecord } from '#store/journal.ts';

/** A sink, and which piece of the key goes there; the whole key where none is named. */
export interface PlacedSink extends Sink {
  readonly part?: string;
}

/** Everything outside that a run touches; each call may fail or be the last one. */
export interface RunPorts {
  readonly provider: Provider;
  readonly context: ProviderContext;
  /** In the order of the plan. */
  readonly sinks: readonly PlacedSink[];
  readonly clock: Waiter;
  readonly journal: { readonly records: readonly JournalRecord[]; append(entry: Pick<JournalRecord, 'at' | 'kind' | 'data'>): void };
  /** The leaked key, read again from where it leaked. */
  readonly oldKey: Secret;
  /** A new key that a person made; without one the provider is asked for it. */
  readonly newKey?: Secret;
  /** Asks the operator before a step that cannot be undone. */
  readonly approve: (words: string) => Promise<boolean>;
  /** Fires on Ctrl-C: what has begun is finished and written down, nothing more is begun. */
  readonly signal?: AbortSignal;
}

/** How a run ended for now. */
export type RunOutcome =
  | { readonly state: 'closed' }
  /** A person has to act; `step` is what they confirm afterwards. */
  | { readonly state: 'manual'; readonly step: string; readonly words: string; readonly link: string }
  | { readonly state: 'waiting'; readonly until: number }
  | { readonly state: 'declined'; readonly words: string };

/** Milliseconds between looks at a provider that may lag behind itself. */
export const LAG: readonly number[] = [1000, 2000, 4000, 8000, 16_000];
