import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { base62 } from '../keys.ts';
import { ASKED } from './asked-facts.ts';
import { CLOUDS } from './cloud-facts.ts';
import { HOUSES } from './house-facts.ts';
import { SEEDS } from './seed-facts.ts';
import type { Call, Facts, Reply } from './server.ts';

const digits = (n: number, length: number): string => String(n).padStart(length, '0');
const plain = (prefix: string, length = 32) => (n: number) => ({ id: `id-${n}`, value: `${prefix}${base62(`${prefix}/${n}`, length)}` });
const idIn = (call: Call, pattern: RegExp): string | undefined => pattern.exec(call.line)?.[1];
const masked = (value: string, head: number, tail: number): string => `${value.slice(0, head)}...${value.slice(-tail)}`;

/** Two rows a page, so that the leaked key stands on the second. */
function pageAfter<T extends { id: string }>(rows: readonly T[], after: string | null): { page: T[]; last: string | undefined; more: boolean } {
  const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  const page = rows.slice(start, start + 2);
  return { page, last: page.at(-1)?.id, more: start + 2 < rows.length };
}

const slack: Facts = {
  mint: (n) => ({ id: `U${n}`, value: `test-${base62(`slack/${n}`, 24)}` }),
  handle(call, { by }) {
    const key = by(call.shown);
    if (key === undefined) return [200, { ok: false, error: 'token_revoked' }];
    if (call.line === 'POST /auth.test') return [200, { ok: true, team: 'Team', team_id: 'T1', user_id: key.id }];
    if (call.line !== 'POST /auth.revoke') return [200, { ok: false, error: 'unknown_method' }];
    key.live = false;
    return [200, { ok: true, revoked: true }];
  },
};

const HOOKS = ['https://hooks.slack', '.com/services'].join('');
const slackWebhook: Facts = {
  mint: (n) => ({ id: `B${digits(n, 8)}`, value: `${HOOKS}/T00000001/B${digits(n, 8)}/${base62(`hook/${n}`, 24)}` }),
  handle: (call, { by }) => (by(`${HOOKS}${call.line.slice('POST /services'.length)}`) === undefined ? [404, 'no_service'] : call.text === '' ? [400, 'no_text'] : [200, 'ok']),
};

const stripe: Facts = {
  mint: plain('test-'),
  handle: (call, { by }) => (by(call.shown) === undefined ? [401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } }] : [200, { object: 'account', id: 'acct_1' }]),
};

const twilio: Facts = {
  contract: { file: 'twilio.json' },
  mint: (n) => ({ id: `SK${digits(n, 32)}`, value: `AC${digits(1, 32)}:SK${digits(n, 32)}:${base62(`twilio/${n}`, 32)}` }),
  operator: `AC${digits(1, 32)}:SK${'f'.repeat(32)}:${base62('twilio', 32)}`,
  settings: { account: `AC${digits(1, 32)}` },
  handle(call, world) {
    const account = `/2010-04-01/Accounts/AC${digits(1, 32)}`;
    const caller = `AC${digits(1, 32)}:${call.shown}`;
    const isOperator = caller === world.operator;
    if (!isOperator && world.by(caller) === undefined) return [401, { code: 20_003, message: 'Authenticate' }];
    if (call.line === `GET ${account}/Calls.json`) return [200, { calls: [] }];
    if (!isOperator) return [401, { code: 20_003, message: 'Authenticate' }];
    if (call.line === `GET ${account}/Keys.json`) return [200, { keys: world.live().map(({ id, label }) => ({ sid: id, friendly_name: label })), next_page_uri: null }];
    if (call.line === `POST ${account}/Keys.json`) {
      const key = world.make(call.form.get('FriendlyName') ?? '');
      return [201, { sid: key.id, friendly_name: key.label, secret: key.value.split(':')[2] }];
    }
    return world.end(idIn(call, /^DELETE .*\/Keys\/(SK\d+)\.json$/), [204]);
  },
};

