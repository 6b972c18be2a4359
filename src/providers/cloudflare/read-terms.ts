import { IncompleteError, UsageError } from '#core/errors.ts';
import { expectStatus, isFields, jsonOf, type Fields } from '../answer.ts';
import { valueAt } from '../described/answer-fields.ts';
import type { ProviderDescription } from '../described/description.ts';
import { sendCall } from '../described/send-call.ts';
import type { ProviderContext } from '../provider.ts';

/** What a token may do, from where and how long, in the form that a new one is asked for. */
export interface TokenTerms {
  readonly policies: readonly Fields[];
  readonly condition?: unknown;
  readonly expires_on?: unknown;
  readonly not_before?: unknown;
}

const STEP = 'read the policies of the token';
const LOST = 'a new token cannot have the same rights without them; make it by hand';

/** A group by its id; its name is Cloudflare's own. */
function groupOf(group: unknown): Fields {
  if (!isFields(group) || typeof group['id'] !== 'string') throw new IncompleteError(`${STEP}: a group of permissions has no id`, LOST);
  return { id: group['id'], ...(group['meta'] === undefined ? {} : { meta: group['meta'] }) };
}

function policyOf(policy: unknown): Fields {
  if (!isFields(policy)) throw new IncompleteError(`${STEP}: the answer has none`, LOST);
  const { effect, resources, permission_groups: groups } = policy;
  if ((effect !== 'allow' && effect !== 'deny') || !isFields(resources) || !Array.isArray(groups)) throw new IncompleteError(`${STEP}: that is no policy`, LOST);
  return { effect, resources, permission_groups: groups.map(groupOf) };
}

/**
 * The terms of a token that is there, by its id. What is not understood is never left out: a token with a condition
 * less would be a stronger one.
 * @throws IncompleteError, UsageError
 */
export async function readTerms(id: string, description: ProviderDescription, context: ProviderContext): Promise<TokenTerms> {
  const token = await readToken(id, description, context);
  const { policies, condition, expires_on: expires, not_before: begins } = token;
  if (!Array.isArray(policies) || policies.length === 0) throw new IncompleteError(`${STEP}: the answer has none`, LOST);
  if (token['status'] !== 'active') throw new UsageError('the token is not active', 'a new one would not be either: make it by hand, or use revoke');
  return {
    policies: policies.map(policyOf),
    ...(isGiven(condition) ? { condition } : {}),
    ...(isGiven(expires) ? { expires_on: expires } : {}),
    ...(isGiven(begins) ? { not_before: begins } : {}),
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

async function readToken(id: string, description: ProviderDescription, context: ProviderContext): Promise<Fields> {
  const response = await sendCall(description, { as: 'operator', url: `${treeOf(description)}/tokens/{id}` }, { context, values: { id } });
  expectStatus(response, [200], STEP);
  const json = jsonOf(response);
  const token = valueAt(json, 'result');
  if (valueAt(json, 'success') !== true || !isFields(token) || token['id'] !== id) throw new IncompleteError(`${STEP}: that is no answer about it`, LOST);
  return token;
}

/** Where the tokens of a description stand. */
export function treeOf({ id }: Pick<ProviderDescription, 'id'>): string {
  return id === 'cloudflare' ? '/user' : '/accounts/{setting.account}';
}
