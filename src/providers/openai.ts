import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { answerFits, textAt } from './described/answer-fields.ts';
import type { ListDescription, ProviderDescription } from './described/description.ts';
import { listRows } from './described/list-keys.ts';
import { sendCall } from './described/send-call.ts';
import { toProvider } from './described/to-provider.ts';
import { expectStatus, isFields, jsonOf } from './answer.ts';
import type { KeyRecord, Provider, ProviderContext } from './provider.ts';

const PAGE = 'https://platform.openai.com/api-keys';
const PROJECT = '/organization/projects/{setting.project}';
const NEXT = { parameter: 'after', from: 'last_id', more: 'has_more' };
const KEYS: ListDescription = { call: { url: `${PROJECT}/api_keys?limit=100` }, rows: 'data', id: 'id', label: 'name', next: NEXT };
const ACCOUNTS: ListDescription = { ...KEYS, call: { url: `${PROJECT}/service_accounts?limit=100` } };

const DESCRIPTION: ProviderDescription = {
  id: 'openai',
  title: 'OpenAI',
  base: 'https://api.openai.com/v1',
  ruleIds: ['openai-project-key', 'openai-legacy-key', 'openai-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  settings: [{ name: 'project', env: 'STANCH_OPENAI_PROJECT', doc: 'id of the project of the key', neededFor: ['create', 'revoke'] }],
  scopes: 'Admin API key of the organisation',
  rightsUntold: 'an admin key manages the whole organisation; a narrower one is not told apart',
  verify: {
    call: { url: '/models' },
    answers: [
      { status: 200, has: { object: 'list', data: true }, state: 'live' },
      { status: 401, has: { 'error.code': 'invalid_api_key' }, state: 'dead' },
      { status: 403, has: { error: true }, state: 'restricted' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
  },
  list: KEYS,
  identify: { from: 'list', field: 'redacted_value', constant: 8, proof: 'one key of the project shows the same beginning and end' },
  manual: { create: { words: 'Make a new key in the same project.', link: PAGE }, revoke: { words: 'Delete the old key; one of a service account ends with its account.', link: PAGE } },
};

const BASIS: Provider = toProvider(DESCRIPTION);
const ACCOUNT = 'service-account/';

async function idsOf(list: ListDescription, prefix: string, context: ProviderContext): Promise<readonly KeyRecord[]> {
  const rows = await listRows(DESCRIPTION, list, { context });
  return rows.map((row) => {
    const id = textAt(row, 'id');
    if (id === undefined) throw new IncompleteError('list keys: a row has no id');
    return { id: `${prefix}${id}`, label: textAt(row, 'name') ?? '' };
  });
}

/**
 * OpenAI, https://platform.openai.com/docs/api-reference/administration. A key is made with a service account of its
 * own, because no call makes one for a person; such a key ends only with its account, so the account's id stands for it.
 */
export const OPENAI: Provider = {
  ...BASIS,
  async list(context) {
    return [...(await idsOf(KEYS, '', context)), ...(await idsOf(ACCOUNTS, ACCOUNT, context))];
  },
  async create(label, context) {
    const response = await sendCall(DESCRIPTION, { method: 'POST', as: 'operator', url: `${PROJECT}/service_accounts`, json: { name: '{label}' } }, { context, values: { label } });
    expectStatus(response, [200, 201], 'create key');
    const json = jsonOf(response);
    const [id, value] = [textAt(json, 'id'), textAt(json, 'api_key.value')];
    if (id === undefined || value === undefined) throw new IncompleteError('create key: the answer has no key');
    return { id: `${ACCOUNT}${id}`, value: new Secret(value) };
  },
  async revoke(id, context) {
    const tree = id.startsWith(ACCOUNT) ? 'service_accounts' : 'api_keys';
    const response = await sendCall(DESCRIPTION, { method: 'DELETE', as: 'operator', url: `${PROJECT}/${tree}/{id}` }, { context, values: { id: id.replace(ACCOUNT, '') } });
    if (response.status === 404 && isFields(jsonOf(response))) return;
    if (response.status === 400 && tree === 'api_keys') throw new UsageError('this key belongs to a service account and ends only with it', `delete the service account by hand, if nothing else uses it: ${PAGE}`);
    expectStatus(response, [200], 'revoke key');
    if (!answerFits(response, { deleted: true })) throw new IncompleteError('revoke key: the answer does not say that it is done', 'nothing is taken for done');
  },
};
