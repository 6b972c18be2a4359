import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { Secret } from '#core/secret.ts';
import { fieldsOf, type Fields } from '#http/answer.ts';
import type { Http, HttpRequest, HttpResponse } from '#http/http.ts';
import { hostOf, type TlsMaterial } from '#http/request-policy.ts';
import { RETRY, withRetry } from '#http/retry.ts';
import { makeHttp } from '#http/send.ts';
import type { Env, SinkWorld } from './sink-kind.ts';

/** The service behind a sink, as the operator's environment names it. */
export interface Api {
  /** Words for messages, e.g. `GitHub`. */
  readonly title: string;
  readonly base: string;
  /** @param path from the root on, each part encoded already */
  ask(method: HttpRequest['method'], path: string, extra?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<HttpResponse>;
}

/** How a service is reached. */
export interface ApiWay {
  readonly title: string;
  /** Names of variables that hold its address; the first one set is taken. */
  readonly urlNames: readonly string[];
  /** The address where none is set. */
  readonly base?: string;
  /** The address of the operator's own configuration, which goes before all others. */
  readonly own?: string;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly tls?: TlsMaterial;
}

/** Most bytes of an answer: lists and bundles of secrets are larger than the answers of providers. */
export const MOST: number = 2 * 1024 * 1024;

/** The first variable that is set. */
export function firstOf(env: Env, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/**
 * A key of the operator.
 * @param tool reads the file of the service's own command line, where no variable is set
 * @throws UsageError that names the variable
 */
export function keyOf(env: Env, names: readonly string[], title: string, tool?: () => { readonly value: string } | undefined): Secret {
  const value = firstOf(env, names) ?? tool?.()?.value;
  if (value === undefined) throw new UsageError(`a key of yours for ${title} is needed`, `set ${names[0] ?? ''}`);
  // Line breaks would end the header, and an error of the client would show it.
  if (/[^\u0020-\u007e]/.test(value)) throw new UsageError(`the key of yours for ${title} has characters that no key has`, `look at ${names.join(', ')}`);
  return new Secret(value);
}

/** Where a service is, and the client that speaks with nobody else in a private network. @throws UsageError for an address that is none */
export function openWay(way: Omit<ApiWay, 'headers'>, world: SinkWorld): { readonly base: string; readonly http: Http } {
  const own = way.own ?? firstOf(world.env, way.urlNames);
  const base = (own ?? way.base)?.replace(/\/+$/, '');
  if (base === undefined) throw new UsageError(`the address of ${way.title} is not known`, `set ${way.urlNames[0] ?? ''}`);
  if (!URL.canParse(base)) throw new UsageError(`the address of ${way.title} is none`, `look at ${way.urlNames.join(', ')}`);
  // Whoever names an address in the environment may name one in their own network.
  const privateHosts = new Set(own === undefined ? [] : [hostOf(new URL(base))]);
  const http = makeHttp({ privateHosts, ...(way.tls === undefined ? {} : { tls: way.tls }) }, world.timeouts);
  // A PUT of ours sets one value: the same one twice is as once, and a value that is lost on the way is a key too many.
  return { base, http: withRetry(http, world.clock, [...RETRY.methods, 'PUT']) };
}

/** A service that speaks JSON. @throws UsageError for an address that is none */
export function openApi(way: ApiWay, world: SinkWorld): Api {
  const { base, http } = openWay(way, world);
  return {
    title: way.title,
    base,
    ask: (method, path, extra = {}) => {
      const body = extra.body === undefined ? {} : { body: JSON.stringify(extra.body) };
      const type: Record<string, string> = extra.body === undefined ? {} : { 'content-type': 'application/json' };
      return http.send({ method, url: `${base}${path}`, headers: { ...type, ...way.headers(), ...extra.headers }, ...body, most: MOST });
    },
  };
}

/** What a status means to the operator. Bodies are never shown: they may repeat what was sent. */
function hintOf(status: number): string {
  if (status === 401) return 'your key is not accepted; the new key was not delivered';
  if (status === 403) return 'your key lacks the right to do this; the new key was not delivered';
  if (status === 404) return 'there is no such place, or your key may not see it';
  if (status === 409 || status === 412) return 'somebody else changed it at the same time: resume begins with what stands there now';
  return status >= 300 && status < 400 ? 'redirects are not followed: name the address itself' : 'nothing is taken for delivered; resume tries again';
}

/** The failure that a status is. */
export function failureOf(response: HttpResponse, step: string, title: string): IncompleteError {
  return new IncompleteError(`${printable(step)}: ${title} answered ${response.status}`, hintOf(response.status));
}

/** @throws IncompleteError unless the status is one of those expected */
export function expectStatus(response: HttpResponse, statuses: readonly number[], step: { readonly name: string; readonly title: string }): void {
  if (!statuses.includes(response.status)) throw failureOf(response, step.name, step.title);
}

/** The object of an answer with a status that is expected. @throws IncompleteError for pages that only look like an answer */
export function needFields(response: HttpResponse, statuses: readonly number[], step: { readonly name: string; readonly title: string }): Fields {
  expectStatus(response, statuses, step);
  const fields = fieldsOf(response);
  if (fields === undefined) throw new IncompleteError(`${printable(step.name)}: that is no answer of ${step.title}`, 'something stands between; nothing is taken for delivered');
  return fields;
}

/** Parts of a path, encoded. @throws UsageError for parts that would lead elsewhere */
export function pathOf(parts: readonly string[]): string {
  if (parts.some((part) => part === '' || part === '.' || part === '..')) throw new UsageError('a place has a part that is empty, . or ..');
  return parts.map((part) => encodeURIComponent(part)).join('/');
}