const anthropic: Facts = {
  mint: plain('test-anthropic', 40),
  handle(call, world) {
    const shown = String(call.headers['x-api-key']);
    const isOperator = shown === world.operator;
    if (call.headers['anthropic-version'] === undefined) return [400, { error: { type: 'invalid_request_error' } }];
    if (!isOperator && world.by(shown) === undefined) return [401, { type: 'error', error: { type: 'authentication_error' } }];
    if (call.line === 'GET /v1/models') return isOperator ? [403, { error: { type: 'permission_error' } }] : [200, { data: [{ id: 'model' }] }];
    if (!isOperator) return [403, { error: { type: 'permission_error' } }];
    if (call.line === 'GET /v1/organizations/api_keys') {
      const { page, last, more } = pageAfter(world.live(), call.query.get('after_id'));
      return [200, { data: page.map(({ id, label, value }) => ({ id, name: label, partial_key_hint: masked(value, 18, 4) })), has_more: more, last_id: last }];
    }
    if (call.json['status'] !== 'inactive') return [400, { error: { type: 'invalid_request_error' } }];
    return world.end(idIn(call, /^POST \/v1\/organizations\/api_keys\/(.+)$/), [200, { status: 'inactive' }]);
  },
};

const huggingface: Facts = {
  mint: plain('test-hf'),
  handle(call, world) {
    if (call.line === 'POST /api/credentials/revoke') {
      if (call.shown !== '') return [403, { error: 'must not be authenticated' }];
      for (const value of (call.json['credentials'] as string[] | undefined) ?? []) Object.assign(world.by(value) ?? {}, { live: false });
      return [202];
    }
    const id = world.by(call.shown)?.id ?? (call.shown === world.operator ? 'operator' : undefined);
    return id === undefined ? [401, { error: 'Invalid credentials' }] : [200, { id, name: 'user', type: 'user' }];
  },
};

const openrouter: Facts = {
  mint: plain('test-or-v1-', 48),
  handle(call, world) {
    const isOperator = call.shown === world.operator;
    const key = world.by(call.shown);
    if (key === undefined && !isOperator) return [401, { error: { code: 401 } }];
    if (call.line === 'GET /key') return [200, { data: { label: masked(key?.value ?? '', 14, 4) } }];
    if (!isOperator) return [401, { error: { code: 401 } }];
    if (call.line === 'GET /keys') return [200, { data: world.live().map(({ id, label, value }) => ({ hash: id, name: label, label: masked(value, 14, 4) })) }];
    if (call.line === 'POST /keys') {
      const made = world.make(String(call.json['name']));
      return [201, { data: { hash: made.id, name: made.label }, key: made.value }];
    }
    return world.end(idIn(call, /^DELETE \/keys\/(.+)$/), [200, { deleted: true }]);
  },
};

const digitalocean: Facts = {
  mint: plain('test-do'),
  handle(call, world) {
    const key = world.by(call.shown);
    if (key === undefined) return [401, { id: 'Unauthorized', message: 'Unable to authenticate you' }];
    if (call.line === 'GET /v2/account') return [200, { account: { uuid: key.id } }];
    return call.line === 'POST /v1/oauth/revoke' && call.form.get('token') === key.value ? world.end(key.id, [200, {}]) : [404, {}];
  },
};

const npm: Facts = {
  mint: plain('test-npm'),
  handle(call, world) {
    const key = world.by(call.shown);
    if (key === undefined) return [401, { error: 'unauthorized' }];
    if (call.line === 'GET /-/whoami') return [200, { username: key.id }];
    return call.line === `DELETE /-/npm/v1/tokens/token/${key.value}` ? world.end(key.id, [204]) : [404, {}];
  },
};

const sendgridMint = (n: number): { id: string; value: string } => ({ id: base62(`sgid/${n}`, 22), value: `SG.${base62(`sgid/${n}`, 22)}.${base62(`sg/${n}`, 43)}` });
const sendgrid: Facts = {
  contract: { file: 'sendgrid.json' },
  mint: sendgridMint,
  settings: { scope: 'mail.send' },
  handle(call, world) {
    const isOperator = call.shown === world.operator;
    if (!isOperator && world.by(call.shown) === undefined) return [401, { errors: [{ message: 'authorization required' }] }];
    if (call.line === 'GET /v3/scopes') return [200, { scopes: ['mail.send'] }];
    if (!isOperator) return [403, { errors: [{ message: 'access forbidden' }] }];
    if (call.line === 'GET /v3/api_keys') return [200, { result: world.live().map(({ id, label }) => ({ api_key_id: id, name: label })) }];
    if (call.line === 'POST /v3/api_keys') {
      if (JSON.stringify(call.json['scopes']) !== '["mail.send"]') return [400, {}];
      const key = world.make(String(call.json['name']));
      return [201, { api_key_id: key.id, api_key: key.value, name: key.label, scopes: ['mail.send'] }];
    }
    return world.end(idIn(call, /^DELETE \/v3\/api_keys\/(.+)$/), [204]);
  },
};

