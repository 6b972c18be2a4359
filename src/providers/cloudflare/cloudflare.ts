import { IncompleteError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { expectStatus, jsonOf } from '../answer.ts';
import { fits, textAt } from '../described/answer-fields.ts';
import type { AnswerRow, JsonTemplate, ProviderDescription } from '../described/description.ts';
import { sendCall } from '../described/send-call.ts';
import { toProvider } from '../described/to-provider.ts';
import type { MintedKey, OldKey, Provider, ProviderContext } from '../provider.ts';
import { readRights } from './read-rights.ts';
import { readTerms, treeOf } from './read-terms.ts';

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
function tokensOf(id: string): Pick<ProviderDescription, 'base' | 'auth' | 'verify' | 'list' | 'identify' | 'revoke' | 'manual'> {
  const tree = treeOf({ id });
  return {
    base: 'https://api.cloudflare.com/client/v4',
    auth: { headers: { authorization: 'Bearer {secret}' } },
    verify: { call: { url: `${tree}/tokens/verify` }, answers: ANSWERS },
    list: { call: { url: `${tree}/tokens?per_page=50` }, rows: 'result', id: 'id', label: 'name', pages: { parameter: 'page', first: 1, total: 'result_info.total_pages' } },
    identify: { from: 'answer', id: 'result.id', has: { success: true }, proof: 'Cloudflare names the id of the token that asks' },
    revoke: { calls: [{ method: 'DELETE', url: `${tree}/tokens/{id}` }], done: [200], gone: [404], has: { success: true } },
    manual: {
      create: { words: 'Make a new token with the permissions of the old one; rolling a token ends the old value at once.', link: PAGE },
      revoke: { words: 'Delete the old token.', link: PAGE },
    },
  };
}

const USER: ProviderDescription = {
  id: 'cloudflare',
  title: 'Cloudflare',
  ruleIds: ['cloudflare-user-token', 'cloudflare-token-legacy', 'cloudflare-named-key'],
  // A token of an account is refused as if it were dead.
  key: { form: '(?!cfat_)[\\w-]+', words: 'a token of a user; one that begins with cfat_ belongs to an account' },
  scopes: 'API Tokens Write of the same user',
  ...tokensOf('cloudflare'),
};

const ACCOUNT: ProviderDescription = {
  id: 'cloudflare-account',
  title: 'Cloudflare account',
  ruleIds: ['cloudflare-account-token'],
  settings: [{ name: 'account', env: 'STANCH_CLOUDFLARE_ACCOUNT', doc: 'id of the account', neededFor: ['verify', 'create', 'revoke'] }],
  scopes: 'Account API Tokens Write',
  ...tokensOf('cloudflare-account'),
};

/** A token with the terms of the old one: https://developers.cloudflare.com/fundamentals/api/how-to/create-via-api. */
async function create(label: string, description: ProviderDescription, matter: { context: ProviderContext; old: OldKey }): Promise<MintedKey> {
  const { context, old } = matter;
  const terms = await readTerms(old.id, description, context);
  const response = await sendCall(description, { method: 'POST', as: 'operator', url: `${treeOf(description)}/tokens`, json: asTemplate({ name: label, ...terms }) }, { context });
  expectStatus(response, [200, 201], 'create token');
  const json = jsonOf(response);
  const [id, value] = [textAt(json, 'result.id'), textAt(json, 'result.value')];
  if (!fits(json, { success: true }) || id === undefined || value === undefined) throw new IncompleteError('create token: the answer has no token');
  return { id, value: new Secret(value) };
}

/** What Cloudflare told goes back as it came: nothing in it is filled in. @throws IncompleteError */
function asTemplate(json: unknown): JsonTemplate {
  const text = JSON.stringify(json);
  if (/\{[a-z]+(?:\.[\w-]+)?\}/.test(text)) throw new IncompleteError('create token: the policies hold a text that would be changed on the way', 'make the token by hand');
  return JSON.parse(text) as JsonTemplate;
}

function cloudflare(description: ProviderDescription): Provider {
  return {
    ...toProvider(description),
    readRights: (context) => readRights(description, context),
    // What the new token is to be allowed is read before there is one, so that nothing is begun where it cannot be.
    checkRoom: async (old, context) => void (await readTerms(old.id, description, context)),
    create: (label, context, old) => create(label, description, { context, old }),
  };
}

/** Tokens of users, https://developers.cloudflare.com/api/resources/user/subresources/tokens. */
export const CLOUDFLARE: Provider = cloudflare(USER);

/** Tokens of accounts, https://developers.cloudflare.com/api/resources/accounts/subresources/tokens. */
export const CLOUDFLARE_ACCOUNT: Provider = cloudflare(ACCOUNT);
