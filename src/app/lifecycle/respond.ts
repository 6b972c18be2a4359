import { randomBytes } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Waiter } from '#http/retry.ts';
import type { Identity, Verdict } from '#providers/provider.ts';
import { createJournal, openJournal, stateFolder } from '#store/journal-file.ts';
import { takeLock } from '#store/journal-lock.ts';
import type { JournalRecord } from '#store/journal.ts';
import type { LeakedKey } from './leaked-key.ts';
import { planSteps, type PlanStep } from './plan.ts';
import { contextOf } from './provider-context.ts';
import { refuseUntrusted } from './refuse-untrusted.ts';
import type { RunOutcome } from './run-ports.ts';
import { runSteps } from './run-steps.ts';
import { stateOf } from './run-state.ts';
import { sinkOf } from './sink-spec.ts';

/** What a run needs of the world. */
export interface RespondWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Waiter;
  readonly approve: (words: string) => Promise<boolean>;
  /** Ctrl-C. */
  readonly signal?: AbortSignal;
}

export interface RespondOptions {
  readonly mode: 'rotate' | 'revoke';
  /** See sink-spec.ts. */
  readonly sinks: readonly string[];
  /** Milliseconds. */
  readonly grace: number;
}

/** What would be done, and what it rests on. */
export interface Plan {
  readonly verdict: Verdict;
  readonly identity: Identity;
  readonly steps: readonly PlanStep[];
}

/** Asks the provider about a key, without effect. @throws UsageError where that is not allowed */
export async function verifyKey({ secret, provider }: LeakedKey, world: Pick<RespondWorld, 'env' | 'clock'>): Promise<Verdict> {
  refuseUntrusted(world.env);
  return (await provider.verify?.(secret, contextOf(provider, world.env, world.clock))) ?? { state: 'not-verifiable', why: 'there is no harmless question to ask' };
}

/** Makes the plan; nothing is changed by it. */
export async function makePlan(key: LeakedKey, options: RespondOptions, world: Pick<RespondWorld, 'env' | 'clock'>): Promise<Plan> {
  const verdict = await verifyKey(key, world);
  const identity = (await key.provider.identify?.(key.secret, contextOf(key.provider, world.env, world.clock))) ?? { exact: false, why: 'the provider does not tell ids' };
  return { verdict, identity, steps: planSteps({ ...options, provider: key.provider, verdict, identity, sinks: options.sinks.map(sinkOf) }) };
}

/** Begins a run and goes as far as it can. @throws UsageError before anything is done; IncompleteError afterwards */
export async function startRun(key: LeakedKey, options: RespondOptions, world: RespondWorld): Promise<{ runId: string; outcome: RunOutcome }> {
  const { identity, verdict } = await makePlan(key, options, world);
  if (!identity.exact) throw new UsageError(`the leaked key cannot be matched with certainty: ${identity.why}`, `${key.provider.manual.revoke.words} ${key.provider.manual.revoke.link}`);
  const context = contextOf(key.provider, world.env, world.clock);
  const [runId, salt] = [randomBytes(6).toString('hex'), randomBytes(16).toString('hex')];
  const oldFingerprint = fingerprintOf(key.secret, salt);
  const needsOperator = key.provider.operatorEnv !== '' && (key.provider.revoke !== undefined || options.mode === 'rotate');
  if (needsOperator && context.operator === undefined) throw new UsageError(`a key of yours is needed: ${key.provider.scopes}`, `set ${key.provider.operatorEnv}`);
  if (context.operator !== undefined && fingerprintOf(context.operator, salt) === oldFingerprint) throw new UsageError('the leaked key is the operator key itself', `set ${key.provider.operatorEnv} to another key`);
  const folder = stateFolder(world.env);
  const release = takeLock(folder);
  try {
    const journal = createJournal(folder, runId);
    const data = { runId, mode: options.mode, provider: key.provider.id, base: context.base, oldId: identity.id, proof: identity.proof, verdict: verdict.state, salt, oldFingerprint, sinks: options.sinks, grace: options.grace };
    journal.append({ at: new Date(world.clock.now()).toISOString(), kind: 'plan', data });
    journal.close();
  } finally {
    release();
  }
  return { runId, outcome: await resumeRun(runId, key, { ...world, done: [] }) };
}

/**
 * Goes on with a run.
 * @param world `done`: manual steps that the operator did
 * @throws UsageError when the key or the address is another one than that of the plan
 */
export async function resumeRun(runId: string, key: LeakedKey, world: RespondWorld & { readonly done: readonly string[] }): Promise<RunOutcome> {
  refuseUntrusted(world.env);
  const folder = stateFolder(world.env);
  const release = takeLock(folder);
  try {
    const journal = openJournal(folder, runId);
    try {
      const head = stateOf(journal.records)?.head;
      if (head === undefined) throw new IncompleteError('the journal has no plan', 'nothing was done in this run: start anew');
      const context = contextOf(key.provider, world.env, world.clock);
      if (head.provider !== key.provider.id || fingerprintOf(key.secret, head.salt) !== head.oldFingerprint) throw new UsageError('that is not the key of this run');
      if (head.base !== context.base) throw new UsageError('the address of the provider is not that of the plan', `look at ${key.provider.baseEnv}`);
      for (const step of world.done) journal.append({ at: new Date(world.clock.now()).toISOString(), kind: 'confirm', data: { step } });
      return await runSteps({ provider: key.provider, context, sinks: head.sinks.map(sinkOf), clock: world.clock, journal, oldKey: key.secret, approve: world.approve, ...(world.signal === undefined ? {} : { signal: world.signal }) });
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}

/** The records of a run, checked. */
export function readRun(runId: string, env: RespondWorld['env']): readonly JournalRecord[] {
  const journal = openJournal(stateFolder(env), runId);
  journal.close();
  return journal.records;
}
