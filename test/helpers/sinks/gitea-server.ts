import { answerComments, type KeptComment } from './comment-server.ts';
import { makeJobRuns, type JobRuns } from './job-runs.ts';
import { serveSink, type SinkServer } from './sink-server.ts';

export interface GiteaServer extends SinkServer {
  /** By place, e.g. `repos/acme/shop`: name to value. */
  readonly secrets: Map<string, Map<string, string>>;
  /** By the path of their list, as those of `comment-server.ts`. */
  readonly comments: Map<string, KeptComment[]>;
  /** The workflow of the template. */
  readonly jobs: JobRuns;
}

/** A local Gitea: comments, and Actions secrets of repositories and organisations, three to a page whatever is asked for. */
export async function startGiteaServer(token: string): Promise<GiteaServer> {
  const secrets = new Map<string, Map<string, string>>();
  const comments = new Map<string, KeptComment[]>();
  const jobs = makeJobRuns(['api', 'v1'], (repository, name) => secrets.get(`repos/${repository}`)?.get(name));
  const server = await serveSink((call) => {
    const { method, path, headers, query, json } = call;
    if (headers.authorization !== `token ${token}`) return [401, { message: 'token is required' }];
    const told = answerComments(call, comments);
    if (told !== undefined) return told;
    const asked = jobs.answer(call);
    if (asked !== undefined) return asked;
    const at = path.indexOf('actions');
    const kept = secrets.get(path.slice(2, at).join('/'));
    if (path[0] !== 'api' || path[at + 1] !== 'secrets' || kept === undefined) return [404, { message: 'not found' }];
    const name = path[at + 2];
    if (name === undefined) {
      const from = (Number(query.get('page') ?? 1) - 1) * 3;
      return [200, [...kept.keys()].slice(from, from + 3).map((one) => ({ name: one, created_at: '2026-01-01T00:00:00Z' }))];
    }
    if (method !== 'PUT') return [405, {}];
    if (typeof json['data'] !== 'string') return [422, { message: '[Data]: Required' }];
    const isNew = !kept.has(name.toUpperCase());
    kept.set(name.toUpperCase(), json['data']);
    return [isNew ? 201 : 204];
  });
  return Object.assign(server, { secrets, comments, jobs });
}
