import { createHash, createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { base62 } from '../keys.ts';
import type { Call, Facts, Reply, World } from './server.ts';

const pairs = new Map<number, string>();
const publicKeys = new Map<string, KeyObject>();

/** A P-256 pair as FoxNose shows it once; the secret half as PKCS#8, for odd numbers as SEC 1. */
function pairOf(n: number): string {
  const known = pairs.get(n);
  if (known !== undefined) return known;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const y = Buffer.from(jwk.y ?? '', 'base64url');
  const point = Buffer.concat([Buffer.from([2 + ((y.at(-1) ?? 0) % 2)]), Buffer.from(jwk.x ?? '', 'base64url')]);
  const text = `${point.toString('base64')}:${privateKey.export({ format: 'der', type: n % 2 === 1 ? 'sec1' : 'pkcs8' }).toString('base64')}`;
  pairs.set(n, text);
  publicKeys.set(point.toString('base64'), publicKey);
  return text;
}

const OPERATOR = pairOf(-1);
const publicHalf = (value: string): string => value.split(':')[0] ?? '';

/** Checks who asks, as the documentation has it: the pair, or a fresh signature over path, body and date. */
function foxnoseCaller(call: Call, candidates: readonly string[]): string | undefined {
  const header = call.headers.authorization ?? '';
  if (header.startsWith('Simple ')) return candidates.find((value) => value === call.shown);
  const [publicKey = '', signature = ''] = call.shown.split(':');
  const key = publicKeys.get(publicKey);
  if (!header.startsWith('Secure ') || key === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(call.headers.date ?? '')) return undefined;
  const text = `${call.line.replace(/^\S+ /, '')}|${createHash('sha256').update(call.text).digest('hex')}|${call.headers.date}`;
  const isSigned = verify('sha256', Buffer.from(text), createPublicKey(key.export({ format: 'pem', type: 'spki' })), Buffer.from(signature, 'base64'));
  return isSigned ? candidates.find((value) => publicHalf(value) === publicKey) : undefined;
}

const ROOT = '/v1/env1/permissions/management-api/api-keys/';

function foxnoseKeys(call: Call, world: World): Reply {
  if (call.line === `POST ${ROOT}`) {
    if (call.json['role'] !== 'reader') return [422, { error_code: 'validation', message: 'role' }];
    const key = world.make(String(call.json['description']));
    return [201, { key: key.id, description: key.label, public_key: publicHalf(key.value), secret_key: key.value.split(':')[1], role: 'reader', environment: 'env1' }];
  }
  const id = /^DELETE .*\/api-keys\/([^/]+)\/$/.exec(call.line)?.[1];
  return world.end(id, [204], [404, { error_code: 'not_found', message: 'not found' }]);
}

const foxnose: Facts = {
  mint: (n) => ({ id: `k${n}`, value: pairOf(n) }),
  operator: OPERATOR,
  settings: { environment: 'env1' },
  vague: true,
  handle(call, world) {
    const caller = foxnoseCaller(call, [world.operator, ...world.live().map(({ value }) => value)]);
    if (caller === undefined) return [401, { error_code: 'authentication_failed', message: 'no', detail: null }];
    if (call.line === 'GET /v1/env1/permissions/flux-api/api-keys/') return [200, { count: 0, results: [] }];
    if (call.line === `GET ${ROOT}`) {
      const [offset, limit] = [Number(call.query.get('offset') ?? 0), Math.min(2, Number(call.query.get('limit') ?? 100))];
      const rows = world.live().map(({ id, label, value }) => ({ key: id, description: label, public_key: publicHalf(value), role: 'reader' }));
      return [200, { count: rows.length, results: rows.slice(offset, offset + limit) }];
    }
    return caller === world.operator ? foxnoseKeys(call, world) : [403, { error_code: 'permission_denied', message: 'no' }];
  },
};

const genericAi: Facts = {
  mint: (n) => ({ id: `key_${n}`, value: base62(`generic/${n}`, 32) }),
  settings: { probe: '/v1/models' },
  handle(call, world) {
    if (call.headers.authorization === undefined) return [401, { success: false, error: { code: 'MISSING_API_KEY', details: { header: 'Authorization' } } }];
    const known = world.keys.find(({ value }) => value === call.shown);
    if (known?.live !== true) return [401, { success: false, error: { code: 'INVALID_API_KEY', message: call.shown, details: { key_id: known?.id ?? '' } } }];
    return call.line === 'GET /v1/models' ? [200, { success: true }] : [404, {}];
  },
};

const access = (n: number): string => n.toString(16).padStart(32, '0');
const noorle: Facts = {
  mint: (n) => ({ id: access(n), value: `ak-${access(n)}${base62(`noorle/${n}`, 16)}` }),
  vague: true,
  handle(call, world) {
    const shown = call.headers['x-api-key'] ?? call.headers['api-key'] ?? (call.headers.authorization?.startsWith('ApiKey ') === true ? call.shown : undefined);
    if (world.by(String(shown)) === undefined) return [401, { error: { code: 'unauthorized', message: 'Invalid API key' } }];
    return call.line === 'GET /v1/agents' || call.line === 'GET /agents' ? [200, []] : [404, { error: { code: 'not_found' } }];
  },
};

const neuroai: Facts = {
  mint: (n) => ({ id: `key_${n}`, value: `test-neuro-${base62(`neuro/${n}`, 36)}` }),
  handle(call, world) {
    const caller = world.by(call.shown);
    const isOperator = call.shown === world.operator;
    if (caller === undefined && !isOperator) return [401, { error: 'invalid' }];
    if (call.line === 'GET /auth/verify') return [200, { valid: true, key_id: caller?.id, name: caller?.label }];
    if (!isOperator) return [403, { error: 'role' }];
    if (call.line === 'GET /api-keys') return [200, { data: world.live().map(({ id, label }) => ({ key_id: id, name: label })) }];
    const one = /^GET \/api-keys\/(\w+)$/.exec(call.line)?.[1];
    if (one !== undefined) return [200, { key_id: one, name: 'production', role: 'developer' }];
    if (call.line === 'POST /api-keys') {
      if (call.json['role'] !== 'developer') return [400, { error: 'role' }];
      const key = world.make(String(call.json['name']));
      return [201, { key_id: key.id, key: key.value }];
    }
    return world.end(/^DELETE \/api-keys\/(\w+)$/.exec(call.line)?.[1], [204]);
  },
};

const noxus: Facts = {
  mint: (n) => ({ id: `id-${n}`, value: `test-noxus-${base62(`noxus/${n}`, 24)}` }),
  settings: { workspace: 'ws' },
  handle(call, world) {
    const shown = String(call.headers['x-api-key']);
    const caller = world.by(shown);
    const isOperator = shown === world.operator;
    if (caller === undefined && !isOperator) return [401, { detail: 'unauthorized' }];
    // As the real one does, the answer repeats the key.
    if (call.line === 'GET /v1/admin/me') return [200, { id: caller?.id, name: caller?.label, tenant_admin: false, value: caller?.value }];
    if (!isOperator) return [403, { detail: 'forbidden' }];
    if (call.line === 'POST /v1/admin/groups/ws/api-keys') {
      const key = world.make(String(call.json['name']));
      return [200, { id: key.id, name: key.label, tenant_admin: false, value: key.value }];
    }
    return [404, { detail: 'not found' }];
  },
};

/** The five systems that stanch began with, by the id of the provider. */
export const SEEDS: Readonly<Record<string, Facts>> = { foxnose, 'generic-ai': genericAi, neuroai, noorle, noxus };
