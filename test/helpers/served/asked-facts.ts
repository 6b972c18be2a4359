import { base62 } from '../keys.ts';
import { MORE_TOLD } from './asked-more-facts.ts';
import type { Call, Facts, Reply, ServedKey, World } from './server.ts';

type Yes = (key: ServedKey) => unknown;

/** What is told of a provider that is only asked. */
export interface Told {
  readonly line: string;
  readonly yes: Yes;
  readonly no?: Reply;
  readonly mint?: Facts['mint'];
  /** The value that the request shows; what stands behind the scheme where absent. */
  readonly shown?: (call: Call, world: World) => string | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  /** A refusal proves nothing by itself. */
  readonly vague?: true;
  readonly contract?: Facts['contract'];
  /** The call by which a key ends itself. */
  readonly end?: string;
}

const header = (name: string) => (call: Call): string => String(call.headers[name]);
const bare = (call: Call): string | undefined => call.headers.authorization;
const pair = (first: string, length = 32): Facts['mint'] => (n) => ({ id: `id-${n}`, value: `${first}:${base62(`${first}/${n}`, length)}` });
const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');
const models = (): unknown => ({ object: 'list', data: [{ id: 'model' }] });
const grant = (): unknown => ({ access_token: 'short-lived', token_type: 'Bearer', app_id: 'app' });
const NO_CLIENT: Reply = [401, { error: 'invalid_client' }];
const jsonPair = (a: string, b: string) => (call: Call): string => `${String(call.json[a])}:${String(call.json[b])}`;

