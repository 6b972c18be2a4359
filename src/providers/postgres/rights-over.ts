import type { Rights } from '../rights.ts';
import { literal } from './roles.ts';
import type { PostgresSession } from './session.ts';

/** From here on CREATEROLE alone gives no right over a role of somebody else (https://www.postgresql.org/docs/16/role-attributes.html). */
const ADMIN_SINCE = 160_000;

/** What the role of a session may do to another one; a role that is gone needs no right. */
export async function rightsOver(role: string, mode: 'rotate' | 'revoke', session: PostgresSession): Promise<Rights> {
  const over = `(SELECT pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION') FROM pg_roles WHERE rolname = ${literal(role)})`;
  const [row = []] = await session.query(`SELECT current_user, rolsuper, rolcreaterole, rolbypassrls, rolreplication, pg_has_role(current_user, 'pg_signal_backend', 'MEMBER'), current_setting('server_version_num')::int, ${over} FROM pg_roles WHERE rolname = current_user`);
  const [name = '', isSuper, makesRoles, bypasses, replicates, signals, version, isOver] = row;
  const has = (value: string | undefined): boolean => value === 't' || isSuper === 't';
  const missing = [
    ...(has(makesRoles) ? [] : ['CREATEROLE']),
    ...(has(signals) ? [] : ['pg_signal_backend']),
    ...(has(isOver) || isOver === '' || Number(version) < ADMIN_SINCE ? [] : [`ADMIN OPTION on ${role}`]),
  ];
  const excess = isSuper === 't' ? ['everything: it is a superuser'] : [...(bypasses === 't' ? ['BYPASSRLS'] : []), ...(replicates === 't' ? ['REPLICATION'] : [])];
  return { told: `role ${name}`, missing: mode === 'rotate' ? missing : missing.filter((right) => right !== 'pg_signal_backend'), excess };
}
