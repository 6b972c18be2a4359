import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { isFields, jsonOf, textField } from '#http/answer.ts';
import { expectStatus, failureOf, keyOf, openApi, pathOf, type Api } from './api.ts';
import { proofJob, readJobPlace } from './forge-job.ts';
import type { ProofJob } from './proof-job.ts';
import type { SinkKind, SinkTarget, SinkWorld } from './sink-kind.ts';
import type { Sink } from './sink.ts';

export const GITEA_KEYS: readonly string[] = ['STANCH_SINK_GITEA_KEY', 'GITEA_TOKEN'];
export const GITEA_URLS: readonly string[] = ['STANCH_SINK_GITEA_URL', 'GITEA_SERVER_URL'];
const PAGE = 50;
const MOST_PAGES = 40;

/** The operator's Gitea or Forgejo. @throws UsageError where its address or a token is missing */
export function openGitea(world: SinkWorld): Api {
  const token = keyOf(world.env, GITEA_KEYS, 'Gitea');
  return openApi({ title: 'Gitea', urlNames: GITEA_URLS, headers: () => ({ authorization: `token ${token.reveal()}` }) }, world);
}

interface Place {
  readonly root: string;
  readonly words: string;
  readonly page: string;
  /** Gitea keeps names in capitals. */
  readonly name: string;
}

function placeOf(place: string, name: string, count: number): Place {
  const parts = place.split('/');
  if (parts.length !== count || parts.some((part) => !/^[\w.-]+$/.test(part))) throw new UsageError(`that is no place of secrets: ${count === 1 ? 'ORGANISATION' : 'OWNER/REPO'} is expected`);
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name) || /^(GITHUB|GITEA|FORGEJO)_/i.test(name)) throw new UsageError('Gitea does not take that name for a secret');
  const path = pathOf(parts);
  const isRepository = count === 2;
  return {
    root: `/api/v1/${isRepository ? 'repos' : 'orgs'}/${path}/actions/secrets`,
    words: `${name.toUpperCase()} of ${place}`,
    page: `${isRepository ? path : `org/${path}`}/settings/actions/secrets`,
    name: name.toUpperCase(),
  };
}

/** When the secret was made, by the list, which is all that can be seen; undefined where it is not there. */
async function madeAt(api: Api, place: Place): Promise<string | undefined> {
  const step = `look at ${place.words}`;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const response = await api.ask('GET', `${place.root}?page=${page}&limit=${PAGE}`);
    if (response.status !== 200) throw failureOf(response, step, api.title);
    const list = jsonOf(response);
    if (!Array.isArray(list) || !list.every(isFields)) throw new IncompleteError(`${printable(step)}: that is no answer of Gitea`, 'something stands between; nothing is taken for delivered');
    const found = list.find((one) => one['name'] === place.name);
    if (found !== undefined) return textField(found, 'created_at') ?? 'an unknown time';
    // Servers may give fewer than were asked for.
    if (list.length === 0) return undefined;
  }
  throw new IncompleteError(`${printable(step)}: the list is not whole`);
}

async function put(api: Api, place: Place, value: string): Promise<void> {
  const before = await madeAt(api, place);
  const response = await api.ask('PUT', `${place.root}/${place.name}`, { body: { data: value } });
  expectStatus(response, [before === undefined ? 201 : 204], { name: `set ${place.words}`, title: api.title });
  if ((await madeAt(api, place)) === undefined) throw new IncompleteError(`set ${printable(place.words)}: Gitea said yes, but the secret is not there`, 'nothing is taken for delivered');
}

function giteaSink(place: Place, world: SinkWorld): Sink {
  const api = openGitea(world);
  return {
    plan: `set the Actions secret ${printable(place.words)} on Gitea (${api.base})`,
    endpoint: api.base,
    write: (value) => put(api, place, value.reveal()),
    proof: { words: `Run a job that uses ${printable(place.words)} and see that it works with the new key; Gitea shows neither the value nor when it changed.`, link: `${api.base}/${place.page}` },
    async look() {
      const made = await madeAt(api, place);
      return made === undefined ? 'is not there yet' : `is there, made at ${printable(made)}`;
    },
  };
}

function giteaJob(text: string, { place, name }: SinkTarget, world: SinkWorld): ProofJob {
  const forge = { api: openGitea(world), prefix: '/api/v1', size: 'limit', needs: 'write:repository' };
  return proofJob(forge, readJobPlace(text, place.includes('/') ? place : undefined), name.toUpperCase());
}

const variables: SinkKind['variables'] = [
  { names: GITEA_KEYS, doc: 'your token, with write:repository or write:organization' },
  { names: GITEA_URLS, doc: 'the address of your Gitea or Forgejo; has to be set' },
];
const NOTES = [
  'Gitea gives neither the value nor its time of change: only that the secret is there is checked. A job that you name by --prove-by says whether it has the new key; else you confirm that before the old one ends.',
  'Forgejo has the same interface; it was not tried.',
] as const;

/** Actions secrets of Gitea and Forgejo (`/swagger.v1.json` of the server). */
export const GITEA_KINDS: readonly SinkKind[] = [
  {
    id: 'gitea',
    title: 'Gitea Actions',
    grammar: 'OWNER/REPO#NAME',
    example: 'acme/shop#API_KEY',
    isReadable: false,
    tried: 'Gitea itself, 1.26',
    variables,
    notes: NOTES,
    open: ({ place, name }, world) => giteaSink(placeOf(place, name, 2), world),
    openJob: giteaJob,
  },
  {
    id: 'gitea-organisation',
    title: 'Gitea Actions of an organisation',
    grammar: 'ORGANISATION#NAME',
    example: 'acme#API_KEY',
    isReadable: false,
    tried: 'Gitea itself, 1.26',
    variables,
    notes: NOTES,
    open: ({ place, name }, world) => giteaSink(placeOf(place, name, 1), world),
    openJob: giteaJob,
  },
];
