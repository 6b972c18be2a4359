import { IncompleteError, UsageError } from '#core/errors.ts';
import { expectStatus, fieldsOf, isFields, jsonOf, textField, type Fields } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';

/** Where tokens of one kind are managed. */
export interface Place {
  readonly list: string;
  readonly create: string;
  readonly end: (number: string) => string;
}

/** One token as a list shows it. */
export interface TokenRow {
  /** `USER/NUMBER`; tokens of projects and groups have a user of their own. */
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  /** Date; empty for a token that does not expire. */
  readonly expires: string;
  /** Role in the project or group; absent for tokens of people. */
  readonly level?: number;
}

const PAGE_SIZE = 50;
const MOST_PAGES = 100;

export function splitId(id: string): { user: string; number: string } {
  const [, user, number] = /^(\d+)\/(\d+)$/.exec(id) ?? [];
  if (user === undefined || number === undefined) throw new UsageError('this is no id of a token of GitLab');
  return { user, number };
}

export const tokenHeader = (token: string): Record<string, string> => ({ 'private-token': token });

/**
 * Tokens of projects and groups belong to users that GitLab made for them, named after their place; everybody else is
 * a person, whose tokens only an administrator makes.
 */
export async function placeOf(id: string, context: ProviderContext): Promise<Place> {
  const place = await findPlace(id, context);
  if (place === undefined) throw new IncompleteError('GitLab no longer knows the owner of the token', 'it goes together with the last token of a project or group');
  return place;
}

/** Places by their user, which never change. */
const known = new WeakMap<ProviderContext, Map<string, Place>>();

/** The same; undefined where the owner is gone, as it is soon after the token. */
export async function findPlace(id: string, context: ProviderContext): Promise<Place | undefined> {
  const places = known.get(context) ?? new Map<string, Place>();
  known.set(context, places);
  const place = places.get(splitId(id).user) ?? (await askPlace(id, context));
  if (place !== undefined) places.set(splitId(id).user, place);
  return place;
}

async function askPlace(id: string, context: ProviderContext): Promise<Place | undefined> {
  const { user } = splitId(id);
  const response = await context.http.send({ method: 'GET', url: `${context.base}/api/v4/users/${user}`, headers: tokenHeader(operatorKey(context)) });
  if (response.status === 404 && fieldsOf(response) !== undefined) return undefined;
  expectStatus(response, [200], 'look up the owner of the token');
  const fields = fieldsOf(response);
  const name = textField(fields, 'username');
  if (name === undefined || String(fields?.['id']) !== user) throw new IncompleteError('look up the owner of the token: the answer names nobody');
  const [, kind, number] = fields?.['bot'] === true ? (/^(project|group)_(\d+)_bot(?:_|\d|$)/.exec(name) ?? []) : [];
  if (kind === undefined || number === undefined) {
    return { list: `/personal_access_tokens?user_id=${user}&state=active`, create: `/users/${user}/personal_access_tokens`, end: (token) => `/personal_access_tokens/${token}` };
  }
  const tree = `/${kind}s/${number}/access_tokens`;
  return { list: `${tree}?state=active`, create: tree, end: (token) => `${tree}/${token}` };
}

/** @throws IncompleteError for an answer that is no token */
export function rowOf(fields: Fields | undefined): TokenRow {
  const [number, user, level] = [fields?.['id'], fields?.['user_id'], fields?.['access_level']];
  if (typeof number !== 'number' || typeof user !== 'number') throw new IncompleteError('a token has no id');
  const scopes = Array.isArray(fields?.['scopes']) ? fields['scopes'].filter((scope) => typeof scope === 'string') : [];
  return { id: `${user}/${number}`, label: textField(fields, 'name') ?? '', scopes, expires: textField(fields, 'expires_at') ?? '', ...(typeof level === 'number' ? { level } : {}) };
}

/** Every token that works, of one place. @throws IncompleteError when the list may not be whole */
export async function listTokens(place: Place, context: ProviderContext): Promise<readonly TokenRow[]> {
  const rows: TokenRow[] = [];
  let page = '1';
  for (let read = 0; read < MOST_PAGES; read++) {
    const url = `${context.base}/api/v4${place.list}&per_page=${PAGE_SIZE}&page=${page}`;
    const response = await context.http.send({ method: 'GET', url, headers: tokenHeader(operatorKey(context)) });
    expectStatus(response, [200], 'list tokens');
    const values = jsonOf(response);
    if (!Array.isArray(values)) throw new IncompleteError('list tokens: the answer has no list');
    rows.push(...values.filter((value) => !isFields(value) || value['revoked'] !== true).map((value: unknown) => rowOf(isFields(value) ? value : undefined)));
    const next = response.headers['x-next-page'];
    if (next === undefined && values.length >= PAGE_SIZE) break;
    if (next === undefined || next === '') return rows;
    page = /^\d{1,6}$/.test(next) ? next : '0';
  }
  throw new IncompleteError('list tokens: the list is not whole');
}
