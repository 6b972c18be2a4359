import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Secret } from '#core/secret.ts';
import { isFields, textField, type Fields } from '#http/answer.ts';
import { expectStatus, firstOf, keyOf, needFields, openApi, type Api } from '../api.ts';
import type { SinkWorld } from '../sink-kind.ts';
import type { Sink } from '../sink.ts';
import { toolKeyOf } from '../tool-keys.ts';
import { checkSecretName, type SecretPlace } from './secret-place.ts';

/** Variables that hold a token, and the address of the API. */
export const GITHUB_KEYS: readonly string[] = ['STANCH_SINK_GITHUB_KEY', 'GH_TOKEN', 'GITHUB_TOKEN'];
export const GITHUB_URLS: readonly string[] = ['STANCH_SINK_GITHUB_URL', 'GITHUB_API_URL'];
const PUBLIC = 'https://api.github.com';
const VERSION = '2022-11-28';
/** Bytes of a public key of X25519. */
const PUBLIC_KEY_BYTES = 32;
/** The limit that GitHub documents. */
const MOST_BYTES = 48 * 1024;
/** Times of change have whole seconds: a second write in the same one cannot be told from none. */
const NEXT_SECOND = 1500;
const PAGE = 100;
const MOST_PAGES = 50;

interface Place extends SecretPlace {
  readonly name: string;
}

/** The operator's GitHub. @throws UsageError where a token is missing */
export function openGitHub(world: SinkWorld): Api {
  const token = keyOf(world.env, GITHUB_KEYS, 'GitHub', () => toolKeyOf('gh', world.env, firstOf(world.env, GITHUB_URLS) ?? PUBLIC));
  const headers = (): Record<string, string> => ({ authorization: `Bearer ${token.reveal()}`, accept: 'application/vnd.github+json', 'x-github-api-version': VERSION });
  return openApi({ title: 'GitHub', urlNames: GITHUB_URLS, base: PUBLIC, headers }, world);
}

/** What GitHub tells of a secret; undefined where it does not exist. Never its value. */
async function metaOf(api: Api, { root, name, words }: Place): Promise<Fields | undefined> {
  const response = await api.ask('GET', `${root}/${name}`);
  const step = { name: `look at ${name} in ${words}`, title: api.title };
  if (response.status === 404) return void needFields(response, [404], step);
  const meta = needFields(response, [200], step);
  if (textField(meta, 'name')?.toUpperCase() !== name.toUpperCase() || changedAt(meta) === undefined) throw new IncompleteError(`${printable(step.name)}: that is no answer of GitHub`);
  return meta;
}

/** Milliseconds since the epoch. */
function changedAt(meta: Fields | undefined): number | undefined {
  const at = Date.parse(textField(meta, 'updated_at') ?? '');
  return Number.isFinite(at) ? at : undefined;
}

async function publicKey(api: Api, place: Place): Promise<{ id: string; bytes: Uint8Array }> {
  const step = { name: `ask for the public key of ${place.words}`, title: api.title };
  const fields = needFields(await api.ask('GET', `${place.root}/public-key`), [200], step);
  const [id, bytes] = [textField(fields, 'key_id'), Buffer.from(textField(fields, 'key') ?? '', 'base64')];
  if (id === undefined || bytes.length !== PUBLIC_KEY_BYTES) throw new IncompleteError(`${printable(step.name)}: the answer has none`);
  return { id, bytes };
}

async function seal(value: Secret, key: Uint8Array): Promise<string> {
  const bytes = Buffer.from(value.reveal());
  if (bytes.length > MOST_BYTES) throw new UsageError('the key is too long for a secret of GitHub');
  // Loaded when it is needed: no other command has to read ciphers.
  const { sealBox } = await import('./sealed-box.ts');
  try {
    return Buffer.from(sealBox(bytes, key)).toString('base64');
  } catch (cause) {
    throw new IncompleteError('the public key that GitHub gave is none', undefined, cause);
  }
}

