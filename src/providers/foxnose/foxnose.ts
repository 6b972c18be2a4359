import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, isFields, jsonOf, judgeRefusal, needText, textField } from '../answer.ts';
import type { Identity, MintedKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { askAs, askAsOperator, type Caller } from './authorize.ts';
import { readFoxnoseKey } from './key-pair.ts';
import { keysUrl, listPlane, PLANES, treeOf, type Plane } from './key-list.ts';

const PAGE = { link: 'https://github.com/FoxNoseTech/foxnose-python' };

/** `management/KEY` or `flux/KEY`. */
function splitId(id: string): { plane: Plane; key: string } {
  const plane = PLANES.find((candidate) => id.startsWith(`${candidate}/`));
  if (plane === undefined) throw new UsageError('that is no id of a FoxNose key');
  return { plane, key: id.slice(plane.length + 1) };
}

/** What FoxNose's own codes mean; statuses without one fall to the common rules. */
const CODES: Readonly<Record<string, Verdict>> = {
  spend_cap_reached: { state: 'unknown', why: 'the account has reached its spending cap (402)', advice: 'ask again when the cap is lifted; treat the key as live' },
  plan_exhausted: { state: 'unknown', why: 'the plan of the account is used up (402)', advice: 'ask again with the next period; treat the key as live' },
  plan_limit_exceeded: { state: 'restricted', why: 'the provider knows the key, and its plan forbids this (403)' },
  collection_not_writable: { state: 'restricted', why: 'the provider knows the key but forbids this (403): it leaked all the same' },
  upstream_error: { state: 'unknown', why: 'a service behind FoxNose failed (502)' },
};

/** A plane that refuses a key tells only about itself; `refused` lets it count for a key that it took before. */
function judgePlane(response: HttpResponse): Verdict {
  const code = textField(fieldsOf(response), 'error_code');
  if (code === 'authentication_failed' || code === 'authentication_required') {
    return { state: 'unknown', refused: true, why: 'this plane of FoxNose refuses the key (401); a key of the other plane is refused too', advice: 'set STANCH_FOXNOSE_FLUX_URL, so that both planes can be asked' };
  }
  const value = jsonOf(response);
  const isYes = response.status === 200 && (Array.isArray(value) || (isFields(value) && ['results', 'count', 'routes', 'collections'].some((name) => name in value)));
  return isYes ? { state: 'live', why: 'the provider takes the key' } : ((code === undefined ? undefined : CODES[code]) ?? judgeRefusal(response));
}

async function askPlanes(caller: Caller, context: ProviderContext): Promise<Verdict> {
  const management = judgePlane(await askAs(caller, { method: 'GET', url: `${keysUrl('management', context, context.settings['tree'])}?limit=1` }, context));
  const flux = context.settings['flux'];
  if (management.refused !== true || flux === undefined) return management;
  const verdict = judgePlane(await askAs(caller, { method: 'GET', url: `${flux.replace(/\/+$/, '')}/_router` }, context));
  return verdict.refused === true ? { state: 'dead', why: 'both planes of FoxNose refuse the key (401)' } : verdict;
}

/** A token of a person says itself until when it lasts; that is told, and not believed. */
function expiryOf(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const exp = isFields(claims) ? claims['exp'] : undefined;
    return typeof exp === 'number' && exp > 0 && exp < 1e11 ? `it says that it lasts until ${new Date(exp * 1000).toISOString()}` : 'it does not say how long it lasts';
  } catch {
    // What is no JSON has no claims.
    return 'it does not say how long it lasts';
  }
}

async function verify(secret: Secret, context: ProviderContext): Promise<Verdict> {
  const key = readFoxnoseKey(secret.reveal());
  if (key.kind === 'harmless') return { state: 'not-verifiable', why: 'a public key or a signature alone opens nothing' };
  if (key.kind === 'mismatch') return { state: 'unknown', why: 'the two halves are no pair: nothing was asked' };
  // Simple is the form that both official clients and the documentation agree on.
  if (key.kind === 'pair') return askPlanes({ as: 'simple', pair: key.pair }, context);
  const verdict = await askPlanes({ as: 'bearer', token: key.token }, context);
  return verdict.refused === true ? { state: 'dead', why: 'FoxNose refuses the token (401)' } : { ...verdict, advice: `${expiryOf(key.token)}; no call ends it` };
}

