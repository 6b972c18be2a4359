import type { Rights } from '../rights.ts';

const NEEDED: readonly string[] = ['CREATE USER', 'PROCESS', 'CONNECTION ADMIN'];
/** `GRANT A, B ON *.* TO …`; what follows may hold the hash of a password, and is never taken out. */
const GLOBAL = /^GRANT ([A-Z ,]+) ON \*\.\* TO /;

/**
 * What the rows of SHOW GRANTS say (https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/show/show-grants);
 * undefined where rights come by roles, which are not looked into.
 */
export function rightsIn(grants: readonly string[]): Rights | undefined {
  const names = grants.flatMap((grant) => GLOBAL.exec(grant)?.[1]?.split(', ') ?? []);
  const isAll = names.includes('ALL PRIVILEGES');
  if (!isAll && grants.some((grant) => /^GRANT .+ TO /.test(grant) && !/ ON .+ TO /.test(grant))) return undefined;
  const fine = new Set([...NEEDED, 'USAGE', 'SUPER', 'ALL PRIVILEGES']);
  const others = names.filter((name) => !fine.has(name));
  // SUPER held CONNECTION ADMIN in it before MariaDB 10.5.
  const has = (name: string): boolean => isAll || names.includes(name) || (name === 'CONNECTION ADMIN' && names.includes('SUPER'));
  return {
    told: isAll ? 'all privileges' : names.join(', '),
    missing: NEEDED.filter((name) => !has(name)),
    excess: isAll ? ['everything: all privileges on *.*'] : [...(names.includes('SUPER') ? ['SUPER'] : []), ...(others.length === 0 ? [] : [`${others.slice(0, 8).join(', ')} on *.*`])],
  };
}
