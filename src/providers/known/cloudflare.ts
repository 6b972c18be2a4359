import type { AnswerRow, ProviderDescription } from '../described/description.ts';

const PAGE = 'https://dash.cloudflare.com/profile/api-tokens';

const ANSWERS: readonly AnswerRow[] = [
  { status: 200, has: { success: true, 'result.id': true, 'result.status': 'active' }, state: 'live', account: 'result.id' },
  { status: 200, has: { success: true, 'result.status': 'disabled' }, state: 'dead', why: 'the token is disabled' },
  { status: 200, has: { success: true, 'result.status': 'expired' }, state: 'dead', why: 'the token has expired' },
  { status: 200, anyBody: true, state: 'unknown' },
  { status: 401, has: { success: false, 'errors.0.code': 1000 }, state: 'dead' },
  { status: 401, anyBody: true, state: 'unknown' },
];

/** The calls of one tree; a token of a user is unknown to the tree of an account, and the other way round. */
function tokensOf(tree: string): Pick<ProviderDescription, 'verify' | 'list' | 'identify' | 'revoke'> {
  return {
    verify: { call: { url: `${tree}/tokens/verify` }, answers: ANSWERS },
    list: { call: { url: `${tree}/tokens?per_page=50` }, rows: 'result', id: 'id', label: 'name', pages: { parameter: 'page', first: 1, total: 'result_info.total_pages' } },
    identify: { from: 'answer', id: 'result.id', has: { success: true }, proof: 'Cloudflare names the id of the token that asks' },
    revoke: { calls: [{ method: 'DELETE', url: `${tree}/tokens/{id}` }], done: [200], gone: [404], has: { success: true } },
  };
}

const WORDS = {
  create: { words: 'Make a new token with the permissions of the old one; rolling a token ends the old value at once.', link: PAGE },
  revoke: { words: 'Delete the old token.', link: PAGE },
};

/** Cloudflare, https://developers.cloudflare.com/api/resources/user/subresources/tokens. */
export const CLOUDFLARE: ProviderDescription = {
  id: 'cloudflare',
  title: 'Cloudflare',
  base: 'https://api.cloudflare.com/client/v4',
  ruleIds: ['cloudflare-user-token', 'cloudflare-token-legacy', 'cloudflare-named-key'],
  // A token of an account is refused as if it were dead.
  key: { form: '(?!cfat_)[\\w-]+', words: 'a token of a user; one that begins with cfat_ belongs to an account' },
  auth: { headers: { authorization: 'Bearer {secret}' } },
  scopes: 'User API Tokens Write',
  rightsUntold: 'a token is told its id and whether it is active; its policies stand in a list of tokens only',
  ...tokensOf('/user'),
  manual: WORDS,
};

/** Tokens of an account. */
export const CLOUDFLARE_ACCOUNT: ProviderDescription = {
  id: 'cloudflare-account',
  title: 'Cloudflare account',
  base: 'https://api.cloudflare.com/client/v4',
  ruleIds: ['cloudflare-account-token'],
  auth: { headers: { authorization: 'Bearer {secret}' } },
  settings: [{ name: 'account', env: 'STANCH_CLOUDFLARE_ACCOUNT', doc: 'id of the account', neededFor: ['verify', 'revoke'] }],
  scopes: 'Account API Tokens Write',
  rightsUntold: 'a token is told its id and whether it is active; its policies stand in a list of tokens only',
  ...tokensOf('/accounts/{setting.account}'),
  manual: WORDS,
};
