import { IncompleteError, UsageError } from '#core/errors.ts';
import type { PostgresSession } from './session.ts';

/** A name as SQL writes it. @throws UsageError for one that no role of a program has */
export function ident(name: string): string {
  if (name === '' || /[\0\\]/.test(name)) throw new UsageError('that is no name of a role');
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it, whatever the server makes of backslashes: there are none. */
export function literal(text: string): string {
  if (/[\0\\]/.test(text)) throw new UsageError('that is no name of a role');
  return `'${text.replaceAll("'", "''")}'`;
}

/** What a role is, as far as another one must be like it. */
export interface RoleFacts {
  readonly isSuper: boolean;
  /** Most connections; -1 for no limit. */
  readonly limit: string;
  /** Date after which the password does not count; empty for none. */
  readonly until: string;
  /** The role whose rights a role of ours works with; empty for every other. */
  readonly acts: string;
}

/** @throws IncompleteError where there is no such role */
export async function roleFacts(name: string, session: PostgresSession): Promise<RoleFacts> {
  const acts = "(SELECT substr(c, 6) FROM unnest(rolconfig) AS c WHERE c LIKE 'role=%')";
  const [row] = await session.query(`SELECT rolsuper, rolconnlimit, rolvaliduntil, ${acts} FROM pg_roles WHERE rolname = ${literal(name)}`);
  if (row === undefined) throw new IncompleteError('there is no such role', 'there is nothing to make another like');
  const [isSuper, limit = '-1', until = '', acting = ''] = row;
  return { isSuper: isSuper === 't', limit, until, acts: acting };
}

/** Settings whose value is a list that PostgreSQL keeps quoted: put into quotes again it would be one name. */
const LISTS: readonly string[] = ['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries', 'DateStyle'];
const LIST = /^(?:"(?:[^"\\]|"")*"|[\w$]+)(?:, *(?:"(?:[^"\\]|"")*"|[\w$]+))*$/;

/** What the old role had set for itself, for all databases and for single ones, as statements about another. */
export async function copySettings(from: string, to: string, session: PostgresSession): Promise<readonly string[]> {
  const rows = await session.query(`SELECT d.datname, c FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS c WHERE r.rolname = ${literal(from)}`);
  return rows.flatMap(([database = '', setting = '']) => {
    const [, name = '', value = ''] = /^([\w.]+)=(.*)$/s.exec(setting) ?? [];
    if (name === '' || name === 'role') return [];
    const text = LISTS.includes(name) && LIST.test(value) ? value : literal(value);
    return [`ALTER ROLE ${ident(to)}${database === '' ? '' : ` IN DATABASE ${ident(database)}`} SET ${name.split('.').map(ident).join('.')} TO ${text}`];
  });
}
