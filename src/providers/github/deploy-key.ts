import { IncompleteError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import { expectEnded, expectStatus, fieldsOf, isFields, jsonOf, textField } from '../answer.ts';
import { operatorKey, settingOf } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { rightsOf, type Rights } from '../rights.ts';
import { newKeyLike, publicHalf } from './ssh-key.ts';

const PAGE = { link: 'https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys' };
/** Few: Gitea tells of the whole repository in every row. */
const PAGE_SIZE = 10;
const MOST_PAGES = 100;

interface DeployKey {
  readonly id: string;
  readonly label: string;
  /** `TYPE BASE64`. */
  readonly half: string;
  readonly readOnly: boolean;
}

const keysUrl = (context: ProviderContext): string => `${context.base}/repos/${settingOf(context, 'repo').split('/').map(encodeURIComponent).join('/')}/keys`;
const headers = (context: ProviderContext): Record<string, string> => ({ authorization: `Bearer ${operatorKey(context)}`, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' });

function keyOf(value: unknown): DeployKey {
  const row = isFields(value) ? value : undefined;
  const [number, key] = [row?.['id'], textField(row, 'key')];
  if (typeof number !== 'number' || key === undefined) throw new IncompleteError('list keys: a row has no key');
  return { id: String(number), label: textField(row, 'title') ?? '', half: key.split(' ').slice(0, 2).join(' '), readOnly: row?.['read_only'] === true };
}

/** Every deploy key of the repository. @throws IncompleteError when the list may not be whole */
async function listKeys(context: ProviderContext): Promise<readonly DeployKey[]> {
  const keys: DeployKey[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    // GitHub takes the first word for the size of a page, Gitea the second.
    const response = await context.http.send({ method: 'GET', url: `${keysUrl(context)}?per_page=${PAGE_SIZE}&limit=${PAGE_SIZE}&page=${page}`, headers: headers(context) });
    expectStatus(response, [200], 'list keys');
    const values = jsonOf(response);
    if (!Array.isArray(values)) throw new IncompleteError('list keys: the answer has no list');
    keys.push(...values.map(keyOf));
    if (values.length === 0 || (values.length < PAGE_SIZE && !/rel="next"/.test(response.headers['link'] ?? ''))) return keys;
  }
  throw new IncompleteError('list keys: the list is not whole');
}

async function find(key: Secret, context: ProviderContext): Promise<DeployKey | undefined> {
  const half = publicHalf(key);
  return (await listKeys(context)).find((candidate) => candidate.half === half);
}

/** Asked of the list, by the operator: no connection is made with the leaked key. */
async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const found = await find(key, context);
  if (found !== undefined) return { state: 'live', why: 'its public half is a deploy key of the repository', account: found.label };
  return { state: 'unknown', why: 'it is no deploy key of this repository; it may be one elsewhere, or the SSH key of a person', refused: true };
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const found = await find(key, context);
  return found === undefined ? { exact: false, why: 'it is no deploy key of this repository' } : { exact: true, id: found.id, proof: 'its public half, which can be derived from it, is the very key in the list' };
}

/** Classic tokens name their scopes in a header; others, and Gitea, only tell who may administer the repository. */
async function readRights(context: ProviderContext): Promise<Rights | undefined> {
  const response = await context.http.send({ method: 'GET', url: keysUrl(context).replace(/\/keys$/, ''), headers: headers(context) });
  const permissions = response.status === 200 ? fieldsOf(response)?.['permissions'] : undefined;
  if (!isFields(permissions) || typeof permissions['admin'] !== 'boolean') return undefined;
  const missing = permissions['admin'] ? [] : ['Administration: write on the repository'];
  const header = response.headers['x-oauth-scopes'];
  if (header === undefined) return { told: permissions['admin'] ? 'administers the repository' : 'does not administer the repository', missing, excess: [] };
  const scopes = rightsOf(header.split(/, ?/), { needs: [['repo', 'public_repo']], harmless: ['repo:status', 'repo_deployment', 'repo:invite', 'security_events'] });
  return { ...scopes, missing: [...scopes.missing, ...missing] };
}

/** A pair made on this machine: GitHub gets the public half alone. */
async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const like = (await listKeys(context)).find(({ id }) => id === old.id);
  if (like === undefined) throw new IncompleteError('the leaked key is no longer a deploy key', 'there is nothing to make another like');
  const value = newKeyLike(old.value);
  const body = JSON.stringify({ title: label, key: publicHalf(value), read_only: like.readOnly });
  const response = await context.http.send({ method: 'POST', url: keysUrl(context), headers: { ...headers(context), 'content-type': 'application/json' }, body });
  expectStatus(response, [201], 'create key');
  const id = fieldsOf(response)?.['id'];
  if (typeof id !== 'number') throw new IncompleteError('create key: the answer has no id');
  return { id: String(id), value };
}

async function revoke(id: string, context: ProviderContext): Promise<void> {
  const response = await context.http.send({ method: 'DELETE', url: `${keysUrl(context)}/${encodeURIComponent(id)}`, headers: headers(context) });
  expectEnded(response, [204], 'revoke key');
}

/**
 * Deploy keys of a repository, https://docs.github.com/rest/deploy-keys; those of Gitea and Forgejo by the same calls
 * under their own address. No rule leads here: a private key does not say what it opens.
 */
export const GITHUB_DEPLOY_KEY: Provider = {
  id: 'github-deploy-key',
  title: 'GitHub deploy key',
  base: 'https://api.github.com',
  baseEnv: 'STANCH_GITHUB_DEPLOY_KEY_URL',
  operatorEnv: 'STANCH_GITHUB_DEPLOY_KEY_KEY',
  tool: 'gh',
  settings: [{ name: 'repo', env: 'STANCH_GITHUB_DEPLOY_KEY_REPO', doc: 'the repository, as OWNER/NAME', neededFor: ['verify', 'create', 'revoke'] }],
  ruleIds: [],
  scopes: 'Administration: write on the repository; a token of an app, or one that stays: GitHub deletes the keys that a personal token made together with it',
  manual: {
    create: { words: 'Make a pair with ssh-keygen -t ed25519 and add the public half under Settings > Deploy keys of the repository.', ...PAGE },
    revoke: { words: 'Delete the old key under Settings > Deploy keys of the repository.', ...PAGE },
  },
  form: 'the file of the private key, or all of it in base64 on one line',
  readRights,
  verify,
  identify,
  list: async (context) => (await listKeys(context)).map(({ id, label }) => ({ id, label })),
  create,
  revoke,
};
