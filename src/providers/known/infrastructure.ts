import type { ProviderDescription } from '../described/description.ts';

const DIGITALOCEAN_PAGE = 'https://cloud.digitalocean.com/account/api/tokens';

/** DigitalOcean, https://docs.digitalocean.com/reference/api. A token may end itself. */
export const DIGITALOCEAN: ProviderDescription = {
  id: 'digitalocean',
  title: 'DigitalOcean',
  base: 'https://api.digitalocean.com',
  ruleIds: ['digitalocean-pat', 'digitalocean-oauth', 'digitalocean-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  verify: {
    call: { url: '/v2/account' },
    answers: [
      { status: 200, has: { 'account.uuid': true }, state: 'live', account: 'account.uuid' },
      { status: 401, has: { id: 'Unauthorized' }, state: 'dead' },
      { status: 401, has: { id: 'unauthorized' }, state: 'dead' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
  },
  identify: { from: 'answer', id: 'account.uuid', proof: 'the token ends itself; nothing else can be meant' },
  endSelf: { calls: [{ method: 'POST', url: 'https://cloud.digitalocean.com/v1/oauth/revoke', form: { token: '{secret}' } }], done: [200] },
  manual: { create: { words: 'Generate a new token with the same scopes.', link: DIGITALOCEAN_PAGE }, revoke: { words: 'Delete the old token.', link: DIGITALOCEAN_PAGE } },
};

const NPM_WORDS = 'the Access Tokens page of your account at the registry';

/** npm, through the registry that is configured. A new token needs a one-time password and the password, and is made by hand; trusted publishing needs none. */
export const NPM: ProviderDescription = {
  id: 'npm',
  title: 'npm',
  base: '',
  otherBaseEnv: 'npm_config_registry',
  ruleIds: ['npm-token', 'npm-token-uuid'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  verify: { call: { url: '/-/whoami' }, answers: [{ status: 200, has: { username: true }, state: 'live', account: 'username' }] },
  identify: { from: 'answer', id: 'username', proof: 'the token names itself in the call that ends it' },
  endSelf: { calls: [{ method: 'DELETE', url: '/-/npm/v1/tokens/token/{secret}' }], done: [200, 204], gone: [404] },
  manual: {
    create: { words: `Make a granular token on ${NPM_WORDS}, or better use trusted publishing, which needs none.`, link: 'https://github.com/npm/documentation' },
    revoke: { words: `Delete the old token on ${NPM_WORDS}; a token that asks for a one-time password ends only there.`, link: 'https://github.com/npm/documentation' },
  },
};

const SENDGRID_PAGE = 'https://app.sendgrid.com/settings/api_keys';

/** SendGrid, https://www.twilio.com/docs/sendgrid/api-reference/api-keys. The middle piece of a key is its id. */
export const SENDGRID: ProviderDescription = {
  id: 'sendgrid',
  title: 'SendGrid',
  base: 'https://api.sendgrid.com',
  ruleIds: ['sendgrid-key', 'sendgrid-named-key'],
  key: { form: 'SG\\.(?<id>[\\w-]{16,32})\\.(?<rest>[\\w-]{16,64})', words: 'three pieces joined by dots' },
  auth: { headers: { authorization: 'Bearer {secret}' } },
  operatorKey: { form: '\\S+', words: 'one word' },
  settings: [{ name: 'scope', env: 'STANCH_SENDGRID_SCOPE', doc: 'what the new key may do, e.g. mail.send', neededFor: ['create'] }],
  scopes: 'api_keys.create, api_keys.read, api_keys.delete',
  // A key gives no other rights than it has itself, so that of the new key is one of them.
  rights: { call: { url: '/v3/scopes' }, scopes: 'scopes', needs: ['api_keys.create', 'api_keys.read', 'api_keys.delete'], harmless: ['api_keys.update', 'mail.send', '2fa_required', '2fa_exempt', 'sender_verification_eligible', 'sender_verification_exempt', 'sender_verification_legacy'] },
  verify: { call: { url: '/v3/scopes' }, answers: [{ status: 200, has: { scopes: true }, state: 'live' }, { status: 401, has: { errors: true }, state: 'dead' }] },
  list: { call: { url: '/v3/api_keys' }, rows: 'result', id: 'api_key_id', label: 'name', partial: '_metadata.next' },
  identify: { from: 'list', field: 'api_key_id', equals: '{secret.id}', proof: 'the id stands in the key, and in the list of keys' },
  create: { call: { url: '/v3/api_keys', json: { name: '{label}', scopes: ['{setting.scope}'] } }, status: [200, 201], id: 'api_key_id', value: 'api_key' },
  revoke: { calls: [{ method: 'DELETE', url: '/v3/api_keys/{id}' }], done: [204], gone: [404] },
  manual: { create: { words: 'Make a new key with the permissions of the old.', link: SENDGRID_PAGE }, revoke: { words: 'Delete the old key.', link: SENDGRID_PAGE } },
};

const SENTRY_PAGE = 'https://sentry.io/settings/account/api/auth-tokens/';

/** Sentry, https://docs.sentry.io/api/auth. The calls that manage tokens take sessions only. */
export const SENTRY: ProviderDescription = {
  id: 'sentry',
  title: 'Sentry',
  base: 'https://sentry.io',
  ruleIds: ['sentry-org-token', 'sentry-user-token', 'sentry-legacy', 'sentry-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  // The index answers everyone; only who is known is told the rights of a token.
  verify: {
    call: { url: '/api/0/' },
    answers: [
      { status: 200, has: { auth: true }, state: 'live', account: 'user.username' },
      { status: 200, anyBody: true, state: 'unknown' },
    ],
  },
  manual: { create: { words: 'Make a new token with the same scopes.', link: SENTRY_PAGE }, revoke: { words: 'Remove the old token; tokens of an organisation stand under its developer settings.', link: SENTRY_PAGE } },
};
