import { UsageError } from '#core/errors.ts';
import type { Remote } from '#git/fetch.ts';
import { textIn } from './variables.ts';
import type { Env } from './ci-run.ts';

/** `git@host:path` and `ssh://…`: the same repository by https of the same host, which is all that is spoken here. */
function overHttps(text: string): string {
  const short = /^(?:[\w.-]+@)?([A-Za-z0-9][\w.-]*):(?!\/\/)(?!\d+\/)([^\s:]+)$/.exec(text);
  if (short !== null) return `https://${short[1] ?? ''}/${(short[2] ?? '').replace(/^\/+/, '')}`;
  return text.replace(/^ssh:\/\/(?:[\w.-]+@)?([\w.-]+)(?::\d+)?\//, 'https://$1/');
}

function refused(name: string): UsageError {
  return new UsageError(`${name} is no address of a repository`, 'stanch takes the documented variables of the build server as they are; --no-fetch does without');
}

function decoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign; the error would repeat the text, which is a password.
    throw refused(name);
  }
}

function parse(text: string, name: string): URL {
  const isPlain = !/[\0-\x20\x7f\\]/.test(text) && !text.startsWith('-');
  const url = isPlain && URL.canParse(overHttps(text)) ? new URL(overHttps(text)) : undefined;
  if (url === undefined) throw refused(name);
  return url;
}

/** The header by which an account and its password are sent. */
export function basicHeader(user: string, password: string): string {
  return `basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/**
 * Where missing commits are fetched from. Account and token in the address go into a header, which no other process can
 * read; an address of another protocol (a folder, `git:`) gives undefined.
 * @param authorization the header to send where the address itself holds no account
 * @throws UsageError for a value that is no address
 */
export function remoteIn(env: Env, name: string, authorization?: string): Remote | undefined {
  const text = textIn(env, name);
  if (text === undefined || text.startsWith('/') || text.startsWith('file:')) return undefined;
  const url = parse(text, name);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const own = url.password === '' ? undefined : basicHeader(decoded(url.username, name), decoded(url.password, name));
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { url: address, authorization: own ?? authorization };
}
