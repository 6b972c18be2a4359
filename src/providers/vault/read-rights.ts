import { expectStatus, fieldsOf, isFields } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { OldKey, ProviderContext } from '../provider.ts';
import type { Rights } from '../rights.ts';
import { askVault, manageVault, tokenIn } from './ask.ts';

/** Only an orphan outlives the operator's own token, and only sudo makes orphans. */
export const ORPHANS = 'auth/token/create-orphan';
const TO_END: Readonly<Record<string, readonly string[]>> = { 'auth/token/revoke-accessor': ['update'] };
const TO_MAKE: Readonly<Record<string, readonly string[]>> = { [ORPHANS]: ['update', 'sudo'], 'auth/token/accessors': ['list', 'sudo'], 'auth/token/lookup-accessor': ['update'], ...TO_END };

/** What the operator's token may do at paths (https://developer.hashicorp.com/vault/api-docs/system/capabilities-self). */
export async function capabilities(paths: readonly string[], context: ProviderContext): Promise<(path: string) => readonly unknown[]> {
  const response = await manageVault('sys/capabilities-self', { paths }, context);
  expectStatus(response, [200], 'check rights');
  const fields = fieldsOf(response);
  const data = isFields(fields?.['data']) ? fields['data'] : fields;
  return (path) => {
    const rights = data?.[path];
    return Array.isArray(rights) ? (rights as readonly unknown[]) : [];
  };
}

export async function readRights(context: ProviderContext, _old: OldKey, mode: 'rotate' | 'revoke'): Promise<Rights | undefined> {
  const self = tokenIn(await askVault(operatorKey(context), { path: 'auth/token/lookup-self' }, context));
  if (self === undefined) return undefined;
  const needed = mode === 'rotate' ? TO_MAKE : TO_END;
  const rightsAt = await capabilities(Object.keys(needed), context);
  const missing = Object.entries(needed).flatMap(([path, names]) => (rightsAt(path).includes('root') ? [] : names.filter((name) => !rightsAt(path).includes(name)).map((name) => `${name} on ${path}`)));
  return { told: `policies ${self.policies.join(' ')}`, missing, excess: self.policies.includes('root') ? ['everything: it is a root token'] : [] };
}
