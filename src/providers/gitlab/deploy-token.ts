import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import type { HttpResponse } from '#http/http.ts';
import { expectEnded, expectStatus, fieldsOf, isFields, jsonOf, needText, textField } from '../answer.ts';
import { operatorKey, settingOf } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { isLogin, loginPart, readLogin } from '../wire/database-key.ts';
import { tokenHeader } from './tokens.ts';
import { readRights } from './read-rights.ts';

const PAGE = { link: 'https://docs.gitlab.com/user/project/deploy_tokens/' };
const PAGE_SIZE = 50;
const MOST_PAGES = 40;

interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly user: string;
  readonly scopes: readonly string[];
  /** Time; empty for a token that does not expire. */
  readonly expires: string;
}

const tokensUrl = (context: ProviderContext): string => `${context.base}/api/v4/projects/${encodeURIComponent(settingOf(context, 'project'))}/deploy_tokens`;

function rowOf(value: unknown): TokenRow {
  const row = isFields(value) ? value : undefined;
  const [number, user] = [row?.['id'], textField(row, 'username')];
  if (typeof number !== 'number' || user === undefined) throw new IncompleteError('list tokens: a row has no id');
  const scopes = Array.isArray(row?.['scopes']) ? row['scopes'].filter((scope) => typeof scope === 'string') : [];
  return { id: String(number), label: textField(row, 'name') ?? '', user, scopes, expires: textField(row, 'expires_at') ?? '' };
}

/** Every token of the project that works. @throws IncompleteError when the list may not be whole */
async function listTokens(context: ProviderContext): Promise<readonly TokenRow[]> {
  const rows: TokenRow[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const url = `${tokensUrl(context)}?active=true&per_page=${PAGE_SIZE}&page=${page}`;
    const response = await context.http.send({ method: 'GET', url, headers: tokenHeader(operatorKey(context)) });
    expectStatus(response, [200], 'list tokens');
    const values = jsonOf(response);
    if (!Array.isArray(values)) throw new IncompleteError('list tokens: the answer has no list');
    rows.push(...values.map(rowOf));
    if ((response.headers['x-next-page'] ?? '') === '' && values.length < PAGE_SIZE) return rows;
    if (response.headers['x-next-page'] === '') return rows;
  }
  throw new IncompleteError('list tokens: the list is not whole');
}

/** What git asks first, by its second protocol, whose answer is short however large the repository is. */
function askGit(login: string | undefined, context: ProviderContext): Promise<HttpResponse> {
  const path = settingOf(context, 'project').split('/').map(encodeURIComponent).join('/');
  const auth = login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return context.http.send({ method: 'GET', url: `${context.base}/${path}.git/info/refs?service=git-upload-pack`, headers: { accept: '*/*', 'git-protocol': 'version=2', ...auth } });
}

const isLetIn = ({ status, headers, body }: HttpResponse): boolean => status === 200 && headers['content-type'] === 'application/x-git-upload-pack-advertisement' && body.includes('# service=git-upload-pack');

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const { user, password } = readLogin(key);
  if (isLetIn(await askGit(undefined, context))) return { state: 'not-verifiable', why: 'everybody may read this project, so that its answer says nothing about a token' };
  const response = await askGit(`${user}:${password}`, context);
  if (isLetIn(response)) return { state: 'live', why: 'git may read the project with the token', account: user };
  if (response.status === 401 && response.body.includes('HTTP Basic: Access denied')) return { state: 'unknown', why: 'git is refused (401): the token is dead, or of another project, or may not read the repository', refused: true };
  return { state: 'unknown', why: `the answer (${response.status}) says nothing about the token` };
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const verdict = await verify(key, context);
  if (verdict.state !== 'live') return { exact: false, why: verdict.why };
  if (context.operator === undefined) return { exact: false, why: 'the id is found in the list of tokens, which needs a token of yours' };
  const { user } = readLogin(key);
  const found = (await listTokens(context)).filter((row) => row.user === user);
  const [row] = found;
  if (row === undefined || found.length !== 1) return { exact: false, why: `${found.length} deploy tokens of the project have this user name` };
  return { exact: true, id: row.id, proof: 'the token works under its user name, which one deploy token of the project has' };
}

async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const like = (await listTokens(context)).find(({ id }) => id === old.id);
  if (like === undefined) throw new IncompleteError('the leaked token is no longer in the list', 'there is nothing to make another like');
  const body = JSON.stringify({ name: label, scopes: like.scopes, ...(like.expires === '' ? {} : { expires_at: like.expires }) });
  const response = await context.http.send({ method: 'POST', url: tokensUrl(context), headers: { ...tokenHeader(operatorKey(context)), 'content-type': 'application/json' }, body });
  expectStatus(response, [201], 'create token');
  const fields = fieldsOf(response);
  return { id: rowOf(fields).id, value: new Secret(`${rowOf(fields).user}:${needText(fields, 'token', 'create token')}`) };
}

async function revoke(id: string, context: ProviderContext): Promise<void> {
  if (!/^\d+$/.test(id)) throw new UsageError('this is no id of a deploy token');
  const response = await context.http.send({ method: 'DELETE', url: `${tokensUrl(context)}/${id}`, headers: tokenHeader(operatorKey(context)) });
  expectEnded(response, [204], 'revoke token');
}

/** Deploy tokens of projects of GitLab, https://docs.gitlab.com/api/deploy_tokens. They are asked as git asks; those that may not read the repository cannot be. */
export const GITLAB_DEPLOY_TOKEN: Provider = {
  id: 'gitlab-deploy-token',
  title: 'GitLab deploy token',
  base: 'https://gitlab.com',
  baseEnv: 'STANCH_GITLAB_DEPLOY_TOKEN_URL',
  operatorEnv: 'STANCH_GITLAB_DEPLOY_TOKEN_KEY',
  isOperatorApart: true,
  tool: 'glab',
  settings: [{ name: 'project', env: 'STANCH_GITLAB_DEPLOY_TOKEN_PROJECT', doc: 'the project, as GROUP/NAME', neededFor: ['verify', 'create', 'revoke'] }],
  ruleIds: ['gitlab-deploy', 'gitlab-deploy-routable'],
  scopes: 'a token with the scope api of a maintainer of the project',
  manual: {
    create: { words: 'Add a deploy token with the same scopes under Settings > Repository > Deploy tokens of the project or group.', ...PAGE },
    revoke: { words: 'Revoke the old one under Settings > Repository > Deploy tokens of the project or group.', ...PAGE },
  },
  form: 'USERNAME:TOKEN, e.g. gitlab+deploy-token-1 and what stands behind it',
  readRights,
  verify,
  identify,
  list: async (context) => (await listTokens(context)).map(({ id, label }) => ({ id, label })),
  create,
  revoke,
  isWhole: isLogin,
  parts: ['user', 'password'],
  part: loginPart,
};
