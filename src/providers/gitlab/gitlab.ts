import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectStatus, fieldsOf, judgeRefusal, needText, textField } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { findPlace, listTokens, placeOf, rowOf, splitId, tokenHeader, type TokenRow } from './tokens.ts';
import { readRights } from './read-rights.ts';

const PAGE = { link: 'https://docs.gitlab.com/security/tokens/' };
const SELF = '/api/v4/personal_access_tokens/self';

function askSelf(key: Secret, { http, base }: ProviderContext): Promise<HttpResponse> {
  return http.send({ method: 'GET', url: `${base}${SELF}`, headers: tokenHeader(key.reveal()) });
}

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const response = await askSelf(key, context);
  const fields = response.status === 200 ? fieldsOf(response) : undefined;
  if (typeof fields?.['id'] !== 'number') return judgeRefusal(response);
  if (fields['active'] === false) return { state: 'dead', why: 'GitLab says that the token is not active' };
  if (fields['active'] !== true) return { state: 'unknown', why: 'the answer (200) does not say whether the token is active' };
  return { state: 'live', why: 'GitLab tells of the token that asks', account: `user ${String(fields['user_id'])}, scopes ${scopesIn(fields['scopes'])}` };
}

const scopesIn = (value: unknown): string => (Array.isArray(value) ? value.filter((scope) => typeof scope === 'string' && /^\w+$/.test(scope)).join(' ') : '');

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const response = await askSelf(key, context);
  const fields = response.status === 200 ? fieldsOf(response) : undefined;
  if (typeof fields?.['id'] !== 'number' || typeof fields['user_id'] !== 'number') return { exact: false, why: `GitLab does not tell the id of this token (${response.status})` };
  return { exact: true, id: rowOf(fields).id, proof: 'GitLab names the token that asks (personal_access_tokens/self)' };
}

async function needRow(old: OldKey, context: ProviderContext): Promise<TokenRow> {
  const row = (await listTokens(await placeOf(old.id, context), context)).find(({ id }) => id === old.id);
  if (row === undefined) throw new IncompleteError('the leaked token is not in the list', 'your token may not see it: for tokens of people it takes an administrator');
  return row;
}

/** A date behind which the new token does not work: the operator's, else that of the old one. @throws UsageError */
function expiryFor({ expires }: TokenRow, context: ProviderContext): string {
  const own = context.settings['expires'] ?? '';
  if (own !== '' && !/^\d{4}-\d\d-\d\d$/.test(own)) throw new UsageError('STANCH_GITLAB_EXPIRES is no date', 'write it as 2026-12-31');
  return own === '' ? expires : own;
}

async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const [place, row] = [await placeOf(old.id, context), await needRow(old, context)];
  const expires = expiryFor(row, context);
  const body = JSON.stringify({ name: label, scopes: row.scopes, ...(expires === '' ? {} : { expires_at: expires }), ...(row.level === undefined ? {} : { access_level: row.level }) });
  const headers = { ...tokenHeader(operatorKey(context)), 'content-type': 'application/json' };
  const response = await context.http.send({ method: 'POST', url: `${context.base}/api/v4${place.create}`, headers, body });
  expectStatus(response, [201], 'create token');
  const fields = fieldsOf(response);
  return { id: rowOf(fields).id, value: new Secret(needText(fields, 'token', 'create token')) };
}

/** Also of a token whose user GitLab has taken away together with it: then nobody is named any more. */
async function revoke(id: string, context: ProviderContext): Promise<void> {
  const place = await findPlace(id, context);
  if (place === undefined) return;
  const url = `${context.base}/api/v4${place.end(splitId(id).number)}`;
  const response = await context.http.send({ method: 'DELETE', url, headers: tokenHeader(operatorKey(context)) });
  if (response.status === 404 && textField(fieldsOf(response), 'message') !== undefined) return;
  expectStatus(response, [204], 'revoke token');
}

async function endSelf(key: Secret, context: ProviderContext): Promise<boolean> {
  const response = await context.http.send({ method: 'DELETE', url: `${context.base}${SELF}`, headers: tokenHeader(key.reveal()) });
  if (response.status === 401 && fieldsOf(response) !== undefined) return false;
  expectStatus(response, [204], 'revoke token');
  return true;
}

/**
 * Access tokens of people, projects and groups of GitLab, https://docs.gitlab.com/api/personal_access_tokens. The call
 * `rotate` is never used: it ends the old token at once, and a second call, after an answer that was lost, ends the
 * whole family of tokens, the new one among them.
 */
export const GITLAB: Provider = {
  id: 'gitlab',
  title: 'GitLab',
  base: 'https://gitlab.com',
  baseEnv: 'STANCH_GITLAB_URL',
  operatorEnv: 'STANCH_GITLAB_KEY',
  tool: 'glab',
  settings: [{ name: 'expires', env: 'STANCH_GITLAB_EXPIRES', doc: 'date on which the new token expires, as 2026-12-31; that of the old one where not set', neededFor: [] }],
  ruleIds: ['gitlab-pat', 'gitlab-pat-routable', 'gitlab-pat-routable-v0', 'gitlab-named-key'],
  scopes: 'a token with the scope api: of a maintainer of the project or an owner of the group, and of an administrator for tokens of people',
  manual: {
    create: { words: 'Add a new token with the same scopes, role and expiry; not Rotate, which ends the old one at once.', ...PAGE },
    revoke: { words: 'Revoke the old token under Access tokens of the person, project or group.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list: async (context, old) => (await listTokens(await placeOf(old.id, context), context)).map(({ id, label }) => ({ id, label })),
  checkRoom: async (old, context) => void expiryFor(await needRow(old, context), context),
  create,
  revoke,
  endSelf,
};
