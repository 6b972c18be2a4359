import type { ProviderDescription } from '../described/description.ts';

const ANTHROPIC_PAGE = 'https://console.anthropic.com/settings/keys';
const VERSION = { 'anthropic-version': '2023-06-01' };

/** Anthropic, https://docs.anthropic.com/en/api/admin-api. Keys are set inactive, which can be undone; there is no call that makes one. */
export const ANTHROPIC: ProviderDescription = {
  id: 'anthropic',
  title: 'Anthropic',
  base: 'https://api.anthropic.com',
  ruleIds: ['anthropic-api-key', 'anthropic-named-key'],
  auth: { headers: { 'x-api-key': '{secret}', ...VERSION } },
  scopes: 'Admin API key',
  rightsUntold: 'an admin key manages the whole organisation; a narrower one is not told apart',
  verify: {
    call: { url: '/v1/models' },
    answers: [
      { status: 200, has: { data: true }, state: 'live' },
      { status: 401, has: { 'error.type': 'authentication_error' }, state: 'dead' },
      { status: 403, has: { 'error.type': 'permission_error' }, state: 'restricted' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
  },
  list: { call: { url: '/v1/organizations/api_keys?limit=100' }, rows: 'data', id: 'id', label: 'name', next: { parameter: 'after_id', from: 'last_id', more: 'has_more' } },
  identify: { from: 'list', field: 'partial_key_hint', constant: 13, proof: 'one key of the organisation shows the same beginning and end' },
  revoke: {
    calls: [{ method: 'POST', url: '/v1/organizations/api_keys/{id}', json: { status: 'inactive' } }],
    done: [200],
    gone: [404],
    has: { status: 'inactive' },
  },
  manual: { create: { words: 'Make a new key in the same workspace.', link: ANTHROPIC_PAGE }, revoke: { words: 'Delete the old key.', link: ANTHROPIC_PAGE } },
};

const HUGGINGFACE_PAGE = 'https://huggingface.co/settings/tokens';

/** Hugging Face, https://huggingface.co/docs/hub/security-tokens. Anyone may report a token; the answer is 202 whatever it was, so only asking with it proves its end. */
export const HUGGINGFACE: ProviderDescription = {
  id: 'huggingface',
  title: 'Hugging Face',
  base: 'https://huggingface.co',
  ruleIds: ['huggingface-token', 'huggingface-org-token', 'huggingface-oauth', 'huggingface-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  verify: {
    call: { url: '/api/whoami-v2' },
    answers: [
      { status: 200, has: { name: true, type: true }, state: 'live', account: 'name' },
      { status: 401, has: { error: true }, state: 'dead' },
    ],
  },
  identify: { from: 'answer', id: 'id', has: { name: true }, proof: 'the token itself is reported; nothing else can be meant' },
  endSelf: { calls: [{ method: 'POST', as: 'nobody', url: '/api/credentials/revoke', json: { credentials: ['{secret}'] } }], done: [200, 202] },
  manual: { create: { words: 'Make a new token with the same permissions.', link: HUGGINGFACE_PAGE }, revoke: { words: 'Invalidate the old token.', link: HUGGINGFACE_PAGE } },
};

const OPENROUTER_PAGE = 'https://openrouter.ai/settings/keys';

/** OpenRouter, https://openrouter.ai/docs/api-reference/api-keys. Keys are managed with a provisioning key. */
export const OPENROUTER: ProviderDescription = {
  id: 'openrouter',
  title: 'OpenRouter',
  base: 'https://openrouter.ai/api/v1',
  ruleIds: ['openrouter-key', 'openrouter-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  scopes: 'provisioning key',
  rightsUntold: 'a provisioning key manages keys, and nothing else',
  verify: { call: { url: '/key' }, answers: [{ status: 200, has: { 'data.label': true }, state: 'live' }, { status: 401, has: { error: true }, state: 'dead' }] },
  list: { call: { url: '/keys' }, rows: 'data', id: 'hash', label: 'name' },
  identify: { from: 'list', field: 'label', constant: 9, proof: 'one key of the account shows the same beginning and end' },
  create: { call: { url: '/keys', json: { name: '{label}' } }, status: [200, 201], id: 'data.hash', value: 'key' },
  revoke: { calls: [{ method: 'DELETE', url: '/keys/{id}' }], done: [200, 204], gone: [404] },
  manual: { create: { words: 'Make a new key.', link: OPENROUTER_PAGE }, revoke: { words: 'Delete the old key.', link: OPENROUTER_PAGE } },
};
