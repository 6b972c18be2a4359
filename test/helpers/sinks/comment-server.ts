import { serveSink, type SinkCall, type SinkReply, type SinkServer } from './sink-server.ts';

/** A comment as all of the services give it. */
export interface KeptComment {
  readonly id: number;
  body: string;
}

/** Answers to what concerns comments of requests; undefined for another place. */
export function answerComments({ method, path, query, json }: SinkCall, kept: Map<string, KeptComment[]>): SinkReply | undefined {
  const at = path.findIndex((part) => part === 'issues' || part === 'merge_requests');
  if (at === -1) return undefined;
  const last = path.at(-1) ?? '';
  const all = [...kept.values()].flat();
  const isItem = /^\d+$/.test(last);
  const list = kept.get(isItem && path[at] === 'merge_requests' ? path.slice(0, -1).join('/') : path.join('/'));
  if (isItem) {
    const found = all.find(({ id }) => id === Number(last));
    if (found === undefined || (method !== 'PATCH' && method !== 'PUT')) return [404, { message: 'Not Found' }];
    found.body = String(json['body']);
    return [200, found];
  }
  if (list === undefined) return [404, { message: 'Not Found' }];
  if (method === 'GET') {
    const size = Number(query.get('per_page') ?? all.length);
    const from = (Number(query.get('page') ?? 1) - 1) * size;
    return [200, list.slice(from, from + size)];
  }
  const comment = { id: 100 + all.length, body: String(json['body']) };
  list.push(comment);
  return [201, comment];
}

export interface CommentServer extends SinkServer {
  /** By the path of their list, e.g. `repos/acme/shop/issues/12/comments`. */
  readonly kept: Map<string, KeptComment[]>;
}

/** A local service with requests that can be commented on, for one token, in whatever header it comes. */
export async function startCommentServer(token: string): Promise<CommentServer> {
  const kept = new Map<string, KeptComment[]>();
  const server = await serveSink((call) => {
    const { authorization = '', 'private-token': own = '' } = call.headers;
    if (![`token ${token}`, `Bearer ${token}`, token].includes(String(own === '' ? authorization : own))) return [401, { message: 'no' }];
    return answerComments(call, kept) ?? [404, { message: 'Not Found' }];
  });
  return Object.assign(server, { kept });
}
