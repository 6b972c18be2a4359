import { IncompleteError } from '#core/errors.ts';
import { expectStatus, jsonOf } from '../answer.ts';
import type { ProviderContext } from '../provider.ts';
import { textAt, valueAt } from './answer-fields.ts';
import type { CallDescription, ListDescription, ProviderDescription } from './description.ts';
import { sendCall, type CallMatter } from './send-call.ts';

/** More pages than this are no list of keys. */
const MOST_PAGES = 200;

/** All rows of a list, every page. @throws IncompleteError when the list may not be whole */
export async function listRows(description: ProviderDescription, list: ListDescription, matter: CallMatter & { context: ProviderContext }): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    if (seen.has(cursor) || seen.size === MOST_PAGES) throw new IncompleteError('list keys: the list does not end');
    seen.add(cursor);
    const response = await sendCall(description, withCursor(list, cursor), matter);
    expectStatus(response, [200], 'list keys');
    const json = jsonOf(response);
    const page = valueAt(json, list.rows);
    if (!Array.isArray(page)) throw new IncompleteError('list keys: the answer has no list');
    rows.push(...(page as unknown[]));
    cursor = nextCursor(list, json, seen.size);
  }
  return rows;
}

function withCursor({ call, next, pages }: ListDescription, cursor: string): CallDescription {
  const parameter = next?.parameter ?? pages?.parameter;
  if (cursor === '' || parameter === undefined) return { as: 'operator', ...call };
  return { as: 'operator', ...call, url: `${call.url}${call.url.includes('?') ? '&' : '?'}${parameter}=${encodeURIComponent(cursor)}` };
}

/** @param read pages that were read */
function nextCursor({ next, pages, partial }: ListDescription, json: unknown, read: number): string | undefined {
  if (partial !== undefined && textAt(json, partial) !== undefined) throw new IncompleteError('list keys: the list is longer than one page');
  if (pages !== undefined) return nextPage(pages, json, read);
  if (next === undefined || (next.more !== undefined && valueAt(json, next.more) !== true)) return undefined;
  const cursor = textAt(json, next.from);
  if (cursor === undefined && next.more !== undefined) throw new IncompleteError('list keys: there is more, but not where');
  return cursor;
}

function nextPage({ first, total, size }: NonNullable<ListDescription['pages']>, json: unknown, read: number): string | undefined {
  const count = Number(textAt(json, total));
  if (!Number.isInteger(count)) throw new IncompleteError('list keys: the answer does not say how long the list is');
  return read * (size ?? 1) < count ? String(first + read) : undefined;
}

/** Whether a key can be the one that a list shows masked: what stands before and behind the mask. */
export function maskFits(masked: string, key: string): boolean {
  const cut = /^([^*.…•]*)[*.…•]+([^*.…•]*)$/u.exec(masked);
  const [head, tail] = [cut?.[1] ?? '', cut?.[2] ?? ''];
  return cut !== null && head.length + tail.length < key.length && key.startsWith(head) && key.endsWith(tail);
}

/** Characters that a masked form shows. */
export function shownBy(masked: string): number {
  return masked.replaceAll(/[*.…•]/gu, '').length;
}
