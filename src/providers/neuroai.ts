import { IncompleteError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, isFields, jsonOf, judgeRefusal, needText, textField } from './answer.ts';
import { operatorKey } from './operator-key.ts';
import type { KeyRecord, Provider, ProviderContext } from './provider.ts';

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

function askVerify(key: Secret, { http, base }: ProviderContext): Promise<HttpResponse> {
  return http.send({ method: 'GET', url: `${base}/auth/verify`, headers: bearer(key.reveal()) });
}

/** The role of the new key: as the operator says, else that of the old one, else whatever the service gives. */
async function roleFor(oldId: string, context: ProviderContext): Promise<string | undefined> {
  const own = context.settings['role'];
  if (own !== undefined && own !== '') return own;
  const response = await context.http.send({ method: 'GET', url: `${context.base}/api-keys/${encodeURIComponent(oldId)}`, headers: bearer(operatorKey(context)) });
  return response.status === 200 ? textField(fieldsOf(response), 'role') : undefined;
}

/** A list stands bare or under `data` or `api_keys`; the documentation does not say. */
function recordsOf(response: HttpResponse): readonly KeyRecord[] {
  const value = jsonOf(response);
  const fields = isFields(value) ? value : undefined;
  const rows = Array.isArray(value) ? value : (fields?.['data'] ?? fields?.['api_keys']);
  if (!Array.isArray(rows) || fields?.['has_more'] === true || typeof fields?.['next'] === 'string') throw new IncompleteError('list keys: the list is not whole');
  return rows.map((row: unknown) => {
    const record = isFields(row) ? row : undefined;
    return { id: textField(record, 'key_id') ?? needText(record, 'id', 'list keys'), label: textField(record, 'name') ?? '' };
  });
}

/**
 * NeuroAI, https://neuroai-cf1c4abf.mintlify.app (API Keys). `POST …/rotate` is never used: it ends the old key
 * before the new one is delivered. Field names of the create call are not documented: an answer without a key stops
 * the run, and `resume` finds the new key by its name.
 */
export const NEUROAI: Provider = {
  id: 'neuroai',
  title: 'NeuroAI',
  base: 'https://api.neuroai.com/v1',
  baseEnv: 'STANCH_NEUROAI_URL',
  operatorEnv: 'STANCH_NEUROAI_KEY',
  settings: [{ name: 'role', env: 'STANCH_NEUROAI_ROLE', doc: 'role of the new key; that of the old one where not set', neededFor: [] }],
  ruleIds: ['neuroai-api-key', 'neuroai-key-in-query'],
  scopes: 'Administrator or API Key Manager',
  rightsUntold: 'auth/verify tells the id and the name of a key, not its role',
  manual: {
    create: { words: 'Make a new key with the role of the old one.', link: 'https://neuroai-cf1c4abf.mintlify.app' },
    revoke: { words: 'Delete the old key under API Keys.', link: 'https://neuroai-cf1c4abf.mintlify.app' },
  },
  async identify(key, context) {
    const response = await askVerify(key, context);
    const fields = response.status === 200 ? fieldsOf(response) : undefined;
    const id = textField(fields, 'key_id');
    if (fields?.['valid'] !== true || id === undefined) return { exact: false, why: `the provider does not tell the id of this key (${response.status})` };
    return { exact: true, id, proof: 'the provider names the id of the key that asks (auth/verify)' };
  },
  async verify(key, context) {
    const response = await askVerify(key, context);
    const fields = response.status === 200 ? fieldsOf(response) : undefined;
    if (fields?.['valid'] === true && textField(fields, 'key_id') !== undefined) {
      const account = textField(fields, 'name');
      return { state: 'live', why: 'auth/verify says valid', ...(account === undefined ? {} : { account }) };
    }
    if (fields?.['valid'] === false) return { state: 'dead', why: 'auth/verify says not valid' };
    return judgeRefusal(response);
  },
  async list(context) {
    const response = await context.http.send({ method: 'GET', url: `${context.base}/api-keys`, headers: bearer(operatorKey(context)) });
    expectStatus(response, [200], 'list keys');
    return recordsOf(response);
  },
  async create(label, context, old) {
    const role = await roleFor(old.id, context);
    const body = JSON.stringify({ name: label, description: 'replacement of a leaked key', ...(role === undefined ? {} : { role }) });
    const response = await context.http.send({ method: 'POST', url: `${context.base}/api-keys`, headers: { ...bearer(operatorKey(context)), 'content-type': 'application/json' }, body });
    expectStatus(response, [200, 201], 'create key');
    const fields = fieldsOf(response);
    const id = textField(fields, 'key_id') ?? needText(fields, 'id', 'create key');
    return { id, value: new Secret(textField(fields, 'api_key') ?? needText(fields, 'key', 'create key')) };
  },
  async revoke(id, context) {
    const response = await context.http.send({ method: 'DELETE', url: `${context.base}/api-keys/${encodeURIComponent(id)}`, headers: bearer(operatorKey(context)) });
    expectStatus(response, [200, 202, 204, 404, 410], 'revoke key');
  },
};