const hex = (n: number, length: number): string => createHash('sha256').update(`mailgun/${n}`).digest('hex').slice(0, length);
const mailgunId = (n: number): string => `${hex(n, 8)}-${hex(n + 1000, 8)}`;
const mailgun: Facts = {
  mint: (n) => ({ id: mailgunId(n), value: `${hex(n + 2000, 32)}-${mailgunId(n)}` }),
  vague: true,
  handle(call, world) {
    const shown = call.shown.replace(/^api:/, '');
    const isOperator = shown === world.operator;
    if (!isOperator && world.by(shown) === undefined) return [401, 'Forbidden'];
    if (call.line === 'GET /v3/domains') return [200, { items: [], total_count: 0 }];
    if (!isOperator) return [403, { message: 'Forbidden' }];
    if (call.line === 'GET /v1/keys') return [200, { items: world.live().map(({ id, label }) => ({ id, description: label, kind: 'user', role: 'developer', is_disabled: false, expires_at: '' })), total_count: world.live().length }];
    if (call.line === 'POST /v1/keys') {
      if (call.form.get('role') !== 'developer' || call.form.get('kind') !== 'user' || call.form.has('expiration')) return [400, { message: 'not the key that was asked for' }];
      const key = world.make(call.form.get('description') ?? '');
      return [200, { message: 'great success', key: { id: key.id, description: key.label, kind: 'user', role: 'developer', secret: key.value } }];
    }
    return world.end(idIn(call, /^DELETE \/v1\/keys\/([\da-f-]+)$/), [200, { message: 'key deleted' }]);
  },
};

const datadog: Facts = {
  // All of them end alike, so that the list alone tells them from each other by nothing.
  mint: (n) => ({ id: `id-${n}`, value: `${base62(`dd/${n}`, 28)}abcd` }),
  operator: 'apikey:appkey',
  vague: true,
  handle(call, world) {
    const isOperator = `${String(call.headers['dd-api-key'])}:${String(call.headers['dd-application-key'])}` === world.operator;
    if (call.line === 'GET /api/v1/validate') return world.by(String(call.headers['dd-api-key'])) === undefined ? [403, { errors: ['Forbidden'] }] : [200, { valid: true }];
    if (!isOperator) return [403, { errors: ['Forbidden'] }];
    if (call.line === 'GET /api/v2/api_keys') {
      const number = Number(call.query.get('page[number]') ?? 0);
      return [200, { data: world.live().slice(number * 100, number * 100 + 100).map(({ id, label, value }) => ({ id, attributes: { name: label, last4: value.slice(-4) } })), meta: { page: { total_filtered_count: world.live().length } } }];
    }
    if (call.line === 'POST /api/v2/api_keys') {
      const { name, ...kind } = (call.json['data'] as { attributes: { name: string } }).attributes;
      if (!isDeepStrictEqual(kind, { category: 'integration', remote_config_read_enabled: true })) return [400, { errors: ['not the kind of key that was asked for'] }];
      const key = world.make(name);
      return [201, { data: { id: key.id, attributes: { key: key.value, name: key.label } } }];
    }
    const asked = world.live().find(({ id }) => id === idIn(call, /^GET \/api\/v2\/api_keys\/(.+)$/));
    if (asked !== undefined) return [200, { data: { id: asked.id, attributes: { key: asked.value, name: asked.label, category: 'integration', remote_config_read_enabled: true } } }];
    return world.end(idIn(call, /^DELETE \/api\/v2\/api_keys\/(.+)$/), [204]);
  },
};

const sentry: Facts = {
  mint: plain('test-sentry'),
  vague: true,
  handle: (call, { by }): Reply => (call.line !== 'GET /api/0/' ? [404, {}] : [200, { version: '0', auth: by(call.shown) === undefined ? null : { scopes: ['org:read'] }, user: null }]),
};

/** By the id of the provider. */
export const SERVED: Readonly<Record<string, Facts>> = { ...ASKED, ...CLOUDS, ...HOUSES, ...SEEDS, anthropic, datadog, digitalocean, huggingface, mailgun, npm, openrouter, sendgrid, sentry, slack, 'slack-webhook': slackWebhook, stripe, twilio };
