import { randomBytes } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { Secret } from '#core/secret.ts';
import type { Waiter } from '#http/retry.ts';
import { createJournal, openJournal, stateFolder, type Journal } from '#store/journal-file.ts';
import { takeLock } from '#store/journal-lock.ts';
import type { JournalData } from '#store/journal.ts';
import type { LeakedKey } from './leaked-key.ts';
import { makePlan, type Plan, type RespondOptions } from './make-plan.ts';
import { checkOperatorRights } from './operator-rights.ts';
import { operatorName } from './operator-name.ts';
import { contextOf } from './provider-context.ts';
import { refuseUntrusted } from './refuse-untrusted.ts';
import type { RunOutcome, RunPorts } from './run-ports.ts';
import { runSteps } from './run-steps.ts';
import { stateOf } from './run-state.ts';
import { sinkOf } from './sink-spec.ts';

/** What a run needs of the world. */
export interface RespondWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Waiter;
  readonly approve: (words: string) => Promise<boolean>;
  /** A new key that a person made. */
  readonly newKey?: Secret;
  /** Told before anything is done: with this id a run that breaks off goes on. */
  readonly onRun?: (runId: string) => void;
  /** Ctrl-C. */
  readonly signal?: AbortSignal;
}

interface StartOptions extends RespondOptions {
  /** True where a key of the operator that may do more than is needed will do. */
  readonly allowWide?: boolean;
  /** Id of the plan that was approved. */
  readonly approved?: string;
}

/** Everything that speaks against a plan, before anything is written down. @throws UsageError */
function checkPlan(plan: Plan, key: LeakedKey, { approved, allowWide }: StartOptions): void {
  const { provider } = key;
  if (plan.refused !== undefined) throw new UsageError(plan.refused, `${provider.manual.revoke.words} ${provider.manual.revoke.link}`);
  if (approved !== undefined && approved !== plan.id) throw new UsageError(`the plan is ${plan.id} by now, not the one that was approved`, 'look at it again without --apply');
  checkOperatorRights(plan.rights, provider, allowWide === true);
}

/** @throws UsageError where a key of the operator is needed and missing, or is the leaked one */
function checkOperator(plan: Plan, { provider, secret }: LeakedKey, { mode, handMade }: StartOptions, env: RespondWorld['env']): void {
  const { operator } = contextOf(provider, env, { now: () => 0, sleep: () => Promise.resolve() });
  const makes = mode === 'rotate' && handMade !== true && provider.create !== undefined;
  const ends = plan.identity.exact && provider.revoke !== undefined && provider.endSelf === undefined;
  if (provider.operatorEnv !== '' && (makes || ends) && operator === undefined) throw new UsageError(`a key of yours is needed: ${provider.scopes}`, `set ${provider.operatorEnv}`);
  checkApart(operator, { provider, secret });
}

/** @throws UsageError where the operator would work with the leaked key, which ends */
function checkApart(operator: Secret | undefined, { provider, secret }: LeakedKey): void {
  if (operator !== undefined && fingerprintOf(operator, '') === fingerprintOf(secret, '')) throw new UsageError('the leaked key is the operator key itself', `set ${provider.operatorEnv} to another key`);
}

/** Begins a run and goes as far as it can. @throws UsageError before anything is done; IncompleteError afterwards */
export async function startRun(key: LeakedKey, options: StartOptions, world: RespondWorld): Promise<{ runId: string; outcome: RunOutcome }> {
  const plan = await makePlan(key, options, world);
  checkPlan(plan, key, options);
  checkOperator(plan, key, options, world.env);
  const [runId, salt] = [randomBytes(6).toString('hex'), randomBytes(16).toString('hex')];
  const { verdict, identity } = plan;
  const data: JournalData = {
    runId,
    mode: options.mode,
    by: operatorName(world.env),
    plan: plan.id,
    provider: key.provider.id,
    base: plan.address,
    oldId: identity.exact ? identity.id : '',
    proof: identity.exact ? identity.proof : identity.why,
    verdict: verdict.state,
    why: verdict.why,
    ...(verdict.account === undefined ? {} : { account: verdict.account }),
    salt,
    oldFingerprint: fingerprintOf(key.secret, salt),
    sinks: options.sinks,
    grace: options.grace,
  };
  writePlan(runId, data, world);
  world.onRun?.(runId);
  return { runId, outcome: await goOn(runId, key, world, { done: [] }) };
}

