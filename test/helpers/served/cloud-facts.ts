import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { signV4 } from '#http/sign-v4.ts';
import { base62 } from '../keys.ts';
import type { Call, Facts, Reply, ServedKey, World } from './server.ts';

const last = (call: Call): string | undefined => call.line.split('/').at(-1);

/** What each token may do; a group of permissions is known by its id, its name is Cloudflare's own. */
const TERMS = {
  policies: [{ id: 'policy-1', effect: 'allow', resources: { 'com.cloudflare.api.account.zone.z1': '*' }, permission_groups: [{ id: 'g1', name: 'DNS Write', meta: { key: 'dns', value: 'write' } }, { id: 'g2', name: 'Zone Read' }] }],
  condition: { request_ip: { in: ['192.0.2.0/24'] } },
  expires_on: '2030-01-01T00:00:00Z',
};
const WANTED = {
  policies: [{ effect: 'allow', resources: { 'com.cloudflare.api.account.zone.z1': '*' }, permission_groups: [{ id: 'g1', meta: { key: 'dns', value: 'write' } }, { id: 'g2' }] }],
  condition: TERMS.condition,
  expires_on: TERMS.expires_on,
};
const MANAGE = { policies: [{ id: 'policy-2', effect: 'allow', resources: { 'com.cloudflare.api.user.u1': '*' }, permission_groups: [{ id: 'g9', name: 'API Tokens Write' }] }] };
const OPERATOR_ID = 'operator-token';

function cloudflareTokens(tree: string): Facts['handle'] {
  return (call, world) => {
    const key = world.by(call.shown);
    const isOperator = call.shown === world.operator;
    if (key === undefined && !isOperator) return [401, { success: false, errors: [{ code: 1000, message: 'Invalid API Token' }] }];
    if (call.line === `GET ${tree}/tokens/verify`) return [200, { success: true, result: { id: key?.id ?? OPERATOR_ID, status: 'active' } }];
    if (!isOperator) return [403, { success: false, errors: [{ code: 9109 }] }];
    if (call.line === `GET ${tree}/tokens`) {
      const page = Number(call.query.get('page') ?? 1);
      const rows = world.live().map(({ id, label }) => ({ id, name: label }));
      return [200, { success: true, result: rows.slice(page * 2 - 2, page * 2), result_info: { total_pages: Math.ceil(rows.length / 2) } }];
    }
    if (call.line === `POST ${tree}/tokens`) {
      const { name, ...terms } = call.json;
      // A token that may more or less than the old one is none that was asked for.
      if (!isDeepStrictEqual(terms, WANTED)) return [400, { success: false, errors: [{ code: 1001, message: 'Invalid policies' }] }];
      const made = world.make(String(name));
      return [200, { success: true, result: { id: made.id, name, status: 'active', value: made.value, ...TERMS } }];
    }
    if (call.line === `GET ${tree}/tokens/${OPERATOR_ID}`) return [200, { success: true, result: { id: OPERATOR_ID, status: 'active', ...MANAGE } }];
    const named = world.live().find(({ id }) => id === last(call));
    if (call.line.startsWith(`GET ${tree}/tokens/`) && named !== undefined) return [200, { success: true, result: { id: named.id, name: named.label, status: 'active', not_before: null, ...TERMS } }];
    return call.line.startsWith(`DELETE ${tree}/tokens/`) ? world.end(last(call), [200, { success: true }]) : [404, { success: false }];
  };
}
const cloudflareMint = (n: number): { id: string; value: string } => ({ id: `t${n}`, value: base62(`cf/${n}`, 40) });
const cloudflare: Facts = { mint: cloudflareMint, handle: cloudflareTokens('/user') };
const cloudflareAccount: Facts = { mint: cloudflareMint, settings: { account: 'a1' }, handle: cloudflareTokens('/accounts/a1') };

