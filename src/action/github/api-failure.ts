import { printable } from '#core/escape.ts';

/** Why a request came to nothing. `refused`: the token may not; `invalid`: GitHub does not take what was sent. */
export type FailureKind = 'token' | 'refused' | 'limited' | 'invalid' | 'down';

export interface ApiFailure {
  readonly kind: FailureKind;
  /** For a log; holds neither the token nor anything that could be taken for a command. */
  readonly text: string;
}

/** What errors of the client have in common; all of it may be absent, as anything can be thrown. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
  readonly errors?: readonly { readonly type?: unknown; readonly message?: unknown }[];
}

/** Servers of all kinds answer; a line of a log takes this much of what they say. */
const MAX_SAID = 160;

function isLimit({ status, message, response, errors }: Thrown): boolean {
  const { headers = {} } = response ?? {};
  if (errors?.some(({ type }) => type === 'RATE_LIMITED') === true) return true;
  const isRefusal = status === 403 || status === 429;
  return isRefusal && (status === 429 || headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined || /secondary rate/i.test(String(message)));
}

function kindOf(thrown: Thrown): FailureKind {
  if (isLimit(thrown)) return 'limited';
  const { status, errors } = thrown;
  if (status === 401) return 'token';
  if (status === 403 || status === 404) return 'refused';
  if (errors?.some(({ type }) => type === 'FORBIDDEN' || type === 'NOT_FOUND' || type === 'INSUFFICIENT_SCOPES') === true) return 'refused';
  if (errors !== undefined || (typeof status === 'number' && status < 500)) return 'invalid';
  return 'down';
}

const WORDS: Readonly<Record<FailureKind, string>> = {
  token: 'GitHub does not know the token',
  refused: 'the token may not do this',
  limited: 'GitHub takes no more requests for now',
  invalid: 'GitHub does not take what was sent',
  down: 'GitHub could not be reached',
};

/** When a limit ends, by the server's clock; nothing of it is believed beyond its digits. */
function endOf({ response }: Thrown): string {
  const seconds = Number(response?.headers?.['x-ratelimit-reset']);
  const date = new Date(seconds * 1_000);
  return Number.isInteger(seconds) && seconds > 0 && Number.isFinite(date.getTime()) ? `, until ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
}

/** The token goes first: cut in the middle it would not be known again. */
function saidOf(thrown: Thrown, kind: FailureKind, token: string): string {
  const { status, message, errors, name } = thrown;
  const code = typeof status === 'number' && kind !== 'down' ? [String(status)] : [];
  const own = errors?.[0]?.message ?? message;
  const text = name === 'TimeoutError' ? 'it took too long' : typeof own === 'string' ? own : '';
  const [line = ''] = text.replaceAll(token, '[token]').split('\n');
  const said = printable(line.replace(/ - https:\/\/docs\.\S+$/, '').slice(0, MAX_SAID)).trim();
  return [...code, ...(said === '' ? [] : [said])].join(': ');
}

/** What went wrong, in words for a log. @param token taken out of whatever the server said */
export function apiFailure(error: unknown, token: string): ApiFailure {
  const thrown: Thrown = typeof error === 'object' && error !== null ? error : {};
  const kind = kindOf(thrown);
  const said = saidOf(thrown, kind, token);
  return { kind, text: `${WORDS[kind]}${kind === 'limited' ? endOf(thrown) : ''}${said === '' ? '' : ` (${said})`}` };
}