function writePlan(runId: string, data: JournalData, { env, clock }: RespondWorld): void {
  const folder = stateFolder(env);
  const release = takeLock(folder);
  try {
    const journal = createJournal(folder, runId);
    journal.append({ at: new Date(clock.now()).toISOString(), kind: 'plan', data });
    journal.close();
  } finally {
    release();
  }
}

/** What a run may ask of a person; `resume` tells the one that it waits for. */
const ASKED = /^(?:create|revoke|prove|ended|(?:discard|twin):\d{1,6}|works:\d{1,6}:\d{1,3}|left:.+)$/s;

function checkDone(steps: readonly string[]): void {
  const strange = steps.find((step) => !ASKED.test(step));
  if (strange !== undefined) throw new UsageError(`no run asks for a step ${printable(strange)}`, 'take the one behind --done that the run has printed');
}

/**
 * Goes on with a run.
 * @param world `done`: manual steps that the operator did
 * @throws UsageError when the key or the address is another one than that of the plan, or for a step that no run asks for
 */
export async function resumeRun(runId: string, key: LeakedKey, world: RespondWorld & { readonly done: readonly string[] }): Promise<RunOutcome> {
  refuseUntrusted(world.env);
  checkDone(world.done);
  return goOn(runId, key, world, { by: operatorName(world.env), done: world.done });
}

/** Who goes on with a run, and which manual steps they did; without a name, whoever began it is at work still. */
interface Return {
  readonly by?: string;
  readonly done: readonly string[];
}

/** What an opened run goes on with. @throws UsageError when the key or the address is another one than that of the plan */
function portsOf(journal: Journal, { provider, secret }: LeakedKey, world: RespondWorld): RunPorts {
  const { env, clock, approve, newKey, signal } = world;
  const head = stateOf(journal.records)?.head;
  if (head === undefined) throw new IncompleteError('the journal has no plan', 'nothing was done in this run: start anew');
  const context = contextOf(provider, env, clock);
  if (head.provider !== provider.id || fingerprintOf(secret, head.salt) !== head.oldFingerprint) throw new UsageError('that is not the key of this run');
  checkApart(context.operator, { provider, secret });
  if (head.base !== context.base) throw new UsageError('the address of the provider is not that of the plan', `look at ${provider.baseEnv}`);
  const sinks = head.sinks.map((spec) => sinkOf(spec, { env, clock, cwd: process.cwd() }));
  return { provider, context, sinks, clock, journal, oldKey: secret, approve, ...(newKey === undefined ? {} : { newKey }), ...(signal === undefined ? {} : { signal }) };
}

/** Writes down who is back, and what they say that they did. A closed run is over. */
function confirmReturn(journal: Journal, { by, done }: Return, clock: Waiter): void {
  if (by === undefined || journal.records.at(-1)?.kind === 'closed') return;
  for (const step of ['resume', ...done]) journal.append({ at: new Date(clock.now()).toISOString(), kind: 'confirm', data: { step, by } });
}

async function goOn(runId: string, key: LeakedKey, world: RespondWorld, back: Return): Promise<RunOutcome> {
  const folder = stateFolder(world.env);
  const release = takeLock(folder);
  try {
    const journal = openJournal(folder, runId);
    try {
      const ports = portsOf(journal, key, world);
      confirmReturn(journal, back, world.clock);
      return await runSteps(ports);
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}
