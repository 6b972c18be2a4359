import { IncompleteError, UsageError } from '#core/errors.ts';
import { isFields, jsonIn, type Fields } from '../answer.ts';
import type { MysqlSession } from './session.ts';

const NATIVE = 'mysql_native_password';
/** A hash that no password has, which MariaDB takes for one that is not to be used. */
const UNUSABLE = 'invalid';

/** One way into an account: a plugin, and what it keeps. */
interface Way {
  readonly plugin: string;
  readonly kept: string;
}

/** One account of a user: each host that the user may come from is another one, with passwords of its own. */
export interface Account {
  readonly user: string;
  readonly host: string;
  readonly ways: readonly Way[];
}

/** A text as SQL writes it. @throws UsageError for one with a backslash or NUL in it */
export function literal(text: string): string {
  if (/[\0\\]/.test(text)) throw new UsageError('that is no name of a user');
  return `'${text.replaceAll("'", "''")}'`;
}

function wayOf(fields: Fields): Way {
  const [plugin, kept] = [fields['plugin'], fields['authentication_string']];
  return { plugin: typeof plugin === 'string' && plugin !== '' ? plugin : NATIVE, kept: typeof kept === 'string' ? kept : '' };
}

/** Several ways stand in a list, in which the account's own first one is an empty object. */
function waysOf(text: string): readonly Way[] {
  const value = jsonIn(text);
  if (!isFields(value)) throw new IncompleteError('an account is written in a way that is not known');
  const own = wayOf(value);
  const others = value['auth_or'];
  return Array.isArray(others) ? others.filter(isFields).map((fields) => (Object.keys(fields).length === 0 ? own : wayOf(fields))) : [own];
}

/** Every account of a user (mysql.global_priv: MariaDB 10.4 and later). */
export async function accountsOf(user: string, session: MysqlSession): Promise<readonly Account[]> {
  const rows = await session.query(`SELECT Host, Priv FROM mysql.global_priv WHERE User = ${literal(user)} AND JSON_VALUE(Priv, '$.is_role') IS NULL`);
  return rows.map(([host = '', priv = '']) => ({ user, host, ways: waysOf(priv) }));
}

export const hashesIn = (accounts: readonly Account[]): readonly string[] => [...new Set(accounts.flatMap(({ ways }) => ways.filter(({ plugin }) => plugin === NATIVE).map(({ kept }) => kept)))];

const words = ({ plugin, kept }: Way): string => `${plugin}${kept === '' ? '' : ` USING ${literal(kept)}`}`;

/** Changes the ways into an account, all at once. */
async function setWays({ user, host }: Account, ways: readonly Way[], session: MysqlSession): Promise<void> {
  if (ways.some(({ plugin }) => !/^\w+$/.test(plugin))) throw new IncompleteError('a plugin has a name that is not known');
  await session.query(`ALTER USER ${literal(user)}@${literal(host)} IDENTIFIED VIA ${ways.map(words).join(' OR ')}`);
}

/** Lets a second password into every account that takes the first; done twice it is as done once. */
export async function addPassword(accounts: readonly Account[], old: string, fresh: string, session: MysqlSession): Promise<void> {
  for (const account of accounts) {
    const has = (hash: string): boolean => account.ways.some(({ plugin, kept }) => plugin === NATIVE && kept === hash);
    if (has(old) && !has(fresh)) await setWays(account, [...account.ways, { plugin: NATIVE, kept: fresh }], session);
  }
}

/** Takes a password out of every account; where it was the only way in, none is left. */
export async function removePassword(accounts: readonly Account[], hash: string, session: MysqlSession): Promise<void> {
  for (const account of accounts) {
    const left = account.ways.filter(({ plugin, kept }) => plugin !== NATIVE || kept !== hash);
    if (left.length === account.ways.length) continue;
    await setWays(account, left.length === 0 ? [{ plugin: NATIVE, kept: UNUSABLE }] : left, session);
  }
}
