import { IncompleteError } from '#core/errors.ts';
import type { HttpResponse } from '#http/http.ts';
import { fieldsOf, isFields, type Fields } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';

/** What Vault knows of a token. Its answer also repeats the token, which is never taken out of it. */
export interface TokenFacts {
  /** Empty for batch tokens, which nobody can end. */
  readonly accessor: string;
  /** As its maker named it, without the `token-` that Vault puts before it. */
  readonly label: string;
  readonly type: string;
  /** Where it came from, e.g. `auth/token/create`. */
  readonly path: string;
  readonly policies: readonly string[];
  /** Seconds; 0 where it ends some day whatever is done. */
  readonly period: number;
  /** Seconds that it was made for; 0 for tokens that never end. */
  readonly ttl: number;
  readonly maxTtl: number;
  readonly renewable: boolean;
  /** Uses that are left; 0 for no limit. */
  readonly uses: number;
  readonly meta: Readonly<Record<string, string>>;
}

/** Sends a request as somebody; the namespace of the operator's stands in a header. */
export function askVault(token: string, call: { readonly method?: 'GET' | 'POST'; readonly path: string; readonly json?: unknown }, context: ProviderContext): Promise<HttpResponse> {
  const namespace = context.settings['namespace'] ?? '';
  const body = call.json === undefined ? {} : { body: JSON.stringify(call.json) };
  const headers = { 'x-vault-token': token, 'x-vault-request': 'true', ...(namespace === '' ? {} : { 'x-vault-namespace': namespace }), ...(call.json === undefined ? {} : { 'content-type': 'application/json' }) };
  return context.http.send({ method: call.method ?? 'GET', url: `${context.base}/v1/${call.path}`, headers, ...body });
}

/** The same with the key of the operator. */
export function manageVault(path: string, json: unknown, context: ProviderContext): Promise<HttpResponse> {
  return askVault(operatorKey(context), { method: 'POST', path, json }, context);
}

/** The words of an error that Vault itself wrote; empty where it wrote none. */
export function vaultErrors(response: HttpResponse): string {
  const errors = fieldsOf(response)?.['errors'];
  return Array.isArray(errors) ? errors.filter((error) => typeof error === 'string').join(' ') : '';
}

const number = (fields: Fields, name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);
const text = (fields: Fields, name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
const isText = (value: unknown): value is string => typeof value === 'string';

/** The token that a 200 tells of; undefined where it tells of none. */
export function tokenIn(response: HttpResponse): TokenFacts | undefined {
  const data = response.status === 200 ? fieldsOf(response)?.['data'] : undefined;
  if (!isFields(data) || !isText(data['accessor']) || !isText(data['type']) || !Array.isArray(data['policies'])) return undefined;
  const meta = isFields(data['meta']) ? Object.entries(data['meta']).filter((pair): pair is [string, string] => isText(pair[1])) : [];
  return {
    accessor: data['accessor'],
    label: text(data, 'display_name').replace(/^token-/, ''),
    type: data['type'],
    path: text(data, 'path'),
    policies: data['policies'].filter(isText),
    period: number(data, 'period'),
    ttl: number(data, 'creation_ttl'),
    maxTtl: number(data, 'explicit_max_ttl'),
    renewable: data['renewable'] === true,
    uses: number(data, 'num_uses'),
    meta: Object.fromEntries(meta),
  };
}

/** Vault's own no to an accessor that it does not know. */
export function isGone(response: HttpResponse): boolean {
  return [400, 403, 404].includes(response.status) && /invalid accessor|accessor not found/i.test(vaultErrors(response));
}

/** The token of an accessor, by the operator's right; undefined where there is none. @throws IncompleteError */
export async function lookUp(accessor: string, context: ProviderContext): Promise<TokenFacts | undefined> {
  const response = await manageVault('auth/token/lookup-accessor', { accessor }, context);
  const token = tokenIn(response);
  if (token === undefined && !isGone(response)) throw new IncompleteError(`look up token: Vault answered ${response.status}`, 'your token needs update on auth/token/lookup-accessor');
  return token;
}