const azureApp: Facts = {
  mint: (n) => ({ id: `id-${n}`, value: `tenant1:client1:${base62(`azure/${n}`, 40)}` }),
  settings: { client: 'client1', tenant: 'tenant1' },
  handle(call, world) {
    if (call.line === 'POST /tenant1/oauth2/v2.0/token') {
      const key = world.by(`tenant1:${call.form.get('client_id')}:${call.form.get('client_secret')}`);
      return key === undefined ? [401, { error: 'invalid_client', error_codes: [7_000_215] }] : [200, { token_type: 'Bearer', access_token: 'short-lived' }];
    }
    const application = "/v1.0/applications(appId='client1')";
    if (call.shown !== world.operator) return [401, { error: { code: 'InvalidAuthenticationToken' } }];
    if (call.line === `GET ${application}`) return [200, { passwordCredentials: world.live().map(({ id, label, value }) => ({ keyId: id, displayName: label, hint: (value.split(':')[2] ?? '').slice(0, 3) })) }];
    if (call.line === `POST ${application}/addPassword`) {
      const key = world.make((call.json['passwordCredential'] as { displayName: string }).displayName);
      return [200, { keyId: key.id, secretText: key.value.split(':')[2] }];
    }
    return call.line === `POST ${application}/removePassword` ? world.end(String(call.json['keyId']), [204]) : [404, {}];
  },
};

const isAccount = (key: ServedKey): boolean => key.label.startsWith('stanch-');
const openai: Facts = {
  contract: { file: 'openai.json' },
  mint: (n) => ({ id: `key_${n}`, value: `test-proj${base62(`openai/${n}`, 40)}` }),
  settings: { project: 'p1' },
  handle(call, world) {
    const isOperator = call.shown === world.operator;
    if (!isOperator && world.by(call.shown) === undefined) return [401, { error: { code: 'invalid_api_key' } }];
    if (call.line === 'GET /models') return isOperator ? [403, { error: {} }] : [200, { object: 'list', data: [{ id: 'model' }] }];
    if (!isOperator) return [403, { error: {} }];
    const root = '/organization/projects/p1';
    const page = (rows: readonly { id: string }[]): Reply => {
      const start = rows.findIndex(({ id }) => id === call.query.get('after')) + 1;
      return [200, { object: 'list', data: rows.slice(start, start + 2), last_id: rows.slice(start, start + 2).at(-1)?.id, has_more: start + 2 < rows.length }];
    };
    if (call.line === `GET ${root}/api_keys`) return page(world.live().filter((key) => !isAccount(key)).map(({ id, label, value }) => ({ id, name: label, redacted_value: `${value.slice(0, 12)}...${value.slice(-4)}` })));
    if (call.line === `GET ${root}/service_accounts`) return page(world.live().filter(isAccount).map(({ id, label }) => ({ id, name: label })));
    if (call.line === `POST ${root}/service_accounts`) {
      const key = world.make(String(call.json['name']));
      return [200, { id: key.id, name: key.label, api_key: { id: 'k', value: key.value } }];
    }
    const isThere = world.live().some((key) => key.id === last(call) && isAccount(key) === call.line.includes('service_accounts'));
    return isThere ? world.end(last(call), [200, { deleted: true }]) : [404, { error: {} }];
  },
};

const files = new Map<number, { value: string; publicKey: KeyObject }>();
const EMAIL = 'robot@project1.iam.example.com';
const ACCOUNT = `projects/project1/serviceAccounts/${EMAIL}`;
function fileOf(n: number): { value: string; publicKey: KeyObject } {
  const known = files.get(n);
  if (known !== undefined) return known;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  // The address of the file leads elsewhere, and must not be followed.
  const file = { type: 'service_account', project_id: 'project1', private_key_id: `kid${n}`, private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }), client_email: EMAIL, token_uri: 'https://attacker.example/token' };
  const made = { value: Buffer.from(JSON.stringify(file)).toString('base64'), publicKey };
  files.set(n, made);
  return made;
}

function grantOf(assertion: string, world: World): boolean {
  const [head = '', body = '', signature = ''] = assertion.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { iss: string; aud: string; exp: number };
  const key = world.live().find(({ id }) => id === `${ACCOUNT}/keys/${kid}`);
  const publicKey = key === undefined ? undefined : fileOf(Number(kid.slice(3))).publicKey;
  const isSigned = publicKey !== undefined && createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url');
  return isSigned && claims.iss === EMAIL && claims.aud === 'https://oauth2.googleapis.com/token' && claims.exp * 1000 > Date.now();
}

