import { setTimeout } from 'node:timers/promises';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import { isLogin, likeKey, loginPart, newPassword, readLogin } from '../wire/database-key.ts';
import { loginsIn } from '../wire/found-login.ts';
import { placeOf, type Place } from '../wire/open-socket.ts';
import type { Rights } from '../rights.ts';
import { rightsOver } from './rights-over.ts';
import { copySettings, ident, literal, roleFacts } from './roles.ts';
import { scramVerifier } from './scram.ts';
import { inSession, PostgresRefusal, type PostgresSession } from './session.ts';

const PAGE = { link: 'https://www.postgresql.org/docs/current/sql-alterrole.html' };
/** Roles that stanch made: nothing else of theirs may stay. */
const OURS = /^stanch-[0-9a-f]{8}-[0-9a-f]{12}-\d+$/;
/** Milliseconds between looks at sessions that were told to end. */
const LOOKS: readonly number[] = [0, 50, 100, 200, 400, 800, 1600];

const place = ({ base }: ProviderContext): Place => placeOf(base, 5432);

function asOperator<T>(context: ProviderContext, work: (session: PostgresSession) => Promise<T>): Promise<T> {
  return inSession(place(context), readLogin(new Secret(operatorKey(context))), work);
}

/** Codes that come only after the password was taken: the database is not there, or not for this role. */
const PAST_THE_DOOR: readonly string[] = ['3D000', '42501'];

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const login = readLogin(key);
  try {
    const wasAsked = await inSession(place(context), login, async (session) => session.wasAsked);
    if (!wasAsked) return { state: 'unknown', why: 'the server takes this role without a password, so that it says nothing about one' };
    return { state: 'live', why: 'PostgreSQL takes the password', account: login.user };
  } catch (error) {
    if (!(error instanceof PostgresRefusal)) throw error;
    if (PAST_THE_DOOR.includes(error.code)) return { state: 'live', why: `PostgreSQL takes the password, though not for this database (${error.code})`, account: login.user };
    if (error.code === '28P01') return { state: 'unknown', why: 'PostgreSQL refuses the password (28P01): it is another one, or there is no such role here', refused: true };
    return { state: 'unknown', why: `the answer (${error.code}) says nothing about the password` };
  }
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const verdict = await verify(key, context);
  if (verdict.state !== 'live') return { exact: false, why: verdict.why };
  return { exact: true, id: readLogin(key).user, proof: 'PostgreSQL takes this password for this role, which has only one' };
}

/** @throws UsageError where the operator would shut themselves out */
function checkOwn(id: string, context: ProviderContext): void {
  if (readLogin(new Secret(operatorKey(context))).user === id) throw new UsageError('this is the role that you work with', 'give a login of another one');
}

async function checkRoom({ id }: OldKey, context: ProviderContext): Promise<void> {
  checkOwn(id, context);
  const { isSuper } = await asOperator(context, (session) => roleFacts(id, session));
  if (isSuper) throw new UsageError('a superuser is not made anew', 'give programs a role of fewer rights; to change this password by hand: ALTER ROLE … PASSWORD, which shuts its programs out at once');
}

/**
 * A role has one password only, and a new one puts the old out at once. So a second role is made, which works with the
 * rights of the old one and as it: what it makes belongs to the old role, which stays without a password.
 */
async function create(label: string, context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const password = newPassword();
  await asOperator(context, async (session) => {
    const { acts, limit, until } = await roleFacts(old.id, session);
    const owner = OURS.test(old.id) && acts !== '' ? acts : old.id;
    const statements = [
      `CREATE ROLE ${ident(label)} LOGIN INHERIT CONNECTION LIMIT ${Number(limit)}${until === '' ? '' : ` VALID UNTIL ${literal(until)}`} PASSWORD ${literal(scramVerifier(password))}`,
      `GRANT ${ident(owner)} TO ${ident(label)}`,
      `ALTER ROLE ${ident(label)} SET role TO ${literal(owner)}`,
      ...(await copySettings(old.id, label, session)),
    ];
    // Sent as one, they are one transaction.
    await session.query(statements.join(';\n'));
  });
  return { id: label, value: likeKey(old.value, { user: label, password }) };
}

/** A password is asked for at the door only: whoever is in stays in, so the sessions are ended, too. */
async function endSessions(role: string, session: PostgresSession): Promise<void> {
  for (const wait of LOOKS) {
    if (wait > 0) await setTimeout(wait);
    const rows = await session.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${literal(role)} AND pid <> pg_backend_pid()`);
    if (rows.length === 0) return;
  }
  throw new IncompleteError('sessions of the role do not end', 'its password is gone; end them by hand and resume');
}

const isCode = (error: unknown, code: string): boolean => error instanceof PostgresRefusal && error.code === code;

/** Takes the password away. A role that stanch made goes altogether, unless something belongs to it after all. */
async function revoke(id: string, context: ProviderContext): Promise<void> {
  checkOwn(id, context);
  await asOperator(context, async (session) => {
    try {
      await session.query(`ALTER ROLE ${ident(id)} ${OURS.test(id) ? 'NOLOGIN ' : ''}PASSWORD NULL`);
    } catch (error) {
      if (isCode(error, '42704')) return;
      throw error;
    }
    await clearAway(id, session);
  });
}

async function clearAway(id: string, session: PostgresSession): Promise<void> {
  await endSessions(id, session);
  if (!OURS.test(id)) return;
  await session.query(`DROP ROLE ${ident(id)}`).catch((error: unknown) => {
    // 2BP01: objects depend on it. It cannot log in any more, which is what counts.
    if (!isCode(error, '2BP01') && !isCode(error, '42704')) throw error;
  });
}

async function readRights(context: ProviderContext, { id }: OldKey, mode: 'rotate' | 'revoke'): Promise<Rights> {
  return asOperator(context, (session) => rightsOver(id, mode, session));
}

/** Passwords of PostgreSQL, https://www.postgresql.org/docs/current/client-authentication.html. Every role can be asked; nothing is read but the catalogue. */
export const POSTGRES: Provider = {
  id: 'postgres',
  title: 'PostgreSQL',
  base: '',
  baseEnv: 'STANCH_POSTGRES_URL',
  operatorEnv: 'STANCH_POSTGRES_KEY',
  tool: 'psql',
  toolEnv: [['PGUSER', 'PGPASSWORD']],
  settings: [],
  isChosen: true,
  ruleIds: ['postgres-url', 'postgres-password', 'postgres-driver-url', 'postgres-pgpass-line', 'postgres-pgpass-entry', 'postgres-key-value', 'postgres-key-value-reversed'],
  scopes: 'CREATEROLE with ADMIN OPTION on the role, and pg_signal_backend (or a superuser); as USER:PASSWORD',
  manual: {
    create: { words: 'Make a second role with a password that may act as the old one (GRANT old TO new; ALTER ROLE new SET role TO old). A role has one password only: ALTER ROLE … PASSWORD ends the old one at once.', ...PAGE },
    revoke: { words: 'ALTER ROLE … PASSWORD NULL, then end its sessions with pg_terminate_backend: a session that is open outlives its password.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list: async (context) => (await asOperator(context, (session) => session.query('SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY oid'))).map(([id = '']) => ({ id, label: id })),
  checkRoom,
  create,
  revoke,
  finish: (id, context) => asOperator(context, (session) => clearAway(id, session)),
  form: 'USER:PASSWORD, or an address with both in it, whose host is not asked; the user of a found password is read beside it',
  isWhole: isLogin,
  wholeIn: loginsIn,
  parts: ['user', 'password'],
  part: loginPart,
};
