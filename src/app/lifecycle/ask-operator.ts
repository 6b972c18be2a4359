import { StanchError, UsageError } from '#core/errors.ts';
import { fingerprintOf } from '#core/fingerprint.ts';
import type { OldKey, Provider, ProviderContext, Verdict } from '#providers/provider.ts';

/** What another key, which must work, says about a no to the old one: a sign-in that is down says no to every key. */
export interface Witness {
  /** `none`: there is no other key that could be asked about. */
  readonly says: 'taken' | 'refused' | 'none';
  /** Behind what the provider said of the old key. */
  readonly words: string;
}

/** What stands behind a no where nothing bears it out. */
export const ALONE: Witness = { says: 'none', words: 'no other key could be asked about, and in an outage it says so of every key' };

/** Who is asked, and by which key of the operator. */
interface Asked {
  readonly provider: Provider;
  readonly context: ProviderContext;
}

function meaningOf({ state, refused }: Verdict): 'taken' | 'refused' | undefined {
  if (state === 'live' || state === 'restricted') return 'taken';
  return state === 'dead' || refused === true ? 'refused' : undefined;
}

/** The same question about the operator's key; undefined where it cannot be asked about that. */
async function askSame({ provider, context }: Asked): Promise<'taken' | 'refused' | undefined> {
  const { operator } = context;
  if (operator === undefined || provider.isOperatorApart === true || provider.isWhole?.(operator) === false) return undefined;
  try {
    const verdict = await provider.verify?.(operator, context);
    return verdict === undefined ? undefined : meaningOf(verdict);
  } catch (error) {
    // A key of another form, or no answer.
    if (error instanceof StanchError) return undefined;
    throw error;
  }
}

/** What the operator's list says; undefined where there is none to be had. */
async function askList(old: OldKey, { provider, context }: Asked): Promise<'shows' | 'lacks' | 'refused' | undefined> {
  if (provider.list === undefined) return undefined;
  try {
    const keys = await provider.list(context, old);
    return keys.some(({ id }) => id === old.id) ? 'shows' : 'lacks';
  } catch (error) {
    // Not even asked for: a setting is missing, or the id that tells where the list stands.
    if (error instanceof UsageError) return undefined;
    if (error instanceof StanchError) return 'refused';
    throw error;
  }
}

/**
 * Asks about the operator's key, by the question that the old key was refused at, else by their list of keys. The list is
 * another question, which may be answered while that one is not; so it counts only where it knew the old key by its id.
 */
export async function askOperator(old: OldKey, asked: Asked): Promise<Witness> {
  const { operator } = asked.context;
  if (operator === undefined || fingerprintOf(operator, '') === fingerprintOf(old.value, '')) return ALONE;
  const own = await askSame(asked);
  if (own === 'taken') return { says: 'taken', words: 'it took your own key meanwhile' };
  const list = (await askList(old, asked)) ?? own;
  if (list === undefined) return ALONE;
  if (list === 'refused') return { says: 'refused', words: 'it refuses your own key, too: its sign-in may be down' };
  if (old.id === '') return { says: 'none', words: 'your own key was taken meanwhile, but by another question only' };
  return list === 'lacks' ? { says: 'taken', words: 'your list of keys shows it no more' } : { says: 'refused', words: 'your list of keys still shows it' };
}
