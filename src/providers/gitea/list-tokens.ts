import { IncompleteError, UsageError } from '#core/errors.ts';
import { expectStatus, isFields, jsonOf, textField } from '../answer.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';

/** One token as its owner's list shows it. */
export interface TokenRow {
  /** `OWNER/NUMBER`. */
  readonly id: string;
  readonly label: string;
  /** The last eight characters of the token. */
  readonly tail: string;
  /** Empty where the server is too old for scopes. */
  readonly scopes: readonly string[];
}

const PAGE_SIZE = 50;
const MOST_PAGES = 40;

/** The calls that manage tokens take a name and password only: a token that could make tokens would never end. */
export function basicAuth(context: ProviderContext): Record<string, string> {
  const pair = operatorKey(context);
  if (!/^[^:\s]+:./.test(pair)) throw new UsageError('tokens are managed with NAME:PASSWORD, not with a token', 'set STANCH_GITEA_KEY so');
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Where the tokens of a person stand. */
export function tokensUrl(owner: string, { base }: ProviderContext): string {
  return `${base}/api/v1/users/${encodeURIComponent(owner)}/tokens`;
}

function rowOf(value: unknown, owner: string): TokenRow {
  const row = isFields(value) ? value : undefined;
  const [number, tail] = [row?.['id'], textField(row, 'token_last_eight')];
  if (typeof number !== 'number' || tail === undefined) throw new IncompleteError('list tokens: a row has no id');
  const scopes = Array.isArray(row?.['scopes']) ? row['scopes'].filter((scope) => typeof scope === 'string') : [];
  return { id: `${owner}/${number}`, label: textField(row, 'name') ?? '', tail, scopes };
}

/** Every token of a person. @throws IncompleteError when the list may not be whole */
export async function listTokens(owner: string, context: ProviderContext): Promise<readonly TokenRow[]> {
  const rows: TokenRow[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const url = `${tokensUrl(owner, context)}?page=${page}&limit=${PAGE_SIZE}`;
    const response = await context.http.send({ method: 'GET', url, headers: basicAuth(context) });
    expectStatus(response, [200], 'list tokens');
    const values = jsonOf(response);
    if (!Array.isArray(values)) throw new IncompleteError('list tokens: the answer has no list');
    rows.push(...values.map((value: unknown) => rowOf(value, owner)));
    const total = Number(response.headers['x-total-count'] ?? Number.NaN);
    if (Number.isInteger(total) ? rows.length >= total : values.length === 0) return rows;
    if (values.length === 0) break;
  }
  throw new IncompleteError('list tokens: the list is not whole');
}
