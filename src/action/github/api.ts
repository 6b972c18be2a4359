import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { fetchThrough } from '#http/proxied-fetch.ts';
import type { Proxy } from '#http/proxy.ts';

/** Where the API is, and as whom it is asked. */
export interface ApiPlace {
  /** GITHUB_API_URL: of github.com, or of a server of one's own. */
  readonly url: string;
  readonly token: string;
  readonly version: string;
  /** What stands between this machine and the API, where something does. */
  readonly proxy: Proxy | undefined;
  /** Ends all requests: a run that is stopped, or the time that talk may take. */
  readonly signal: AbortSignal;
}

type Values = Readonly<Record<string, unknown>>;

/** The requests of one run. Answers are unknown until a schema has looked at them. */
export interface Api {
  /** @param route a method and a template of a path, as the description of GitHub's API has it */
  read(route: string, values: Values): Promise<unknown>;
  /** As `read`, for what changes something: never sent twice, unless GitHub says that it did nothing. */
  write(route: string, values: Values): Promise<unknown>;
  query(text: string, values: Values): Promise<unknown>;
  mutate(text: string, values: Values): Promise<unknown>;
}

/** Seconds that a rate limit may ask for; a longer wait would cost more than the comment is worth. */
const MAX_WAIT = 10;
/** Reads are tried again after one and four seconds. */
const READ_RETRIES = 2;
/** Milliseconds for one request. */
const TIMEOUT = 20_000;
/** The version of the REST API that the requests are written for. */
const API_VERSION = '2022-11-28';
/** What no second try makes better. Limits (403, 429) are judged by their headers, in `mayWait`. */
const FINAL = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

/**
 * Once, and only for a short time. The wait is worked out from the clock of this machine: one that is behind only makes
 * the run give up, one that is ahead makes it ask once more in vain.
 */
function mayWait(seconds: number, _options: unknown, _client: unknown, tries: number): boolean {
  return tries === 0 && seconds <= MAX_WAIT;
}

const silent = (): void => undefined;

function openClient({ url, token, version, proxy }: ApiPlace): Octokit {
  const Client = Octokit.plugin(retry, throttling);
  return new Client({
    auth: token,
    baseUrl: url,
    userAgent: `stanch/${version}`,
    ...(proxy === undefined ? {} : { request: { fetch: fetchThrough(proxy) } }),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { doNotRetry: FINAL, retries: READ_RETRIES },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
  });
}

/** Opens the API. Asks nothing. */
export function openApi(place: ApiPlace): Api {
  const client = openClient(place);
  // A number of tries is set only where it is none: the plugin would take it for errors as well that it leaves alone.
  const limits = (isWrite: boolean): Values => ({ request: { signal: AbortSignal.any([place.signal, AbortSignal.timeout(TIMEOUT)]), ...(isWrite ? { retries: 0 } : {}) } });
  const headers = { 'X-GitHub-Api-Version': API_VERSION };
  const send = async (route: string, values: Values, isWrite: boolean): Promise<unknown> => {
    const { data } = (await client.request(route, { ...values, headers, ...limits(isWrite) })) as { data: unknown };
    return data;
  };
  const ask = (text: string, values: Values, isWrite: boolean): Promise<unknown> => client.graphql(text, { ...values, ...limits(isWrite) });
  return {
    read: (route, values) => send(route, values, false),
    write: (route, values) => send(route, values, true),
    query: (text, values) => ask(text, values, false),
    mutate: (text, values) => ask(text, values, true),
  };
}
