import { base62 } from '../keys.ts';
import type { Told } from './asked-facts.ts';
import type { Call } from './server.ts';

const header = (name: string) => (call: Call): string => String(call.headers[name]);
const bare = (call: Call): string | undefined => call.headers.authorization;
const vague = true as const;

/** What the public references of more services tell. */
export const MORE_TOLD: Readonly<Record<string, Told>> = {
  linode: { line: 'GET /v4/profile', yes: () => ({ username: 'me' }), no: [401, { errors: [{ reason: 'Invalid Token' }] }] },
  hetzner: { line: 'GET /v1/locations', yes: () => ({ locations: [] }), no: [401, { error: { code: 'unauthorized' } }] },
  vultr: { line: 'GET /v2/account', yes: () => ({ account: { name: 'me' } }), no: [401, { error: 'Invalid API token.', status: 401 }] },
  fastly: { line: 'GET /tokens/self', yes: ({ id }) => ({ id, user_id: 'u' }), no: [401, { msg: 'Provided credentials are missing or invalid' }], shown: header('fastly-key'), end: 'DELETE /tokens/self' },
  tailscale: { line: 'GET /api/v2/tailnet/-/keys', yes: () => ({ keys: [] }), vague, mint: (n) => ({ id: `id-${n}`, value: `${['tskey', 'api'].join('-')}-${base62(`ts/${n}`, 16)}-${base62(`tt/${n}`, 32)}` }) },
  circleci: { line: 'GET /api/v2/me', yes: ({ id }) => ({ id, login: 'me' }), vague, shown: header('circle-token') },
  pulumi: { line: 'GET /api/user', yes: ({ id }) => ({ id, githubLogin: 'me' }), vague },
  render: { line: 'GET /v1/owners', yes: ({ id }) => [{ owner: { id, name: 'me' } }], vague },
  sonarqube: { line: 'GET /api/authentication/validate', yes: () => ({ valid: true }), no: [200, { valid: false }] },
  snyk: { line: 'GET /rest/self', yes: ({ id }) => ({ data: { id } }), vague },
  launchdarkly: { line: 'GET /api/v2/caller-identity', yes: () => ({ accountId: 'a' }), vague, shown: bare },
  honeycomb: { line: 'GET /1/auth', yes: () => ({ team: { slug: 'team' } }), vague, shown: header('x-honeycomb-team') },
  statuspage: { line: 'GET /v1/pages', yes: ({ id }) => [{ id, name: 'page' }], vague },
  'grafana-cloud': { line: 'GET /api/v1/tokens', yes: () => ({ items: [] }), settings: { region: 'us' }, vague },
  replicate: { line: 'GET /v1/account', yes: () => ({ type: 'user', username: 'me' }), vague },
  elevenlabs: { line: 'GET /v1/user', yes: () => ({ subscription: { tier: 'free' } }), no: [401, { detail: { status: 'invalid_api_key' } }], shown: header('xi-api-key') },
  deepgram: { line: 'GET /v1/projects', yes: () => ({ projects: [] }), no: [401, { err_code: 'INVALID_AUTH' }] },
  deepseek: { line: 'GET /user/balance', yes: () => ({ is_available: true, balance_infos: [] }), vague },
  'together-ai': { line: 'GET /v1/models', yes: () => [{ id: 'model' }], vague },
  'stability-ai': { line: 'GET /v1/user/account', yes: ({ id }) => ({ id, email: 'me' }), vague },
  mapbox: { line: 'GET /tokens/v2', yes: () => ({ code: 'TokenValid', token: { user: 'me' } }), no: [200, { code: 'TokenRevoked' }], shown: ({ query }) => query.get('access_token') ?? undefined },
  'google-api-key': { line: 'GET /v1beta/models', yes: () => ({ models: [] }), no: [400, { error: { status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] } }], shown: header('x-goog-api-key') },
  airtable: { line: 'GET /v0/meta/whoami', yes: ({ id }) => ({ id }), vague },
  asana: { line: 'GET /api/1.0/users/me', yes: ({ id }) => ({ data: { gid: id } }), vague },
  clickup: { line: 'GET /api/v2/user', yes: ({ id }) => ({ user: { id, username: 'me' } }), shown: bare, vague },
  monday: { line: 'POST /v2', yes: ({ id }) => ({ data: { me: { id } } }), vague, shown: bare },
  calendly: { line: 'GET /users/me', yes: () => ({ resource: { uri: 'https://api.calendly.com/users/u', slug: 'me' } }), vague },
  dropbox: { line: 'POST /2/users/get_current_account', yes: ({ id }) => ({ account_id: id }), no: [401, { error_summary: 'invalid_access_token/..', error: { '.tag': 'invalid_access_token' } }] },
  contentful: { line: 'GET /users/me', yes: ({ id }) => ({ sys: { id }, email: 'me' }), vague },
  hubspot: { line: 'GET /account-info/v3/details', yes: () => ({ portalId: 7 }), no: [401, { category: 'INVALID_AUTHENTICATION' }] },
  intercom: { line: 'GET /me', yes: ({ id }) => ({ type: 'admin', id }), no: [401, { type: 'error.list', errors: [{ code: 'token_not_found' }] }], vague },
  resend: { line: 'GET /domains', yes: () => ({ data: [] }), no: [403, { name: 'invalid_api_key', message: 'API key is invalid' }] },
  brevo: { line: 'GET /v3/account', yes: () => ({ email: 'me' }), no: [401, { code: 'unauthorized', message: 'Key not found' }], shown: header('api-key') },
  postmark: { line: 'GET /server', yes: ({ value }) => ({ ID: 1, Name: 'shop', ApiTokens: [value] }), no: [401, { ErrorCode: 10 }], vague, shown: header('x-postmark-server-token') },
  klaviyo: { line: 'GET /api/accounts', yes: ({ id }) => ({ data: [{ id }] }), vague },
  telnyx: { line: 'GET /v2/balance', yes: () => ({ data: { balance: '1.00' } }), vague },
  messagebird: { line: 'GET /balance', yes: () => ({ payment: 'prepaid', type: 'credits', amount: 1 }), vague },
  clerk: { line: 'GET /v1/users/count', yes: () => ({ object: 'total_count', total_count: 0 }), no: [401, { errors: [{ code: 'clerk_key_invalid' }] }] },
};
