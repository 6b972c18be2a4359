import { IncompleteError } from '#core/errors.ts';
import { fieldsOf, isFields } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { KeyRecord, ProviderContext } from '../provider.ts';
import { askVault, lookUp } from './ask.ts';

/** Tokens that are looked up one by one; a house with more has to be looked through by a person. */
const MOST_TOKENS = 1000;

/** Labels by accessor: neither ever changes, so that a second look costs only what is new. */
const known = new WeakMap<ProviderContext, Map<string, string>>();

async function accessorsOf(context: ProviderContext): Promise<readonly string[]> {
  const response = await askVault(operatorKey(context), { path: 'auth/token/accessors?list=true' }, context);
  const data = response.status === 200 ? fieldsOf(response)?.['data'] : undefined;
  const keys = isFields(data) ? data['keys'] : undefined;
  if (!Array.isArray(keys) || !keys.every((key): key is string => typeof key === 'string')) {
    throw new IncompleteError(`list tokens: Vault answered ${response.status}`, 'your token needs list and sudo on auth/token/accessors');
  }
  if (keys.length > MOST_TOKENS) throw new IncompleteError(`list tokens: there are ${keys.length}, more than are looked through`, 'make and end this token by hand');
  return keys;
}

/** Every token by its accessor; Vault shows their names one by one only. */
export async function listTokens(context: ProviderContext): Promise<readonly KeyRecord[]> {
  const labels = known.get(context) ?? new Map<string, string>();
  known.set(context, labels);
  const records: KeyRecord[] = [];
  for (const id of await accessorsOf(context)) {
    const label = labels.get(id) ?? (await lookUp(id, context))?.label;
    // A token may end between the list and the look.
    if (label === undefined) continue;
    labels.set(id, label);
    records.push({ id, label });
  }
  return records;
}
