import { UsageError } from '#core/errors.ts';
import type { Identity, Provider, Verdict } from '#providers/provider.ts';
import type { Sink } from '#sinks/sink.ts';

/** One step as people read it. */
export interface PlanStep {
  readonly step: 'create' | 'test' | 'deliver' | 'read back' | 'wait' | 'revoke' | 'prove';
  readonly effect: string;
  readonly reversible: boolean;
  /** What the operator's key must be allowed to do; empty where none is needed. */
  readonly needs: string;
  /** Where a person has to do it. */
  readonly manual?: { readonly words: string; readonly link: string };
}

/** A place of the new key, and what stands there now. */
export interface SeenSink extends Pick<Sink, 'plan' | 'readBack' | 'proof' | 'job'> {
  readonly found?: string;
}

/** What is known before anything is done. */
export interface PlanFacts {
  readonly mode: 'rotate' | 'revoke';
  readonly provider: Provider;
  readonly verdict: Verdict;
  readonly identity: Identity;
  readonly sinks: readonly SeenSink[];
  /** Milliseconds. */
  readonly grace: number;
  /** True where a person makes the new key though the provider could. */
  readonly handMade?: boolean;
}

/**
 * The steps that shut a leaked key off, in their order.
 * @throws UsageError where the order cannot be kept: no sink, or one that can be neither read back nor seen to work
 */
export function planSteps(facts: PlanFacts): readonly PlanStep[] {
  if (facts.mode === 'revoke') return endSteps(facts);
  if (facts.sinks.length === 0) throw new UsageError('a new key needs a place to go', 'name one with --to KIND:PLACE#NAME, --dotenv FILE:VARIABLE or --command');
  const blind = facts.sinks.find((sink) => sink.readBack === undefined && sink.proof === undefined);
  if (blind !== undefined) throw new UsageError(`cannot be read back: ${blind.plan}`, 'the old key is revoked only after the new one was read back; give --read-command');
  return [...beginSteps(facts), ...endSteps(facts)];
}

function beginSteps({ provider, sinks, grace, handMade }: PlanFacts): PlanStep[] {
  const byHand = provider.create === undefined || handMade === true;
  const create: PlanStep = {
    step: 'create',
    effect: `a new key of ${provider.title}`,
    reversible: true,
    needs: byHand ? '' : provider.scopes,
    ...(byHand ? { manual: provider.manual.create } : {}),
  };
  const free = { reversible: true, needs: '' };
  return [
    create,
    { step: 'test', effect: 'the new key is accepted by the provider', ...free },
    ...sinks.flatMap((sink): PlanStep[] => [
      { step: 'deliver', effect: sink.found === undefined ? sink.plan : `${sink.plan}: ${sink.found}`, reversible: false, needs: '' },
      ...(sink.readBack === undefined ? [] : [{ step: 'read back' as const, effect: 'the new key stands there', ...free }]),
    ]),
    ...sinks.flatMap((sink) => seeSteps(sink)),
    ...(grace === 0 ? [] : [{ step: 'wait' as const, effect: `${Math.ceil(grace / 60_000)} min with both keys`, ...free }]),
  ];
}

/** How it is known that the new key stands where nothing can be read back. */
function seeSteps({ readBack, proof, job }: SeenSink): PlanStep[] {
  if (readBack !== undefined || proof === undefined) return [];
  const free = { step: 'read back' as const, reversible: true };
  if (job !== undefined) return [{ ...free, effect: `${job.plan}; where others could guess the key by what the job is asked, a person says so`, needs: job.needs }];
  return [{ ...free, effect: 'cannot be read back: a person says that it works there', needs: '', manual: proof }];
}

function endSteps({ provider, identity, verdict, mode }: PlanFacts): PlanStep[] {
  const prove: PlanStep = { step: 'prove', effect: 'the provider refuses the old key', reversible: true, needs: '' };
  if (verdict.state === 'dead') return [prove];
  const known = identity.exact ? `key ${identity.id}: ${identity.proof}` : identity.why;
  const byHand = (provider.revoke === undefined && provider.endSelf === undefined) || !identity.exact;
  const impact = mode === 'revoke' ? ', and every program that uses it stops working' : '';
  // A key that ends itself needs nobody's right but its own.
  const revoke: PlanStep = { step: 'revoke', effect: `the old key ends for good${impact} (${known})`, reversible: false, needs: byHand || provider.revoke === undefined ? '' : provider.scopes, ...(byHand ? { manual: provider.manual.revoke } : {}) };
  return [revoke, prove];
}
