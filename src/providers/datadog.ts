import { IncompleteError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { expectStatus, isFields, jsonOf, type Fields } from './answer.ts';
import { textAt, valueAt } from './described/answer-fields.ts';
import type { JsonTemplate, ListDescription, ProviderDescription } from './described/description.ts';
import { listRows } from './described/list-keys.ts';
import { sendCall } from './described/send-call.ts';
import { toProvider } from './described/to-provider.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext } from './provider.ts';

const PAGE = 'https://app.datadoghq.com/organization-settings/api-keys';
const LIST: ListDescription = { call: { url: '/api/v2/api_keys?page[size]=100' }, rows: 'data', id: 'id', label: 'attributes.name', pages: { parameter: 'page[number]', first: 0, size: 100, total: 'meta.page.total_filtered_count' } };
/** More keys than this end alike by no chance. */
const MOST_ALIKE = 10;

const DESCRIPTION: ProviderDescription = {
  id: 'datadog',
  title: 'Datadog',
  base: 'https://api.datadoghq.com',
  ruleIds: ['datadog-api-key', 'datadog-named-key'],
  auth: { headers: { 'dd-api-key': '{secret}' } },
  operatorKey: { form: '(?<api>\\w+):(?<app>\\w+)', words: 'API_KEY:APPLICATION_KEY' },
  operatorAuth: { headers: { 'dd-api-key': '{secret.api}', 'dd-application-key': '{secret.app}' } },
  scopes: 'api_keys_read, api_keys_write and api_keys_delete, as API_KEY:APPLICATION_KEY',
  rightsUntold: 'the scopes of an application key stand in lists only, which need more rights than these',
  verify: {
    call: { url: '/api/v1/validate' },
    answers: [
      { status: 200, has: { valid: true }, state: 'live' },
      { status: [401, 403], state: 'unknown', refused: true, why: 'refused here; a key of another site is refused too: set STANCH_DATADOG_URL to that site and ask again' },
    ],
  },
  list: LIST,
  revoke: { calls: [{ method: 'DELETE', url: '/api/v2/api_keys/{id}' }], done: [204], gone: [404] },
  manual: { create: { words: 'Make a new key.', link: PAGE }, revoke: { words: 'Delete the old key, which shows its last four characters.', link: PAGE } },
};

/** What Datadog keeps of one key, with the key itself: nothing of it is shown. @throws IncompleteError */
async function attributesOf(id: string, context: ProviderContext): Promise<Fields> {
  const response = await sendCall(DESCRIPTION, { as: 'operator', url: '/api/v2/api_keys/{id}' }, { context, values: { id } });
  expectStatus(response, [200], 'read key');
  const json = jsonOf(response);
  const attributes = valueAt(json, 'data.attributes');
  if (textAt(json, 'data.id') !== id || !isFields(attributes)) throw new IncompleteError('read key: that is no answer about it');
  return attributes;
}

/** A list shows four characters of a key, which may fit many; only the record that holds the very key is it. */
async function identify(secret: Secret, context: ProviderContext): Promise<Identity> {
  const no = (why: string): Identity => ({ exact: false, why });
  if (context.operator === undefined) return no('the id is found in the list of keys, which needs a key of yours');
  const value = secret.reveal();
  const alike = (await listRows(DESCRIPTION, LIST, { context })).filter((row) => value.endsWith(textAt(row, 'attributes.last4') ?? value + value));
  if (alike.length > MOST_ALIKE) return no(`${alike.length} keys in the list end like this one`);
  for (const row of alike) {
    const id = textAt(row, 'id') ?? '';
    if ((await attributesOf(id, context))['key'] === value) return { exact: true, id, proof: 'the record of this id holds the very key' };
  }
  return no(`${alike.length} keys in the list end like this one, and no record shows it whole`);
}

/** What a new key has in common with the old one. */
function kindOf({ category, remote_config_read_enabled: remote }: Fields): Readonly<Record<string, JsonTemplate>> {
  return {
    ...(typeof category === 'string' && /^[\w -]{1,60}$/.test(category) ? { category } : {}),
    ...(typeof remote === 'boolean' ? { remote_config_read_enabled: remote } : {}),
  };
}

async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const attributes = { ...kindOf(await attributesOf(old.id, context)), name: '{label}' };
  const response = await sendCall(DESCRIPTION, { method: 'POST', as: 'operator', url: '/api/v2/api_keys', json: { data: { type: 'api_keys', attributes } } }, { context, values: { label } });
  expectStatus(response, [201], 'create key');
  const json = jsonOf(response);
  const [id, value] = [textAt(json, 'data.id'), textAt(json, 'data.attributes.key')];
  if (id === undefined || value === undefined) throw new IncompleteError('create key: the answer has no key');
  return { id, value: new Secret(value) };
}

/** Datadog, https://docs.datadoghq.com/api/latest/key-management. */
export const DATADOG: Provider = {
  ...toProvider(DESCRIPTION),
  identify,
  checkRoom: async (old, context) => void (await attributesOf(old.id, context)),
  create,
};
