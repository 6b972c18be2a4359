import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { expectStatus, fieldsOf, isFields, needText } from '../answer.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { askVault, isGone, lookUp, manageVault, tokenIn, vaultErrors, type TokenFacts } from './ask.ts';
import { listTokens } from './list-tokens.ts';
import { capabilities, ORPHANS, readRights } from './read-rights.ts';

const PAGE = { link: 'https://developer.hashicorp.com/vault/docs/concepts/tokens' };
const SELF = { path: 'auth/token/lookup-self' };

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const response = await askVault(key.reveal(), SELF, context);
  const token = tokenIn(response);
  if (token !== undefined) return { state: 'live', why: 'lookup-self tells of the token', account: token.path };
  const errors = response.status === 403 ? vaultErrors(response) : '';
  if (/invalid token|bad token/.test(errors)) return { state: 'dead', why: 'Vault does not know the token (403)' };
  if (!errors.includes('permission denied')) return { state: 'unknown', why: `the answer (${response.status}) says nothing about the token` };
  return { state: 'unknown', why: 'Vault denies this (403): the token is dead, or of another namespace, or its policies lack lookup-self', refused: true };
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const response = await askVault(key.reveal(), SELF, context);
  const token = tokenIn(response);
  if (token === undefined) return { exact: false, why: `Vault does not tell the accessor of this token (${response.status})` };
  if (token.accessor === '') return { exact: false, why: 'a batch token cannot be ended: it ends with its time, or with the token that made it' };
  return { exact: true, id: token.accessor, proof: 'lookup-self names the accessor of the token that asks' };
}

/** Why a token is not to be made again; undefined where it may be. */
function whyNot(token: TokenFacts): string | undefined {
  if (token.policies.includes('root')) return 'this is a root token: revoke it, and give its users tokens with fewer rights';
  if (!token.path.startsWith('auth/token/')) return `this token came of a login (${token.path.replaceAll(/[^\w/.-]/g, '?')}): rotate what was logged in with, then revoke it`;
  return token.uses === 0 ? undefined : 'this token has a few uses only: revoke it, whoever needs one makes another';
}

/** @throws UsageError where the new token would not outlive the operator's own */
async function checkOrphans(context: ProviderContext): Promise<void> {
  const rights = (await capabilities([ORPHANS], context))(ORPHANS);
  if (rights.includes('root') || (rights.includes('sudo') && rights.includes('update'))) return;
  throw new UsageError('a new token would end together with yours', `your token needs update and sudo on ${ORPHANS}`);
}

async function needToken(accessor: string, context: ProviderContext): Promise<TokenFacts> {
  const token = await lookUp(accessor, context);
  if (token === undefined) throw new IncompleteError('Vault no longer knows the leaked token', 'there is nothing to make another like');
  return token;
}

async function checkRoom(old: OldKey, context: ProviderContext): Promise<void> {
  const why = whyNot(await needToken(old.id, context));
  if (why !== undefined) throw new UsageError(why, PAGE.link);
  await checkOrphans(context);
}

/** A token of the same policies, times and words as the old one, whatever became of those since. */
async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const token = await needToken(old.id, context);
  const times = token.period > 0 ? { period: `${token.period}s` } : token.ttl > 0 ? { ttl: `${token.ttl}s` } : {};
  const most = token.maxTtl > 0 ? { explicit_max_ttl: `${token.maxTtl}s` } : {};
  const json = { display_name: label, policies: token.policies, no_default_policy: !token.policies.includes('default'), renewable: token.renewable, meta: token.meta, ...times, ...most };
  const response = await manageVault('auth/token/create-orphan', json, context);
  expectStatus(response, [200], 'create token');
  const auth = fieldsOf(response)?.['auth'];
  const fields = isFields(auth) ? auth : undefined;
  return { id: needText(fields, 'accessor', 'create token'), value: new Secret(needText(fields, 'client_token', 'create token')) };
}

/** Ends the token and all that were made with it, and their leases: whoever found it may have made more. */
async function revoke(accessor: string, context: ProviderContext): Promise<void> {
  const response = await manageVault('auth/token/revoke-accessor', { accessor }, context);
  if (!isGone(response)) expectStatus(response, [200, 204], 'revoke token');
}

async function endSelf(key: Secret, context: ProviderContext): Promise<boolean> {
  const response = await askVault(key.reveal(), { method: 'POST', path: 'auth/token/revoke-self', json: {} }, context);
  if (response.status === 403 && vaultErrors(response) !== '') return false;
  expectStatus(response, [200, 204], 'revoke token');
  return true;
}

/**
 * Tokens of Vault, and of OpenBao by the same API: https://developer.hashicorp.com/vault/api-docs/auth/token. A token
 * ends with the one that made it, so the new one is made an orphan. Batch tokens, root tokens and tokens that came of
 * a login are not made anew.
 */
export const VAULT: Provider = {
  id: 'vault',
  title: 'Vault or OpenBao',
  base: '',
  baseEnv: 'STANCH_VAULT_URL',
  otherBaseEnv: 'VAULT_ADDR',
  operatorEnv: 'STANCH_VAULT_KEY',
  tool: 'vault',
  toolEnv: [['VAULT_TOKEN'], ['BAO_TOKEN']],
  settings: [{ name: 'namespace', env: 'STANCH_VAULT_NAMESPACE', doc: 'namespace of the token, where there are any', neededFor: [] }],
  ruleIds: ['hashicorp-vault-service-token', 'hashicorp-vault-batch-token', 'hashicorp-vault-legacy-token', 'hashicorp-vault-named-key'],
  scopes: 'update and sudo on auth/token/create-orphan, list and sudo on auth/token/accessors, update on auth/token/lookup-accessor and auth/token/revoke-accessor',
  manual: {
    create: { words: 'vault token create -orphan with the policies and the period of the old token; a token that came of a login is renewed by logging in anew.', ...PAGE },
    revoke: { words: 'vault token revoke -accessor ACCESSOR; a batch token ends with its time, or with the token that made it.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list: listTokens,
  checkRoom,
  create,
  revoke,
  endSelf,
};
