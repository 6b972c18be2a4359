import { readFileSync } from 'node:fs';
import sodium from 'libsodium-wrappers';
import { OpenapiContract } from '../openapi-contract.ts';
import { makeJobRuns, type JobRuns } from './job-runs.ts';
import { exampleOf, type SchemaDocument } from './schema-example.ts';
import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

interface Pair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

interface Kept {
  value: string;
  visibility?: string;
  ids?: readonly number[];
  changed: number;
}

/** A local GitHub: secrets by place, each place with a key pair of its own; opens what it is given. */
export interface GitHubServer extends SinkServer {
  readonly secrets: Map<string, Kept>;
  readonly token: string;
  /** Where an exchange is not as GitHub's own description says. */
  readonly complaints: string[];
  /** The workflow of the template. */
  readonly jobs: JobRuns;
}

const DESCRIPTION = new URL('../../sinks/contract/rest.json', import.meta.url);
const CONTRACT = new OpenapiContract(DESCRIPTION);
/** A repository as lists show it; only its id matters. */
const example = (name: string): Record<string, unknown> => exampleOf({ $ref: name }, JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as SchemaDocument) as Record<string, unknown>;
const REPOSITORY = example('minimal-repository');
/** Answers about jobs. */
const SHAPES = { repository: example('full-repository'), workflow: example('workflow'), run: example('workflow-run') };

/** What is wrong with an exchange. That a secret is not there is answered with 404, which the description leaves out. */
function complaintsOf(call: SinkCall, [status, body]: SinkReply): readonly string[] {
  const matched = CONTRACT.operationOf(call.method, new URL(call.url, 'http://local').pathname);
  if (matched === undefined) return [`${call.line} is not documented`];
  const found = [CONTRACT.requestComplaint(matched, call.json), status === 404 ? undefined : CONTRACT.answerComplaint(matched, status, body)];
  return found.flatMap((complaint) => (complaint === undefined ? [] : [`${call.line}: ${complaint}`]));
}


const SECONDS = 1000;

export async function startGitHub(token: string): Promise<GitHubServer> {
  await sodium.ready;
  const secrets = new Map<string, Kept>();
  const pairs = new Map<string, Pair>();
  let now = 1_750_000_000_000;
  const pairOf = (root: string): Pair => {
    const pair = pairs.get(root) ?? sodium.crypto_box_keypair('uint8array');
    pairs.set(root, pair);
    return pair;
  };
  const put = (key: string, root: string, { json }: SinkCall): SinkReply => {
    const pair = pairOf(root);
    if (json['key_id'] !== idOf(root)) return [422, { message: 'Bad key_id' }];
    const isOrganisation = root.startsWith('orgs/');
    if (isOrganisation && !['all', 'private', 'selected'].includes(String(json['visibility']))) return [422, { message: 'Invalid visibility' }];
    if (json['selected_repository_ids'] !== undefined && json['visibility'] !== 'selected') return [422, { message: 'Not selected' }];
    const box = Buffer.from(String(json['encrypted_value']), 'base64');
    const value = Buffer.from(sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey)).toString();
    const isNew = !secrets.has(key);
    now += SECONDS;
    secrets.set(key, { value, changed: now, ...(isOrganisation ? { visibility: String(json['visibility']), ids: (json['selected_repository_ids'] ?? []) as number[] } : {}) });
    return isNew ? [201, {}] : [204];
  };
  const metaOf = (name: string, { changed, visibility }: Kept): unknown => ({ name, created_at: '2025-01-01T00:00:00Z', updated_at: new Date(changed).toISOString(), ...(visibility === undefined ? {} : { visibility }) });
  const listed = ({ ids = [] }: Kept, query: URLSearchParams): SinkReply => {
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
    return [200, { total_count: ids.length, repositories: ids.slice((page - 1) * size, page * size).map((id) => ({ ...REPOSITORY, id })) }];
  };
  const complaints: string[] = [];
  const jobs = makeJobRuns([], (repository, name) => secrets.get(`repos/${repository}/actions/secrets/${name}`)?.value, (kind, row) => ({ ...SHAPES[kind], ...row }));
  const answer = (call: SinkCall): SinkReply => {
    if (call.headers.authorization !== `Bearer ${token}`) return [401, { message: 'Bad credentials' }];
    if (call.headers['x-github-api-version'] !== '2022-11-28') return [400, { message: 'version' }];
    const asked = jobs.answer(call);
    if (asked !== undefined) return asked;
    const at = call.path.indexOf('secrets');
    const [root, name = '', more] = [call.path.slice(0, at + 1).join('/'), call.path[at + 1], call.path[at + 2]];
    if (at === -1) return [404, { message: 'Not Found' }];
    if (name === 'public-key') return [200, { key_id: idOf(root), key: Buffer.from(pairOf(root).publicKey).toString('base64') }];
    const key = `${root}/${name}`;
    const kept = secrets.get(key);
    if (call.method === 'PUT') return put(key, root, call);
    if (kept === undefined) return [404, { message: 'Not Found' }];
    return more === 'repositories' ? listed(kept, call.query) : [200, metaOf(name, kept)];
  };
  const server = await serveSink((call) => {
    const reply = answer(call);
    complaints.push(...complaintsOf(call, reply));
    return reply;
  });
  return Object.assign(server, { secrets, token, complaints, jobs, lie: [204] as const });
}

const idOf = (root: string): string => `key-of-${root.length}-${root.split('/').join('-')}`;