/** Ids of the repositories that see the secret of an organisation; all pages. */
async function selectedIds(api: Api, place: Place): Promise<readonly number[]> {
  const ids: number[] = [];
  const step = { name: `ask who sees ${place.name}`, title: api.title };
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { repositories, total_count: total } = needFields(await api.ask('GET', `${place.root}/${place.name}/repositories?per_page=${PAGE}&page=${page}`), [200], step);
    const list = Array.isArray(repositories) ? repositories.map((one) => (isFields(one) ? one['id'] : undefined)) : [undefined];
    if (!list.every((id) => typeof id === 'number')) throw new IncompleteError(`${printable(step.name)}: that is no answer of GitHub`);
    ids.push(...list);
    if (list.length === 0 || ids.length === total) break;
    if (page === MOST_PAGES) throw new IncompleteError(`${printable(step.name)}: the list is not whole`);
  }
  return ids;
}

/** The same audience as before: a request without it would widen or narrow it. */
async function audienceOf(api: Api, place: Place, meta: Fields | undefined): Promise<Fields> {
  if (!place.hasVisibility) return {};
  const visibility = textField(meta, 'visibility');
  if (meta === undefined) throw new UsageError(`${place.words} has no secret ${place.name} yet`, 'make it by hand with any value, so that who may see it is your choice');
  if (visibility === undefined) throw new IncompleteError('GitHub does not say who may see the secret');
  return { visibility, ...(visibility === 'selected' ? { selected_repository_ids: await selectedIds(api, place) } : {}) };
}

/**
 * Puts the secret, then looks at its time of change: an answer alone proves nothing, and the value cannot be read.
 * @returns false where the time did not move, as in a second write within one second
 */
async function put(api: Api, place: Place, value: Secret): Promise<boolean> {
  const before = await metaOf(api, place);
  const audience = await audienceOf(api, place, before);
  const key = await publicKey(api, place);
  const response = await api.ask('PUT', `${place.root}/${place.name}`, { body: { encrypted_value: await seal(value, key.bytes), key_id: key.id, ...audience } });
  expectStatus(response, [201, 204], { name: `set ${place.name} in ${place.words}`, title: api.title });
  const after = await metaOf(api, place);
  if (after === undefined) throw new IncompleteError(`set ${place.name}: GitHub said yes, but the secret is not there`, 'nothing is taken for delivered');
  if (after['visibility'] !== before?.['visibility'] && before !== undefined) throw new IncompleteError(`set ${place.name}: who may see the secret has changed`, 'look at its settings before you go on');
  return (changedAt(after) ?? 0) > (changedAt(before) ?? 0);
}

/** A secret of GitHub: sealed for its place, written, and its time of change checked; its value cannot be read back. */
export function githubSink(secretPlace: SecretPlace, name: string, world: SinkWorld): Sink {
  checkSecretName(name);
  const place: Place = { ...secretPlace, name };
  const api = openGitHub(world);
  const web = api.base === PUBLIC ? 'https://github.com' : api.base.replace(/\/api\/v3$/, '');
  return {
    plan: `set the secret ${name} of ${printable(place.words)} on GitHub (${api.base})`,
    endpoint: api.base,
    async write(value) {
      if (await put(api, place, value)) return;
      await world.clock.sleep(NEXT_SECOND);
      if (!(await put(api, place, value))) throw new IncompleteError(`set ${name}: GitHub said yes, but the secret was not changed`, 'nothing is taken for delivered');
    },
    proof: { words: `Run a job that uses ${name} of ${printable(place.words)} and see that it works with the new key; GitHub shows no value.`, link: `${web}/${place.page}` },
    async look() {
      const meta = await metaOf(api, place);
      await audienceOf(api, place, meta);
      await publicKey(api, place);
      return meta === undefined ? 'is not there yet' : `is there, changed at ${printable(textField(meta, 'updated_at') ?? '')}`;
    },
  };
}
