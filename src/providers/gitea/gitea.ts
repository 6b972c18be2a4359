import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectEnded, expectStatus, fieldsOf, judgeRefusal, needText, textField } from '../answer.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import type { Rights } from '../rights.ts';
import { basicAuth, listTokens, tokensUrl, type TokenRow } from './list-tokens.ts';

const PAGE = { link: 'https://docs.gitea.com/development/api-usage' };
/** Said of a token that is there, but may not ask who it is. */
const LACKS_SCOPE = 'token does not have at least one of required scope';

function askWho(key: Secret, { http, base }: ProviderContext): Promise<HttpResponse> {
  return http.send({ method: 'GET', url: `${base}/api/v1/user`, headers: { authorization: `token ${key.reveal()}` } });
}

const lacksScope = (response: HttpResponse): boolean => response.status === 403 && textField(fieldsOf(response), 'message')?.startsWith(LACKS_SCOPE) === true;

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const response = await askWho(key, context);
  const login = response.status === 200 ? textField(fieldsOf(response), 'login') : undefined;
  if (login !== undefined) return { state: 'live', why: 'the server names the owner of the token', account: login };
  return lacksScope(response) ? { state: 'live', why: 'the server knows the token and its scopes, which are too few to ask whose it is (403)' } : judgeRefusal(response);
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const response = await askWho(key, context);
  const login = response.status === 200 ? textField(fieldsOf(response), 'login') : undefined;
  if (login === undefined && !lacksScope(response)) return { exact: false, why: `the server does not take the token (${response.status})` };
  const owner = login ?? context.settings['user'] ?? '';
  if (owner === '') return { exact: false, why: 'the token may not tell whose it is: set STANCH_GITEA_USER to the name of its owner' };
  if (context.operator === undefined) return { exact: false, why: 'the id is found in the list of tokens, which needs a name and password of yours' };
  const found = (await listTokens(owner, context)).filter(({ tail }) => key.reveal().endsWith(tail));
  const [row] = found;
  if (row === undefined || found.length !== 1) return { exact: false, why: `${found.length} tokens of its owner end so` };
  return { exact: true, id: row.id, proof: 'the server names the owner, whose list has one token that ends in the same eight characters' };
}

function placeOf(id: string): { owner: string; number: string } {
  const [, owner, number] = /^(.+)\/(\d+)$/.exec(id) ?? [];
  if (owner === undefined || number === undefined) throw new UsageError('this is no id of a token of Gitea');
  return { owner, number };
}

async function needRow(old: OldKey, context: ProviderContext): Promise<TokenRow> {
  const row = (await listTokens(placeOf(old.id).owner, context)).find(({ id }) => id === old.id);
  if (row === undefined) throw new IncompleteError('the leaked token is no longer in the list', 'there is nothing to make another like');
  return row;
}

/** A name and password may do all that their owner may; more than the owner of the token is too much. */
async function readRights(context: ProviderContext, old: OldKey): Promise<Rights | undefined> {
  const response = await context.http.send({ method: 'GET', url: `${context.base}/api/v1/user`, headers: basicAuth(context) });
  const fields = response.status === 200 ? fieldsOf(response) : undefined;
  const login = textField(fields, 'login');
  if (login === undefined || typeof fields?.['is_admin'] !== 'boolean') return undefined;
  const isOwner = login === placeOf(old.id).owner;
  const isAdmin = fields['is_admin'];
  return {
    told: `${login}${isAdmin ? ', who administers the server' : ''}`,
    missing: isOwner || isAdmin ? [] : ['to be the owner of the token or an administrator'],
    excess: isOwner && isAdmin ? ['the administration of the server'] : [],
  };
}

/** A token of the same owner and scopes. Names are taken once only, so a second one of that name cannot come to be. */
async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const { scopes } = await needRow(old, context);
  const { owner } = placeOf(old.id);
  const headers = { ...basicAuth(context), 'content-type': 'application/json' };
  const body = JSON.stringify({ name: label, ...(scopes.length === 0 ? {} : { scopes }) });
  const response = await context.http.send({ method: 'POST', url: tokensUrl(owner, context), headers, body });
  expectStatus(response, [201], 'create token');
  const fields = fieldsOf(response);
  const number = fields?.['id'];
  if (typeof number !== 'number') throw new IncompleteError('create token: the answer has no id');
  return { id: `${owner}/${number}`, value: new Secret(needText(fields, 'sha1', 'create token')) };
}

async function revoke(id: string, context: ProviderContext): Promise<void> {
  const { owner, number } = placeOf(id);
  const response = await context.http.send({ method: 'DELETE', url: `${tokensUrl(owner, context)}/${number}`, headers: basicAuth(context) });
  expectEnded(response, [204], 'revoke token');
}

/**
 * Access tokens of Gitea, and of Forgejo by the same API: https://docs.gitea.com/development/api-usage. They are managed
 * by name and password only, of the owner or of an administrator; no request acts in another's name (`sudo`).
 */
export const GITEA: Provider = {
  id: 'gitea',
  title: 'Gitea or Forgejo',
  base: '',
  baseEnv: 'STANCH_GITEA_URL',
  operatorEnv: 'STANCH_GITEA_KEY',
  isOperatorApart: true,
  settings: [{ name: 'user', env: 'STANCH_GITEA_USER', doc: 'name of the owner, for a token that may not tell whose it is', neededFor: [] }],
  ruleIds: ['gitea-token', 'gitea-named-key'],
  scopes: 'the owner of the token or an administrator, without a second factor; as NAME:PASSWORD',
  manual: {
    create: { words: 'Generate a new token with the same scopes under Settings > Applications of the owner.', ...PAGE },
    revoke: { words: 'Delete the old token under Settings > Applications of the owner.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list: async (context, old) => (await listTokens(placeOf(old.id).owner, context)).map(({ id, label }) => ({ id, label })),
  create,
  revoke,
};
