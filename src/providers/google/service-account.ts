import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpRequest, HttpResponse } from '#http/http.ts';
import { expectEnded, expectStatus, fieldsOf, isFields, needText, textField } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { KeyRecord, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { rightsOf, type Rights } from '../rights.ts';
import { readKeyFile, signGrant, type KeyFile } from './key-file.ts';

const PAGE = { link: 'https://console.cloud.google.com/iam-admin/serviceaccounts' };
const TOKEN_HOST = 'https://oauth2.googleapis.com';
const IAM_HOST = 'https://iam.googleapis.com';
/** A service account has ten keys at most. */
const MOST_KEYS = 10;
/** Milliseconds; a statement that lies further in the future or past is refused whatever the key. */
const MOST_SKEW = 5 * 60_000;

const isFile = (text: string): boolean => /^\s*\{/.test(text) || /^ey[\w+/=\s]{200,}$/.test(text);

function askToken(file: KeyFile, { http, base, clock }: ProviderContext): Promise<HttpResponse> {
  // The audience is Google's own address, even where the request goes elsewhere.
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signGrant(file, `${TOKEN_HOST}/token`, new Date(clock.now())) }).toString();
  return http.send({ method: 'POST', url: `${base}/token`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
}

async function verify(secret: Secret, context: ProviderContext): Promise<Verdict> {
  const file = readKeyFile(secret.reveal());
  const response = await askToken(file, context);
  const fields = fieldsOf(response);
  if (response.status === 200 && textField(fields, 'access_token') !== undefined) return { state: 'live', why: 'Google gives a token for the key', account: file.email };
  const theirs = Date.parse(response.headers['date'] ?? '');
  if (Math.abs(theirs - context.clock.now()) > MOST_SKEW) return { state: 'unknown', why: `the answer (${response.status}) may be about the time`, advice: 'the clock of this machine is wrong: set it and ask again' };
  if (response.status === 400 && fields?.['error'] === 'invalid_grant') return { state: 'dead', why: 'Google refuses the key (invalid_grant)' };
  return { state: 'unknown', why: `the answer (${response.status}) says nothing about the key` };
}

/** An access token of the operator, or one for a key file of the operator. */
async function operatorToken(context: ProviderContext): Promise<string> {
  const text = operatorKey(context);
  if (!isFile(text)) return text;
  const response = await askToken(readKeyFile(text), context);
  expectStatus(response, [200], 'log in');
  return needText(fieldsOf(response), 'access_token', 'log in');
}

async function askIam(request: Pick<HttpRequest, 'method' | 'body'> & { path: string }, context: ProviderContext): Promise<HttpResponse> {
  const host = context.base === TOKEN_HOST ? IAM_HOST : context.base;
  const { method, body, path } = request;
  const headers = { authorization: `Bearer ${await operatorToken(context)}`, 'content-type': 'application/json' };
  return context.http.send({ method, url: `${host}/v1/${path}`, headers, ...(body === undefined ? {} : { body }) });
}

const accountOf = ({ project, email }: KeyFile): string => `projects/${project}/serviceAccounts/${email}`;
const nameOf = (file: KeyFile): string => `${accountOf(file)}/keys/${file.keyId}`;

async function list(secret: Secret, context: ProviderContext): Promise<readonly KeyRecord[]> {
  const response = await askIam({ method: 'GET', path: `${accountOf(readKeyFile(secret.reveal()))}/keys?keyTypes=USER_MANAGED` }, context);
  expectStatus(response, [200], 'list keys');
  const fields = fieldsOf(response);
  const keys = fields?.['keys'];
  if (!Array.isArray(keys)) throw new IncompleteError('list keys: the answer has no list');
  return keys.map((key: unknown) => ({ id: needText(isFields(key) ? key : undefined, 'name', 'list keys'), label: '' }));
}

async function create(secret: Secret, context: ProviderContext): Promise<MintedKey> {
  const body = JSON.stringify({ privateKeyType: 'TYPE_GOOGLE_CREDENTIALS_FILE' });
  const response = await askIam({ method: 'POST', path: `${accountOf(readKeyFile(secret.reveal()))}/keys`, body }, context);
  expectStatus(response, [200, 201], 'create key');
  const fields = fieldsOf(response);
  const text = Buffer.from(needText(fields, 'privateKeyData', 'create key'), 'base64').toString();
  const id = needText(fields, 'name', 'create key');
  if (nameOf(readKeyFile(text)) !== id) throw new IncompleteError('create key: the answer does not fit the key in it');
  // In one line, so that it can stand in a variable; in base64 where the old key was so, which programs then expect.
  const line = JSON.stringify(JSON.parse(text));
  return { id, value: new Secret(/^\s*\{/.test(secret.reveal()) ? line : Buffer.from(line).toString('base64')) };
}

const TO_MAKE: readonly string[] = ['iam.serviceAccountKeys.create', 'iam.serviceAccountKeys.list', 'iam.serviceAccountKeys.delete'];
const TO_END: readonly string[] = ['iam.serviceAccountKeys.delete'];
/** Asked for as well: whoever has them may do more than exchange keys. */
const WIDE: readonly string[] = ['iam.serviceAccounts.delete', 'iam.serviceAccounts.setIamPolicy', 'iam.serviceAccounts.getAccessToken'];

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/testIamPermissions */
async function readRights(context: ProviderContext, old: OldKey, mode: 'rotate' | 'revoke'): Promise<Rights | undefined> {
  const needed = mode === 'rotate' ? TO_MAKE : TO_END;
  const body = JSON.stringify({ permissions: [...TO_MAKE, ...WIDE] });
  const response = await askIam({ method: 'POST', path: `${accountOf(readKeyFile(old.value.reveal()))}:testIamPermissions`, body }, context);
  const granted = response.status === 200 ? fieldsOf(response)?.['permissions'] : undefined;
  return Array.isArray(granted) ? rightsOf(granted, { needs: needed.map((name) => [name]), harmless: TO_MAKE }) : undefined;
}

/** Keys of Google service accounts, https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys. They carry no label. */
export const GOOGLE_SERVICE_ACCOUNT: Provider = {
  id: 'google-service-account',
  title: 'Google service account',
  base: TOKEN_HOST,
  baseEnv: 'STANCH_GOOGLE_SERVICE_ACCOUNT_URL',
  operatorEnv: 'STANCH_GOOGLE_SERVICE_ACCOUNT_KEY',
  settings: [],
  ruleIds: ['gcp-service-account'],
  form: 'the key file, or all of it in base64',
  scopes: 'roles/iam.serviceAccountKeyAdmin; as an access token, or a key file',
  manual: {
    create: { words: 'Add a key to the service account, or better use workload identity, which needs none.', ...PAGE },
    revoke: { words: 'Delete the old key of the service account.', ...PAGE },
  },
  readRights,
  verify,
  async identify(secret, context) {
    const verdict = await verify(secret, context);
    if (verdict.state !== 'live') return { exact: false, why: verdict.why };
    return { exact: true, id: nameOf(readKeyFile(secret.reveal())), proof: 'Google took a signature under this key id' };
  },
  list: (context, old) => list(old.value, context),
  async checkRoom(old, context) {
    const { length } = await list(old.value, context);
    if (length >= MOST_KEYS) throw new UsageError(`the service account has ${length} keys, and ${MOST_KEYS} is the most`, 'delete one that nobody uses, by hand; stanch deletes none to make room');
  },
  create: (_label, context, old) => create(old.value, context),
  unlabelled: true,
  async revoke(id, context) {
    if (!/^projects\/[^/?#]+\/serviceAccounts\/[^/?#]+\/keys\/\w+$/.test(id)) throw new UsageError('that is no id of a key');
    const response = await askIam({ method: 'DELETE', path: id }, context);
    expectEnded(response, [200, 204], 'revoke key');
  },
};