const google: Facts = {
  mint: (n) => ({ id: `${ACCOUNT}/keys/kid${n}`, value: fileOf(n).value }),
  handle(call, world) {
    if (call.line === 'POST /token') return grantOf(call.form.get('assertion') ?? '', world) ? [200, { access_token: 'short-lived', token_type: 'Bearer' }] : [400, { error: 'invalid_grant' }];
    if (call.shown !== world.operator) return [401, { error: { status: 'UNAUTHENTICATED' } }];
    if (call.line === `GET /v1/${ACCOUNT}/keys`) return [200, { keys: world.live().map(({ id }) => ({ name: id })) }];
    if (call.line === `POST /v1/${ACCOUNT}/keys`) {
      const key = world.make('stanch-unlabelled');
      return [200, { name: key.id, privateKeyData: key.value }];
    }
    return world.end(call.line.replace('DELETE /v1/', ''), [200, {}]);
  },
};

const AWS_OPERATOR = `AKIA${'Z'.repeat(16)}:${'o'.repeat(40)}`;
const xml = (action: string, body = ''): Reply => [200, `<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`];
const xmlError = (status: number, code: string): Reply => [status, `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`];
const base32 = (n: number): string => [...n.toString(4).padStart(16, '0')].map((digit) => 'ABCD'[Number(digit)]).join('');

/** The value of the key whose signature the request carries. */
function awsCaller(call: Call, world: World): string | undefined {
  const [, id, region = '', service = ''] = /Credential=(\w+)\/\d+\/([\w-]+)\/(\w+)\//.exec(call.headers.authorization ?? '') ?? [];
  const value = [world.operator, ...world.live().map((key) => key.value)].find((candidate) => candidate.startsWith(`${id}:`));
  const at = new Date(String(call.headers['x-amz-date']).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const request = { method: 'POST' as const, url: `http://${call.headers.host}/`, headers: { 'content-type': String(call.headers['content-type']) }, body: call.text };
  const [keyId = '', secret = ''] = (value ?? '').split(':');
  const signed = signV4(request, { id: keyId, secret }, { service, region, at });
  return signed.headers['authorization'] === call.headers.authorization ? value : undefined;
}

const aws: Facts = {
  mint: (n) => ({ id: `AKIA${base32(n)}`, value: `AKIA${base32(n)}:${base62(`aws/${n}`, 40)}` }),
  operator: AWS_OPERATOR,
  bystanders: 0,
  handle(call, world) {
    const caller = awsCaller(call, world);
    if (caller === undefined) return xmlError(403, 'InvalidClientTokenId');
    const [action, id] = [call.form.get('Action') ?? '', call.form.get('AccessKeyId')];
    if (action === 'GetCallerIdentity') return xml(action, '<Arn>arn:aws:iam::123456789012:user/robot</Arn>');
    if (caller !== world.operator) return xmlError(403, 'AccessDenied');
    if (action === 'ListAccessKeys') return xml(action, `${world.live().map((key) => `<AccessKeyId>${key.id}</AccessKeyId>`).join('')}<IsTruncated>false</IsTruncated>`);
    if (action === 'CreateAccessKey') {
      if (world.live().length >= 2) return xmlError(409, 'LimitExceeded');
      const key = world.make('stanch-unlabelled');
      return xml(action, `<AccessKeyId>${key.id}</AccessKeyId><SecretAccessKey>${key.value.split(':')[1]}</SecretAccessKey>`);
    }
    if (!world.live().some((key) => key.id === id)) return xmlError(404, 'NoSuchEntity');
    if (action === 'GetAccessKeyLastUsed') return xml(action, '<UserName>robot</UserName><LastUsedDate>2026-01-01T00:00:00Z</LastUsedDate>');
    if (action === 'UpdateAccessKey') return xml(action);
    return action === 'DeleteAccessKey' ? world.end(id ?? '', xml(action)) : xmlError(400, 'InvalidAction');
  },
};

/** Clouds and their keys, by the id of the provider. */
export const CLOUDS: Readonly<Record<string, Facts>> = { aws, 'azure-app': azureApp, cloudflare, 'cloudflare-account': cloudflareAccount, 'google-service-account': google, openai };
