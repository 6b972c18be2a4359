import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, KeyRecord, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import type { HttpResponse } from '#http/http.ts';
import type { Rights } from '../rights.ts';
import { askAws, AWS_BASE, errorCode, xmlText, xmlTexts, type AwsCall } from './ask.ts';
import { isCanary, isWholeAwsKey, readAwsKey } from './key.ts';

const PAGE = { link: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html' };
/** A user has two keys at most. */
const MOST_KEYS = 2;
const MOST_PAGES = 20;

/** What AWS's own codes mean for the key that asked. */
const CODES: Readonly<Record<string, Verdict>> = {
  InvalidClientTokenId: { state: 'dead', why: 'AWS does not know the key id, or it is inactive (InvalidClientTokenId)' },
  ExpiredToken: { state: 'dead', why: 'the temporary key has expired (ExpiredToken)' },
  AccessDenied: { state: 'restricted', why: 'AWS knows the key but forbids this: it leaked all the same (AccessDenied)' },
  SignatureDoesNotMatch: { state: 'unknown', why: 'AWS knows the key id, but not with this secret (SignatureDoesNotMatch)', advice: 'the two halves may belong to different keys, or the clock of this machine is wrong' },
};

const isDone = (response: HttpResponse, action: string): boolean => response.status === 200 && response.body.includes(`<${action}Response`);

async function verify(secret: Secret, context: ProviderContext): Promise<Verdict> {
  const key = readAwsKey(secret.reveal());
  if (isCanary(key, context)) return { state: 'not-verifiable', why: 'this is a canary: its account only watches who tries its keys, so nothing was asked', advice: 'tell whoever set it; it opens nothing' };
  const response = await askAws(key, { service: 'sts', action: 'GetCallerIdentity' }, context);
  const account = xmlText(response, 'Arn');
  if (isDone(response, 'GetCallerIdentity') && account !== undefined) return { state: 'live', why: 'AWS names the owner of the key (GetCallerIdentity)', account };
  return CODES[errorCode(response) ?? ''] ?? { state: 'unknown', why: `the answer (${response.status}) says nothing about the key` };
}

async function identify(secret: Secret, context: ProviderContext): Promise<Identity> {
  const key = readAwsKey(secret.reveal());
  if (key.session !== undefined || !key.id.startsWith('AKIA')) return { exact: false, why: 'a temporary key is not deleted: deny the sessions of its role or user that are older than now' };
  const verdict = await verify(secret, context);
  if (verdict.state !== 'live') return { exact: false, why: verdict.why };
  if (verdict.account?.endsWith(':root') === true) return { exact: false, why: 'this is a key of the root user, which only the root user ends' };
  return { exact: true, id: key.id, proof: 'AWS took a signature under this id' };
}

/** Asks as the operator. @throws IncompleteError unless AWS says that it is done */
async function manage(call: AwsCall, context: ProviderContext, gone?: string): Promise<HttpResponse | undefined> {
  const response = await askAws(readAwsKey(operatorKey(context)), call, context);
  if (isDone(response, call.action)) return response;
  const code = errorCode(response);
  if (gone !== undefined && code === gone) return undefined;
  throw new IncompleteError(`${call.action}: AWS answered ${response.status}${code === undefined ? '' : ` ${code.replaceAll(/\W/g, '')}`}`, 'nothing is taken for done');
}

/** The user whose key that is; undefined where there is no such key. */
async function userOf(id: string, context: ProviderContext): Promise<string | undefined> {
  const response = await manage({ service: 'iam', action: 'GetAccessKeyLastUsed', fields: { AccessKeyId: id } }, context, 'NoSuchEntity');
  return response === undefined ? undefined : xmlText(response, 'UserName');
}

async function needUser(id: string, context: ProviderContext): Promise<string> {
  const user = await userOf(id, context);
  if (user === undefined) throw new IncompleteError('AWS does not say whose key that is', 'the key of yours may belong to another account');
  return user;
}

async function keysOf(user: string, context: ProviderContext): Promise<readonly KeyRecord[]> {
  const ids: string[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const response = await manage({ service: 'iam', action: 'ListAccessKeys', fields: { UserName: user, ...(marker === undefined ? {} : { Marker: marker }) } }, context);
    if (response === undefined) break;
    ids.push(...xmlTexts(response, 'AccessKeyId'));
    if (xmlText(response, 'IsTruncated') !== 'true') return ids.map((id) => ({ id, label: '' }));
    marker = xmlText(response, 'Marker');
    if (marker === undefined) break;
  }
  throw new IncompleteError('list keys: the list is not whole');
}

async function lastUse(id: string, context: ProviderContext): Promise<string> {
  const response = await manage({ service: 'iam', action: 'GetAccessKeyLastUsed', fields: { AccessKeyId: id } }, context);
  const date = response === undefined ? undefined : xmlText(response, 'LastUsedDate');
  return date === undefined || !/^[\w:.+-]+$/.test(date) ? 'never used' : `last used ${date}`;
}

async function checkRoom(old: OldKey, context: ProviderContext): Promise<void> {
  const keys = await keysOf(await needUser(old.id, context), context);
  if (keys.length < MOST_KEYS) return;
  const others = await Promise.all(keys.filter(({ id }) => id !== old.id).map(async ({ id }) => `${id}, ${await lastUse(id, context)}`));
  throw new UsageError(`the user has two keys already, which is the most: ${others.join('; ')}`, 'delete the other one by hand if nobody uses it; stanch deletes none to make room');
}

async function create(context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const response = await manage({ service: 'iam', action: 'CreateAccessKey', fields: { UserName: await needUser(old.id, context) } }, context);
  const [id, secret] = response === undefined ? [] : [xmlText(response, 'AccessKeyId'), xmlText(response, 'SecretAccessKey')];
  if (id === undefined || secret === undefined) throw new IncompleteError('create key: the answer has no key');
  return { id, value: new Secret(`${id}:${secret}`) };
}

/** Deactivates first, which stops the key at once even where deleting it fails. */
async function revoke(id: string, context: ProviderContext): Promise<void> {
  const user = await userOf(id, context);
  if (user === undefined) return;
  const fields = { UserName: user, AccessKeyId: id };
  await manage({ service: 'iam', action: 'UpdateAccessKey', fields: { ...fields, Status: 'Inactive' } }, context, 'NoSuchEntity');
  await manage({ service: 'iam', action: 'DeleteAccessKey', fields }, context, 'NoSuchEntity');
}

/** What a key may do is told to nobody who may not read policies; but the key of the root user may do everything. */
async function readRights(context: ProviderContext): Promise<Rights | undefined> {
  const response = await askAws(readAwsKey(operatorKey(context)), { service: 'sts', action: 'GetCallerIdentity' }, context);
  const arn = isDone(response, 'GetCallerIdentity') ? xmlText(response, 'Arn') : undefined;
  return arn === undefined ? undefined : { told: arn, missing: [], excess: arn.endsWith(':root') ? ['everything: it is the key of the root user'] : [] };
}

function part(secret: Secret, name: string): Secret {
  const { id, secret: half } = readAwsKey(secret.reveal());
  if (name !== 'id' && name !== 'secret') throw new UsageError('a key of AWS has the pieces id and secret');
  return new Secret(name === 'id' ? id : half);
}

/** AWS IAM by its query protocol, https://docs.aws.amazon.com/IAM/latest/APIReference. Keys carry no label. */
export const AWS: Provider = {
  id: 'aws',
  title: 'AWS IAM',
  base: AWS_BASE,
  baseEnv: 'STANCH_AWS_URL',
  operatorEnv: 'STANCH_AWS_KEY',
  tool: 'aws',
  toolEnv: [
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ],
  settings: [
    { name: 'partition', env: 'STANCH_AWS_PARTITION', doc: '`aws`, `aws-cn` or `aws-us-gov`', neededFor: [] },
    { name: 'canaries', env: 'STANCH_AWS_CANARIES', doc: 'numbers of more accounts whose keys are canaries: they are never asked about', neededFor: [] },
  ],
  ruleIds: ['aws-access-key-id', 'aws-secret-access-key', 'aws-secret-of-pair', 'aws-session-key-id', 'aws-named-key'],
  scopes: 'iam:GetAccessKeyLastUsed, iam:ListAccessKeys, iam:CreateAccessKey, iam:UpdateAccessKey, iam:DeleteAccessKey on the user; as ID:SECRET or ID:SECRET:SESSION',
  manual: {
    create: { words: 'Make a new access key for the same user, or better give the program a role.', ...PAGE },
    revoke: { words: 'Deactivate the old access key, then delete it. Keys of the root user end in its own security credentials; temporary ones by denying sessions older than now.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list: async (context, old) => keysOf(await needUser(old.id, context), context),
  checkRoom,
  create: (_label, context, old) => create(context, old),
  unlabelled: true,
  revoke,
  form: 'ID:SECRET, or ID:SECRET:SESSION',
  isWhole: (key) => isWholeAwsKey(key.reveal()),
  parts: ['id', 'secret'],
  part,
};
