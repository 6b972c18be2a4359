import { createHash } from 'node:crypto';
import { UsageError } from '#core/errors.ts';
import type { Waiter } from '#http/retry.ts';
import type { Identity, Provider, ProviderContext, Verdict } from '#providers/provider.ts';
import type { Rights } from '#providers/rights.ts';
import { askOperator } from './ask-operator.ts';
import type { LeakedKey } from './leaked-key.ts';
import { lookAtSinks } from './look-at-sinks.ts';
import { readOperatorRights } from './operator-rights.ts';
import { planSteps, type PlanStep } from './plan.ts';
import { contextOf } from './provider-context.ts';
import { refuseUntrusted } from './refuse-untrusted.ts';
import { placeOf, takesWhole } from './sink-spec.ts';

/** What asking needs of the world. */
export interface AskWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Waiter;
}

export interface RespondOptions {
  readonly mode: 'rotate' | 'revoke';
  /** See sink-spec.ts. */
  readonly sinks: readonly string[];
  /** Milliseconds. */
  readonly grace: number;
  /** True where a person makes the new key. */
  readonly handMade?: boolean;
}

/** What would be done, and what it rests on. Plain data without a key. */
export interface Plan {
  readonly schema: 'stanch-plan/1';
  /** Twelve hex digits: what was approved is done only while it is still the same. */
  readonly id: string;
  readonly mode: RespondOptions['mode'];
  readonly provider: string;
  /** Where the provider is asked. */
  readonly address: string;
  readonly verdict: Verdict;
  readonly identity: Identity;
  readonly steps: readonly PlanStep[];
  /** What the key of the operator may do; absent where it is not needed, not given, or not told. */
  readonly rights?: Rights;
  /** The file that the key of the operator is read from; absent where a variable gives it, or where none is needed. */
  readonly keyFrom?: string;
  /** Why it cannot be done; absent where it can. */
  readonly refused?: string;
}

/** Asks the provider about a key, without effect; where it refuses the key, about the operator's as well. @throws UsageError where that is not allowed */
export async function verifyKey({ secret, provider }: LeakedKey, world: AskWorld): Promise<Verdict> {
  refuseUntrusted(world.env);
  const context = contextOf(provider, world.env, world.clock);
  const verdict = (await provider.verify?.(secret, context)) ?? { state: 'not-verifiable', why: 'there is no harmless question to ask' };
  return verdict.state === 'dead' ? bearOut(verdict, { secret, provider }, context) : verdict;
}

/** A no is taken for one to this key only while the operator's key, where there is one, is taken; what it rests on is told. */
async function bearOut(verdict: Verdict, { secret, provider }: LeakedKey, context: ProviderContext): Promise<Verdict> {
  const { says, words } = await askOperator({ id: '', value: secret }, { provider, context });
  const again = says === 'taken' ? await provider.verify?.(secret, context) : undefined;
  if (again !== undefined && again.state !== 'dead') return again;
  return { ...verdict, ...(says === 'refused' ? { state: 'unknown' as const } : {}), why: `${verdict.why}; ${words}` };
}

/**
 * Why a key whose id is not known exactly is not touched. Where a person ends it, or where it is dead already, no id is
 * needed: the provider's answer to the key itself tells the end.
 */
function refusal(provider: Provider, verdict: Verdict, identity: Identity): string | undefined {
  if (identity.exact || verdict.state === 'dead') return undefined;
  if (provider.verify === undefined || verdict.state === 'unknown' || verdict.state === 'not-verifiable') return `whether the leaked key works is not known, so that its end could not be proved: ${verdict.why}`;
  const isByHand = provider.identify === undefined || (provider.revoke === undefined && provider.endSelf === undefined);
  return isByHand ? undefined : `the leaked key cannot be matched with certainty: ${identity.why}`;
}

/** @throws UsageError where a place would get a key as one text that its programs read in pieces */
function checkPieces({ provider, isApart }: LeakedKey, { mode, sinks }: RespondOptions): void {
  const place = isApart === true && mode === 'rotate' ? sinks.find(takesWhole) : undefined;
  if (place === undefined) return;
  const pieces = (provider.parts ?? []).map((part) => `VARIABLE=${part}`).join(',');
  throw new UsageError(`the pieces of this key stand apart; ${placeOf(place)} would get it as one text`, `name a place for each: --dotenv FILE:${pieces} or --to KIND:PLACE#${pieces}`);
}

/** True where the operator's key makes the new key or ends the old one. */
function isOperatorNeeded(provider: Provider, { mode, handMade }: RespondOptions, identity: Identity): boolean {
  const makes = mode === 'rotate' && handMade !== true && provider.create !== undefined;
  return identity.exact && (makes || (provider.revoke !== undefined && provider.endSelf === undefined));
}

/** Makes the plan; nothing is changed by it. @throws UsageError where the order of steps cannot be kept */
export async function makePlan(key: LeakedKey, options: RespondOptions, world: AskWorld): Promise<Plan> {
  const { provider } = key;
  checkPieces(key, options);
  const context = contextOf(provider, world.env, world.clock);
  const verdict = await verifyKey(key, world);
  const identity = (await provider.identify?.(key.secret, context)) ?? { exact: false, why: 'the provider does not tell ids' };
  const old = { id: identity.exact ? identity.id : '', value: key.secret };
  const isNeeded = isOperatorNeeded(provider, options, identity);
  const rights = await readOperatorRights(provider, context, { mode: options.mode, old, isNeeded });
  const steps = planSteps({ ...options, provider, verdict, identity, sinks: await lookAtSinks(options.sinks, { ...world, cwd: process.cwd() }) });
  const refused = refusal(provider, verdict, identity);
  const facts = { mode: options.mode, provider: provider.id, address: context.base, steps };
  const words = JSON.stringify([facts, verdict.state, identity.exact ? identity.id : '', options.grace]);
  return { schema: 'stanch-plan/1', id: createHash('sha256').update(words).digest('hex').slice(0, 12), ...facts, verdict, identity, ...(rights === undefined ? {} : { rights }), ...(isNeeded && context.operatorFrom !== undefined ? { keyFrom: context.operatorFrom } : {}), ...(refused === undefined ? {} : { refused }) };
}