const TOLD: Readonly<Record<string, Told>> = {
  groq: { line: 'GET /models', yes: models },
  mistral: { line: 'GET /models', yes: models },
  cohere: { line: 'GET /connectors', yes: () => ({ connectors: [] }) },
  xai: { line: 'GET /api-key', yes: ({ id }) => ({ api_key_id: id, team_id: 'team' }) },
  'discord-bot': { contract: { file: 'discord.json' }, line: 'GET /users/@me', yes: ({ id }) => ({ id: id.replace('id-', '10'), username: 'bot', locale: 'en-US' }) },
  'discord-webhook': {
    contract: { file: 'discord.json', before: '/api' },
    line: 'GET /api/webhooks',
    yes: ({ id }) => ({ id, channel_id: '1', application_id: null, type: 1 }),
    no: [404, { code: 10_015 }],
    mint: (n) => ({ id: `1${n}`, value: `${['https://discord', '.com/api/webhooks'].join('')}/1${n}/${base62(`hook/${n}`, 68)}` }),
    shown: (call) => `${['https://discord', '.com/api/webhooks'].join('')}${call.line.replace(/^\w+ \/api\/webhooks/, '')}`,
    end: 'DELETE /api/webhooks',
  },
  telegram: { line: 'GET /bot', yes: ({ id }) => ({ ok: true, result: { id, username: 'bot' } }), no: [401, { ok: false }], mint: (n) => ({ id: `${10_000 + n}`, value: `${10_000 + n}:${base62(`tg/${n}`, 35)}` }), shown: (call) => /^GET \/bot(.*)\/getMe$/.exec(call.line)?.[1] },
  notion: { line: 'GET /v1/users/me', yes: ({ id }) => ({ object: 'user', id, name: 'bot' }) },
  linear: { line: 'POST /graphql', yes: ({ id }) => ({ data: { viewer: { id } } }), no: [400, { errors: [{ extensions: { code: 'AUTHENTICATION_ERROR' } }] }], shown: bare },
  figma: { line: 'GET /v1/me', yes: ({ id }) => ({ id, handle: 'me' }), no: [403, { err: 'Invalid token' }], shown: header('x-figma-token') },
  postman: { line: 'GET /me', yes: ({ id }) => ({ user: { id, username: 'me' } }), shown: header('x-api-key') },
  mailchimp: { line: 'GET /3.0/ping', yes: () => ({ health_status: 'fine' }), mint: (n) => ({ id: `id-${n}`, value: `${hex(n, 32)}-us1` }), shown: (call) => call.shown.replace(/^key:/, '') },
  twitch: { line: 'GET /oauth2/validate', yes: ({ id }) => ({ client_id: id, login: 'me' }) },
  heroku: { line: 'GET /account', yes: ({ id }) => ({ id, email: 'me' }), no: [401, { id: 'unauthorized' }] },
  netlify: { line: 'GET /api/v1/user', yes: ({ id }) => ({ id, email: 'me' }) },
  vercel: { line: 'GET /v2/user', yes: ({ id }) => ({ user: { id, username: 'me' } }), no: [403, { error: { code: 'forbidden', invalidToken: true } }], end: 'DELETE /v3/user/tokens/current' },
  fly: { line: 'GET /v1/apps', yes: () => ({ apps: [] }) },
  supabase: { line: 'GET /v1/organizations', yes: ({ id }) => [{ id }] },
  doppler: { line: 'GET /v3/me', yes: ({ id }) => ({ type: 'personal', slug: id, name: 'me' }), end: 'POST /v3/auth/revoke' },
  'terraform-cloud': { line: 'GET /api/v2/account/details', yes: ({ id }) => ({ data: { id } }) },
  buildkite: { line: 'GET /v2/access-token', yes: ({ id }) => ({ uuid: id, scopes: ['read'] }), end: 'DELETE /v2/access-token' },
  pagerduty: { line: 'GET /users', yes: () => ({ users: [] }), no: [401, { error: { code: 2006 } }], shown: (call) => call.shown.replace(/^token=/, '') },
  newrelic: { line: 'POST /graphql', yes: ({ id }) => ({ data: { actor: { user: { id } } } }), shown: header('api-key') },
  grafana: { line: 'GET /api/user', yes: () => ({ login: 'sa-1' }) },
  databricks: { line: 'GET /api/2.0/preview/scim/v2/Me', yes: ({ id }) => ({ id, userName: 'me' }) },
  okta: { line: 'GET /api/v1/users/me', yes: ({ id }) => ({ id, status: 'ACTIVE' }), no: [401, { errorCode: 'E0000011' }], end: 'DELETE /api/v1/api-tokens/current' },
  shopify: { line: 'GET /admin/api/2025-01/shop.json', yes: ({ id }) => ({ shop: { id, name: 'shop' } }), shown: header('x-shopify-access-token') },
  artifactory: { line: 'GET /artifactory/api/repositories', yes: () => [{ key: 'repo' }] },
  auth0: { line: 'GET /api/v2/users', yes: () => [{ user_id: 'u' }] },
  rubygems: { line: 'GET /api/v1/gems.json', yes: () => [{ name: 'gem' }], shown: bare },
  crates: { line: 'GET /api/v1/me', yes: ({ id }) => ({ user: { id, login: 'me' } }), shown: bare, end: 'DELETE /api/v1/tokens/current' },
  paypal: { line: 'POST /v1/oauth2/token', yes: grant, no: NO_CLIENT, mint: pair('client') },
  'mongodb-atlas': { line: 'POST /api/oauth/token', yes: grant, no: NO_CLIENT, mint: pair('client') },
  'auth0-client': { line: 'POST /oauth/token', yes: grant, no: [401, { error: 'access_denied' }], mint: pair('client'), settings: { audience: 'api' }, shown: jsonPair('client_id', 'client_secret') },
  atlassian: { line: 'GET /rest/api/3/myself', yes: () => ({ accountId: 'a' }), mint: pair('me@example.org') },
  algolia: { line: 'GET /1/keys', yes: () => ({ acl: ['search'] }), no: [403, { message: 'Invalid Application-ID or API key' }], mint: (n) => ({ id: `id-${n}`, value: `${'A'.repeat(10)}:${hex(n, 32)}` }), shown: (call) => `${String(call.headers['x-algolia-application-id'])}:${String(call.headers['x-algolia-api-key'])}` },
  'docker-hub': { line: 'POST /v2/auth/token', yes: grant, mint: pair('user'), shown: jsonPair('identifier', 'secret') },
  snowflake: { line: 'POST /api/v2/statements', yes: () => ({ statementHandle: 'h' }) },
  'google-oauth': { line: 'POST /tokeninfo', yes: ({ id }) => ({ aud: id, expires_in: '10' }), no: [400, { error: 'invalid_token' }], shown: ({ form }) => form.get('access_token') ?? form.get('token') ?? undefined, end: 'POST /revoke' },
  square: { line: 'POST /oauth2/token/status', yes: () => ({ client_id: 'c', merchant_id: 'm' }) },
};

function factsOf(id: string, { line, yes, no, mint, shown, settings, vague, contract, end }: Told): Facts {
  return {
    mint: mint ?? ((n) => ({ id: `id-${n}`, value: `test-${base62(`${id}/${n}`, 40)}` })),
    ...(settings === undefined ? {} : { settings }),
    ...(vague === undefined ? {} : { vague }),
    ...(contract === undefined ? {} : { contract }),
    handle(call, world) {
      const key = world.by(shown === undefined ? call.shown : shown(call, world));
      if (key === undefined) return no ?? [401, { error: 'unauthorized' }];
      // Lines of which the key is a piece stand here without it.
      if (call.line.startsWith(line)) return [200, yes(key)];
      return end !== undefined && call.line.startsWith(end) ? world.end(key.id, end.startsWith('POST') ? [200, {}] : [204]) : [404, { error: 'not found' }];
    },
  };
}

/** Providers that are only asked, by their id. */
export const ASKED: Readonly<Record<string, Facts>> = Object.fromEntries(Object.entries({ ...TOLD, ...MORE_TOLD }).map(([id, told]) => [id, factsOf(id, told)]));
