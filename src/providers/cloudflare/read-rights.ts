import { isFields, jsonOf } from '../answer.ts';
import { textAt, valueAt } from '../described/answer-fields.ts';
import type { ProviderDescription } from '../described/description.ts';
import { sendCall } from '../described/send-call.ts';
import type { ProviderContext } from '../provider.ts';
import { rightsOf, type Rights } from '../rights.ts';
import { treeOf } from './read-terms.ts';

/** The group that manages tokens, by the names that Cloudflare's pages have for it. */
const WRITE: readonly string[] = ['API_Tokens_Write', 'User_API_Tokens_Write', 'Account_API_Tokens_Write'];
const READ: readonly string[] = ['API_Tokens_Read', 'User_API_Tokens_Read', 'Account_API_Tokens_Read'];

function namesIn(policy: unknown): readonly unknown[] {
  const groups = isFields(policy) && policy['effect'] === 'allow' ? policy['permission_groups'] : undefined;
  return Array.isArray(groups) ? groups.map((group: unknown) => (isFields(group) && typeof group['name'] === 'string' ? group['name'].replaceAll(' ', '_') : undefined)) : [];
}

/** What the operator's token may do, by its own policies; undefined where it may not read them. */
export async function readRights(description: ProviderDescription, context: ProviderContext): Promise<Rights | undefined> {
  const ask = (url: string, values: Readonly<Record<string, string>> = {}) => sendCall(description, { as: 'operator', url: `${treeOf(description)}${url}` }, { context, values });
  const self = await ask('/tokens/verify');
  const id = self.status === 200 ? textAt(jsonOf(self), 'result.id') : undefined;
  if (id === undefined) return undefined;
  const own = await ask('/tokens/{id}', { id });
  const policies = own.status === 200 ? valueAt(jsonOf(own), 'result.policies') : undefined;
  const names = Array.isArray(policies) ? policies.flatMap(namesIn) : [undefined];
  return names.includes(undefined) ? undefined : rightsOf(names, { needs: [WRITE], harmless: READ });
}