async function identify(secret: Secret, context: ProviderContext): Promise<Identity> {
  const key = readFoxnoseKey(secret.reveal());
  if (key.kind !== 'pair') return { exact: false, why: key.kind === 'token' ? 'tokens have no id, and no call ends them' : 'this is no whole key' };
  const found: string[] = [];
  for (const plane of PLANES) {
    const rows = await listPlane(plane, context);
    found.push(...rows.filter(({ publicKey }) => publicKey === key.pair.publicKey).map((row) => `${plane}/${row.key}`));
  }
  const [id] = found;
  if (id === undefined || found.length > 1) return { exact: false, why: `${found.length} keys in the lists have this public half` };
  return { exact: true, id, proof: 'its public half, derived from the secret one, stands in the list of keys' };
}

async function create(label: string, context: ProviderContext, oldId: string): Promise<MintedKey> {
  const { plane, key } = splitId(oldId);
  const url = keysUrl(plane, context, await treeOf(plane, context));
  const role = context.settings['role'] ?? (await listPlane(plane, context)).find((row) => row.key === key)?.role;
  if (role === undefined) throw new UsageError('the role of the new key is not known', 'set STANCH_FOXNOSE_ROLE');
  const response = await askAsOperator({ method: 'POST', url, body: JSON.stringify({ description: label, role }) }, context);
  if (textField(fieldsOf(response), 'error_code') === 'plan_limit_exceeded') throw new IncompleteError('create key: the plan allows no more keys', 'nothing was made; delete one that nobody uses, by hand');
  expectStatus(response, [200, 201], 'create key');
  const fields = fieldsOf(response);
  const value = `${needText(fields, 'public_key', 'create key')}:${needText(fields, 'secret_key', 'create key')}`;
  return { id: `${plane}/${needText(fields, 'key', 'create key')}`, value: new Secret(value) };
}

function part(secret: Secret, name: string): Secret {
  const key = readFoxnoseKey(secret.reveal());
  if (key.kind !== 'pair' || (name !== 'public' && name !== 'secret')) throw new UsageError('a key of FoxNose has the pieces public and secret');
  return new Secret(name === 'public' ? key.pair.publicKey : key.pair.secretKey);
}

const SETTINGS: Provider['settings'] = [
  { name: 'environment', env: 'STANCH_FOXNOSE_ENVIRONMENT', doc: 'key of the environment', neededFor: ['verify', 'create', 'revoke'] },
  { name: 'flux', env: 'STANCH_FOXNOSE_FLUX_URL', doc: 'address of the Flux API, https://ENVIRONMENT.fxns.io/PREFIX: without it keys of Flux are not told from dead ones', neededFor: ['verify'] },
  { name: 'role', env: 'STANCH_FOXNOSE_ROLE', doc: 'role of the new key; that of the old one where not set', neededFor: [] },
  { name: 'header', env: 'STANCH_FOXNOSE_HEADER', doc: '`simple` sends your secret key itself; otherwise requests are signed with it', neededFor: [] },
  { name: 'tree', env: 'STANCH_FOXNOSE_TREE', doc: '`permissions` or `roles`, where the keys stand; both are tried where not set', neededFor: [] },
  { name: 'refresh', env: 'STANCH_FOXNOSE_REFRESH_PATH', doc: 'path that renews tokens, which is not documented; without it stanch logs in again', neededFor: [] },
];

/**
 * FoxNose, https://github.com/FoxNoseTech/foxnose-python (docs/authentication.md). A request that makes a key is never
 * sent twice: it would make two.
 */
export const FOXNOSE: Provider = {
  id: 'foxnose',
  title: 'FoxNose',
  base: 'https://api.foxnose.net',
  baseEnv: 'STANCH_FOXNOSE_URL',
  operatorEnv: 'STANCH_FOXNOSE_KEY',
  settings: SETTINGS,
  ruleIds: ['foxnose-secret-key', 'foxnose-simple-header', 'foxnose-secure-header', 'foxnose-token', 'foxnose-public-key'],
  scopes: 'a management role that may list, create and delete API keys; as PUBLIC:SECRET, an access token, or EMAIL:PASSWORD',
  rightsUntold: 'no call tells the role of whoever asks',
  manual: {
    create: { words: 'Make a new API key with the role of the old one.', ...PAGE },
    revoke: { words: 'Delete the old API key. A leaked token of a person ends by itself within a day, its refresh token within seven: log out, and change the password.', ...PAGE },
  },
  verify,
  identify,
  async list(context, old) {
    const { plane } = splitId(old.id);
    return (await listPlane(plane, context)).map((row) => ({ id: `${plane}/${row.key}`, label: row.description }));
  },
  create: (label, context, old) => create(label, context, old.id),
  async revoke(id, context) {
    const { plane, key } = splitId(id);
    const url = `${keysUrl(plane, context, await treeOf(plane, context))}${encodeURIComponent(key)}/`;
    expectStatus(await askAsOperator({ method: 'DELETE', url }, context), [200, 202, 204, 404, 410], 'revoke key');
  },
  parts: ['public', 'secret'],
  part,
};
