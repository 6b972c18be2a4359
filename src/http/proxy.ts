import { UsageError } from '#core/errors.ts';

/** A proxy of the operator's network, as the usual variables name it. */
export interface Proxy {
  /** `http:` or `https:`, without account. */
  readonly url: URL;
  /** Value of `Proxy-Authorization`, where the address holds an account. */
  readonly authorization: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Small letters come first, as curl and git have it; empty is unset. */
function variable(env: Env, name: string): string | undefined {
  return [env[name.toLowerCase()], env[name.toUpperCase()]].map((value) => value?.trim() ?? '').find((value) => value !== '');
}

function portOf({ port, protocol }: URL): string {
  return port === '' ? (protocol === 'https:' ? '443' : '80') : port;
}

/** One entry of NO_PROXY: `*`, a name with or without a dot or star before it, and a port where it is to be that one. */
function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(entry.replace(/^\*?\./, '')) ?? [];
  const host = url.hostname.toLowerCase();
  return name !== '' && (port === undefined || port === portOf(url)) && (host === name || host.endsWith(`.${name}`));
}

function addressOf(text: string, name: string): URL {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  // The value may hold a password, so it is not repeated.
  if (url === undefined || url.hostname === '') throw new UsageError(`${name} is no address of a proxy`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new UsageError(`${name} names a proxy of another kind than http`, 'set NO_PROXY for this host, or name an http proxy');
  return url;
}

/**
 * The proxy for an address, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters too. What they mean is
 * laid down nowhere; this is what curl, and so git, makes of them, so that one run does not go two ways.
 * @throws UsageError for a proxy that cannot be spoken to
 */
export function proxyFor(address: string, env: Env): Proxy | undefined {
  const target = new URL(address);
  const name = target.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const text = variable(env, name) ?? variable(env, 'all_proxy');
  const exempt = (variable(env, 'no_proxy') ?? '').toLowerCase().split(/[\s,]+/).filter(Boolean);
  if (text === undefined || exempt.some((entry) => covers(entry, target))) return undefined;
  const url = addressOf(text, variable(env, name) === undefined ? 'ALL_PROXY' : name.toUpperCase());
  const account = url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { url: new URL(url.origin), authorization: account === undefined ? undefined : `Basic ${Buffer.from(account, 'utf8').toString('base64')}` };
}
