import { UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, isFields, jsonOf, judgeRefusal, needText, textField } from './answer.ts';
import { operatorKey } from './operator-key.ts';
import type { Provider, ProviderContext, Verdict } from './provider.ts';

const KEYS_PAGE = { link: 'https://docs.noxus.ai/sdk/concepts/authentication' };

/** The answer repeats the key: nothing but its id and name is ever taken out of it. */
function askMe(key: Secret, { http, base }: ProviderContext): Promise<HttpResponse> {
  return http.send({ method: 'GET', url: `${base}/v1/admin/me`, headers: { 'x-api-key': key.reveal() } });
}

/** Installations without admin/me are asked for their models, which every key may list. */
async function askModels(key: Secret, { http, base }: ProviderContext): Promise<Verdict> {
  const response = await http.send({ method: 'GET', url: `${base}/v1/models/llms`, headers: { 'x-api-key': key.reveal() } });
  const value = jsonOf(response);
  const isList = response.status === 200 && (Array.isArray(value) || (isFields(value) && Array.isArray(value['items'])));
  return isList ? { state: 'live', why: 'the key may list models' } : judgeRefusal(response);
}

/** The workspace that the operator named, else the only one that there is. A list stands bare or under `items`. */
async function workspaceOf(context: ProviderContext): Promise<string> {
  const own = context.settings['workspace'];
  if (own !== undefined && own !== '') return own;
  const response = await context.http.send({ method: 'GET', url: `${context.base}/v1/admin/groups?page=1&size=100`, headers: { 'x-api-key': operatorKey(context) } });
  expectStatus(response, [200], 'list workspaces');
  const value = jsonOf(response);
  const rows = Array.isArray(value) ? value : isFields(value) ? value['items'] : undefined;
  const [only, ...others] = Array.isArray(rows) ? (rows as unknown[]) : [];
  const id = textField(isFields(only) ? only : undefined, 'id');
  if (id === undefined || others.length > 0) throw new UsageError('the workspace of the key is not known', 'set STANCH_NOXUS_WORKSPACE to its id');
  return id;
}

/**
 * Noxus, https://docs.noxus.ai/sdk/concepts/authentication. Keys can be made by API; they are listed and ended in the
 * dashboard only. The one DELETE that the API has near keys ends a whole workspace, and is not in here.
 */
export const NOXUS: Provider = {
  id: 'noxus',
  title: 'Noxus',
  base: 'https://backend.noxus.ai',
  baseEnv: 'STANCH_NOXUS_URL',
  operatorEnv: 'STANCH_NOXUS_KEY',
  settings: [{ name: 'workspace', env: 'STANCH_NOXUS_WORKSPACE', doc: 'id of the workspace (group) of the key; the only one where not set', neededFor: [] }],
  ruleIds: ['noxus-api-key', 'noxus-prefixed-key', 'noxus-header'],
  scopes: 'tenant administrator',
  manual: {
    create: { words: 'Make a new key under Settings > Organization > Workspaces > (the workspace) > API Keys.', ...KEYS_PAGE },
    revoke: { words: 'Delete the old key under Settings > Organization > Workspaces > (the workspace) > API Keys; never the workspace.', ...KEYS_PAGE },
  },
  async identify(key, context) {
    const response = await askMe(key, context);
    const id = response.status === 200 ? textField(fieldsOf(response), 'id') : undefined;
    return id === undefined ? { exact: false, why: `the provider does not tell the id of this key (${response.status})` } : { exact: true, id, proof: 'the provider names the id of the key that asks (admin/me)' };
  },
  async verify(key, context) {
    const response = await askMe(key, context);
    if (response.status === 404) return askModels(key, context);
    const fields = response.status === 200 ? fieldsOf(response) : undefined;
    // Only an answer that names a key is a yes: a page that says 200 to everything is not.
    if (textField(fields, 'id') === undefined) return judgeRefusal(response);
    const account = textField(fields, 'name');
    return { state: 'live', why: 'admin/me names the key', ...(account === undefined ? {} : { account }) };
  },
  async readRights(context) {
    const isAdmin = fieldsOf(await askMe(new Secret(operatorKey(context)), context))?.['tenant_admin'];
    if (typeof isAdmin !== 'boolean') return undefined;
    return { told: isAdmin ? 'tenant administrator' : 'no tenant administrator', missing: isAdmin ? [] : ['tenant administrator'], excess: [] };
  },
  async checkRoom(_old, context) {
    await workspaceOf(context);
  },
  async create(label, context) {
    const url = `${context.base}/v1/admin/groups/${encodeURIComponent(await workspaceOf(context))}/api-keys`;
    const headers = { 'x-api-key': operatorKey(context), 'content-type': 'application/json' };
    const response = await context.http.send({ method: 'POST', url, headers, body: JSON.stringify({ name: label, tenant_admin: false }) });
    expectStatus(response, [200, 201], 'create key');
    const fields = fieldsOf(response);
    return { id: needText(fields, 'id', 'create key'), value: new Secret(needText(fields, 'value', 'create key')) };
  },
};
