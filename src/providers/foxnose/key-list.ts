import { IncompleteError } from '#core/errors.ts';
import { expectStatus, isFields, jsonOf, needText, textField, type Fields } from '../answer.ts';
import { settingOf } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import { askAsOperator } from './authorize.ts';

/** FoxNose has two planes; a key of one never works in the other. */
export const PLANES = ['management', 'flux'] as const;
export type Plane = (typeof PLANES)[number];

/** A key of a plane as its list shows it. */
export interface FoxnoseRow {
  readonly key: string;
  readonly publicKey: string;
  readonly description: string;
  readonly role: string | undefined;
}

const PAGE = 100;
const MOST_PAGES = 200;

/** Address of the keys of a plane. @param tree `permissions` by the official clients, `roles` by the documentation */
export function keysUrl(plane: Plane, context: ProviderContext, tree = 'permissions'): string {
  return `${context.base}/v1/${encodeURIComponent(settingOf(context, 'environment'))}/${tree}/${plane}-api/api-keys/`;
}

const trees = new WeakMap<ProviderContext, ReadonlyMap<Plane, string>>();

/** The tree that this installation has: the other one is tried where the first is not found. */
export async function treeOf(plane: Plane, context: ProviderContext): Promise<string> {
  const own = context.settings['tree'] ?? trees.get(context)?.get(plane);
  if (own !== undefined) return own;
  const response = await askAsOperator({ method: 'GET', url: `${keysUrl(plane, context)}?limit=1` }, context);
  const tree = response.status === 404 ? 'roles' : 'permissions';
  // Only an answer about the keys themselves is worth remembering.
  if (response.status === 200 || response.status === 404) trees.set(context, new Map([...(trees.get(context) ?? []), [plane, tree]]));
  return tree;
}

function toRow(row: unknown): FoxnoseRow {
  const fields: Fields | undefined = isFields(row) ? row : undefined;
  return {
    key: needText(fields, 'key', 'list keys'),
    publicKey: needText(fields, 'public_key', 'list keys'),
    description: textField(fields, 'description') ?? '',
    role: textField(fields, 'role'),
  };
}

/** All keys of a plane. The documentation does not say whether a list stands bare or under `results`. @throws IncompleteError */
export async function listPlane(plane: Plane, context: ProviderContext): Promise<readonly FoxnoseRow[]> {
  const url = keysUrl(plane, context, await treeOf(plane, context));
  const rows: FoxnoseRow[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const response = await askAsOperator({ method: 'GET', url: `${url}?limit=${PAGE}&offset=${rows.length}` }, context);
    expectStatus(response, [200], 'list keys');
    const value = jsonOf(response);
    const list = Array.isArray(value) ? value : isFields(value) ? value['results'] : undefined;
    if (!Array.isArray(list)) throw new IncompleteError('list keys: the answer has no list');
    const fresh = list.map(toRow).filter((row) => !rows.some(({ key }) => key === row.key));
    rows.push(...fresh);
    const count = isFields(value) ? value['count'] : undefined;
    const isEnd = typeof count === 'number' ? rows.length >= count : fresh.length < PAGE;
    if (isEnd) return rows;
    if (fresh.length === 0) throw new IncompleteError('list keys: the list does not end');
  }
  throw new IncompleteError('list keys: the list does not end');
}
