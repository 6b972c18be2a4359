import type { AnswerRow, ProviderDescription } from '../described/description.ts';

const SLACK_APPS = 'https://api.slack.com/apps';
const slackError = (error: string, row: Pick<AnswerRow, 'state' | 'why' | 'advice'>): AnswerRow => ({ status: 200, has: { ok: false, error }, ...row });

/** Slack answers 200 whatever happens, https://api.slack.com/methods/auth.test; `ok` and `error` tell. */
export const SLACK: ProviderDescription = {
  id: 'slack',
  title: 'Slack',
  base: 'https://slack.com/api',
  ruleIds: ['slack-bot-token', 'slack-bot-token-legacy', 'slack-user-token', 'slack-legacy-token', 'slack-legacy-refreshable', 'slack-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  verify: {
    call: { method: 'POST', url: '/auth.test' },
    answers: [
      { status: 200, has: { ok: true, team_id: true }, state: 'live', account: 'team' },
      slackError('token_revoked', { state: 'dead', why: 'the token was revoked' }),
      slackError('token_expired', { state: 'dead', why: 'the token has expired' }),
      slackError('account_inactive', { state: 'dead', why: 'its user or workspace is gone' }),
      slackError('invalid_auth', { state: 'dead', why: 'Slack does not know the token' }),
      slackError('missing_scope', { state: 'restricted' }),
      slackError('ekm_access_denied', { state: 'restricted' }),
      { status: 200, anyBody: true, state: 'unknown' },
    ],
  },
  identify: { from: 'answer', id: 'user_id', has: { ok: true }, proof: 'the token ends itself; nothing else can be meant' },
  endSelf: { calls: [{ method: 'POST', url: '/auth.revoke' }], done: [200], has: { ok: true, revoked: true } },
  manual: { create: { words: 'Install the app to the workspace again: it gets a new token.', link: SLACK_APPS }, revoke: { words: 'Revoke the tokens of the app under OAuth & Permissions.', link: SLACK_APPS } },
};

/** An incoming webhook of Slack: an empty message is refused by a live one, and posted nowhere. */
export const SLACK_WEBHOOK: ProviderDescription = {
  id: 'slack-webhook',
  title: 'Slack webhook',
  base: 'https://hooks.slack.com',
  ruleIds: ['slack-webhook'],
  key: { form: 'https://hooks\\.slack\\.com/services/(?<team>T[A-Z0-9]+)/(?<hook>B[A-Z0-9]+)/(?<token>[A-Za-z0-9]+)', words: 'the whole address of the webhook' },
  auth: {},
  verify: {
    call: { method: 'POST', as: 'key', url: '/services/{secret.team}/{secret.hook}/{secret.token}', headers: { 'content-type': 'application/json' } },
    answers: [
      { status: 400, text: 'no_text', state: 'live' },
      { status: 400, text: 'invalid_payload', state: 'live' },
      { status: [403, 404, 410], text: 'no_service', state: 'dead' },
      { status: [403, 404], text: 'no_team', state: 'dead' },
      { status: 403, text: 'invalid_token', state: 'dead' },
    ],
  },
  identify: { from: 'key', id: '{secret.hook}', proof: 'the address names the webhook' },
  manual: { create: { words: 'Add a new webhook to the app.', link: SLACK_APPS }, revoke: { words: 'Remove the old webhook under Incoming Webhooks.', link: SLACK_APPS } },
};

const STRIPE_PAGE = 'https://dashboard.stripe.com/apikeys';

/** Stripe, https://docs.stripe.com/keys. Only an installed Stripe App may expire keys; its list shows every key in full, and is not asked for. */
export const STRIPE: ProviderDescription = {
  id: 'stripe',
  title: 'Stripe',
  base: 'https://api.stripe.com',
  ruleIds: ['stripe-secret-live', 'stripe-restricted-live', 'stripe-secret-test', 'stripe-named-key'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  verify: {
    call: { url: '/v1/account' },
    answers: [
      { status: 200, has: { object: 'account', id: true }, state: 'live', account: 'id' },
      { status: 401, has: { 'error.type': 'invalid_request_error' }, state: 'dead' },
      { status: 403, has: { 'error.type': 'invalid_request_error' }, state: 'restricted' },
    ],
  },
  manual: {
    create: { words: 'Make a new key; give a restricted one the permissions of the old.', link: STRIPE_PAGE },
    revoke: { words: 'Expire the old key at once; rolling a key offers a delay, a leaked one needs none.', link: STRIPE_PAGE },
  },
};

const TWILIO_PAGE = 'https://console.twilio.com/us1/account/keys-credentials/api-keys';
const TWILIO_KEYS = '/2010-04-01/Accounts/{setting.account}/Keys';

/** Twilio, https://www.twilio.com/docs/iam/api-keys. The sid of a key is its id; a standard key may not ask about its account, so calls are listed. */
export const TWILIO: ProviderDescription = {
  id: 'twilio',
  title: 'Twilio',
  base: 'https://api.twilio.com',
  ruleIds: ['twilio-auth-token', 'twilio-api-key', 'twilio-api-secret', 'twilio-named-key'],
  key: { form: '(?<account>AC[0-9a-f]{32}):(?<sid>(?:AC|SK)[0-9a-f]{32}):(?<secret>\\w{32})', words: 'ACCOUNT_SID:SID:SECRET, where SID is that of the API key, or of the account for its auth token' },
  parts: ['account', 'sid', 'secret'],
  auth: { basic: '{secret.sid}:{secret.secret}' },
  settings: [{ name: 'account', env: 'STANCH_TWILIO_ACCOUNT', doc: 'sid of the account', neededFor: ['create', 'revoke'] }],
  scopes: 'main API key or auth token, as ACCOUNT_SID:SID:SECRET',
  rightsUntold: 'nothing less than a main key, which may do everything in the account, manages keys',
  verify: {
    call: { url: '/2010-04-01/Accounts/{secret.account}/Calls.json?PageSize=1' },
    answers: [
      { status: 200, has: { calls: true }, state: 'live' },
      { status: 401, has: { code: 20_003 }, state: 'dead' },
      { status: 401, anyBody: true, state: 'unknown' },
    ],
  },
  list: { call: { url: `${TWILIO_KEYS}.json?PageSize=1000` }, rows: 'keys', id: 'sid', label: 'friendly_name', partial: 'next_page_uri' },
  identify: { from: 'key', id: '{secret.sid}', proof: 'the sid of the key is its id' },
  create: { call: { url: `${TWILIO_KEYS}.json`, form: { FriendlyName: '{label}' } }, status: [200, 201], id: 'sid', value: 'secret', join: '{setting.account}:{id}:{value}' },
  revoke: { calls: [{ method: 'DELETE', url: `${TWILIO_KEYS}/{id}.json` }], done: [204], gone: [404] },
  manual: {
    create: { words: 'Make a new API key.', link: TWILIO_PAGE },
    revoke: { words: 'Delete the old API key; a leaked auth token is replaced by promoting a secondary one, which ends the old at once.', link: TWILIO_PAGE },
  },
};
