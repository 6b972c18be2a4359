import { setTimeout } from 'node:timers/promises';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { HttpError } from '#http/http-error.ts';
import { Secret } from '#core/secret.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import type { Rights } from '../rights.ts';
import { isLogin, likeKey, loginPart, newPassword, readLogin } from '../wire/database-key.ts';
import { loginsIn } from '../wire/found-login.ts';
import { passwordId, userIn } from '../wire/password-id.ts';
import { placeOf, type Place } from '../wire/open-socket.ts';
import { accountsOf, addPassword, hashesIn, literal, removePassword } from './accounts.ts';
import { nativeHash } from './packets.ts';
import { rightsIn } from './rights-in.ts';
import { inSession, MysqlRefusal, type MysqlSession } from './session.ts';

const PAGE = { link: 'https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/alter-user' };
/** A change that may have had its effect is said again: twice is as once. */
const TRIES = 3;
/** Milliseconds between looks at connections that were told to end. */
const LOOKS: readonly number[] = [0, 50, 100, 200, 400, 800, 1600];

const place = ({ base }: ProviderContext): Place => placeOf(base, 3306);

function asOperator<T>(context: ProviderContext, work: (session: MysqlSession) => Promise<T>): Promise<T> {
  return inSession(place(context), readLogin(new Secret(operatorKey(context))), work);
}

/** 1045, 1698: access denied. 1862: the password is right, but has expired. */
function judgeRefusal({ code }: MysqlRefusal, user: string): Verdict {
  if (code === 1045 || code === 1698) return { state: 'unknown', why: `the server refuses the password (${code}): it is another one, or there is no such user from here`, refused: true };
  if (code === 1862 || code === 1820) return { state: 'restricted', why: `the server takes the password, which has expired (${code})`, account: user };
  return { state: 'unknown', why: `the answer (${code}) says nothing about the password` };
}

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const login = readLogin(key);
  try {
    const [[account = ''] = []] = await inSession(place(context), login, (session) => session.query('SELECT CURRENT_USER()'));
    if (!account.startsWith(`${login.user}@`)) return { state: 'unknown', why: 'the server let somebody else in, so that it says nothing about this password' };
    return { state: 'live', why: 'the server takes the password', account };
  } catch (error) {
    if (error instanceof MysqlRefusal) return judgeRefusal(error, login.user);
    throw error;
  }
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const verdict = await verify(key, context);
  if (verdict.state !== 'live') return { exact: false, why: verdict.why };
  if (context.operator === undefined) return { exact: false, why: 'which accounts have this password is read in mysql.global_priv, which needs a login of yours' };
  const { user, password } = readLogin(key);
  return asOperator(context, async (session) => {
    if (!session.version.includes('MariaDB')) return { exact: false, why: 'this is MySQL, whose two passwords are changed by hand: ALTER USER … RETAIN CURRENT PASSWORD, later DISCARD OLD PASSWORD' };
    const hash = nativeHash(password);
    if (!hashesIn(await accountsOf(user, session)).includes(hash)) return { exact: false, why: 'the account keeps this password in another way than mysql_native_password' };
    return { exact: true, id: passwordId(user, hash, context), proof: 'the server takes this password for this user, and keeps it by its hash' };
  });
}

/** @throws UsageError where the operator would shut themselves out */
function checkOwn(id: string, context: ProviderContext): void {
  const { user, password } = readLogin(new Secret(operatorKey(context)));
  if (passwordId(user, nativeHash(password), context) === id) throw new UsageError('this is the password that you work with', 'give a login of another user');
}

async function create(context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const user = userIn(old.id);
  const password = newPassword();
  const fresh = nativeHash(password);
  for (let turn = 1; ; turn++) {
    try {
      await asOperator(context, async (session) => {
        const accounts = await accountsOf(user, session);
        const hash = hashesIn(accounts).find((candidate) => passwordId(user, candidate, context) === old.id);
        if (hash === undefined) throw new IncompleteError('no account has the leaked password any more', 'there is nothing to put a new one beside');
        await addPassword(accounts, hash, fresh, session);
      });
      return { id: passwordId(user, fresh, context), value: likeKey(old.value, { user, password }) };
    } catch (error) {
      if (!(error instanceof HttpError) || turn === TRIES) throw error;
    }
  }
}

/** A password is asked for at the door only: whoever is in stays in, so the connections are ended, too. */
async function endConnections(user: string, session: MysqlSession): Promise<void> {
  for (const wait of LOOKS) {
    if (wait > 0) await setTimeout(wait);
    const rows = await session.query(`SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ${literal(user)} AND ID <> CONNECTION_ID() AND COMMAND <> 'Killed'`);
    if (rows.length === 0) return;
    for (const [id = ''] of rows) {
      await session.query(`KILL CONNECTION ${Number(id)}`).catch((error: unknown) => {
        // 1094: it ended by itself.
        if (!(error instanceof MysqlRefusal) || error.code !== 1094) throw error;
      });
    }
  }
  throw new IncompleteError('connections of the user do not end', 'the password is gone; end them by hand and resume');
}

async function revoke(id: string, context: ProviderContext): Promise<void> {
  const user = userIn(id);
  checkOwn(id, context);
  await asOperator(context, async (session) => {
    const accounts = await accountsOf(user, session);
    const hash = hashesIn(accounts).find((candidate) => passwordId(user, candidate, context) === id);
    if (hash !== undefined) await removePassword(accounts, hash, session);
    await endConnections(user, session);
  });
}

async function readRights(context: ProviderContext): Promise<Rights | undefined> {
  return asOperator(context, async (session) => rightsIn((await session.query('SHOW GRANTS')).map(([grant = '']) => grant)));
}

async function list(context: ProviderContext, old: OldKey): Promise<readonly { id: string; label: string }[]> {
  const user = userIn(old.id);
  const accounts = await asOperator(context, (session) => accountsOf(user, session));
  if (accounts.length === 0) throw new IncompleteError('list passwords: there is no such user');
  return hashesIn(accounts).map((hash) => ({ id: passwordId(user, hash, context), label: '' }));
}

/**
 * Passwords of MariaDB 10.4 and later, where an account may have several ways in, and so two passwords. A user that
 * may come from several hosts has an account for each: all that take the leaked password are changed. Of MySQL only
 * whether a password works is asked.
 */
export const MYSQL: Provider = {
  id: 'mysql',
  title: 'MariaDB or MySQL',
  base: '',
  baseEnv: 'STANCH_MYSQL_URL',
  operatorEnv: 'STANCH_MYSQL_KEY',
  tool: 'mysql',
  settings: [],
  isChosen: true,
  ruleIds: ['mysql-url', 'mysql-driver-url', 'mysql-go-dsn', 'mysql-mycnf-password', 'mysql-password', 'mysql-command-line'],
  scopes: 'CREATE USER, PROCESS, CONNECTION ADMIN, and SELECT on mysql.global_priv; as USER:PASSWORD',
  manual: {
    create: { words: 'MySQL 8: ALTER USER … IDENTIFIED BY … RETAIN CURRENT PASSWORD. MariaDB: ALTER USER … IDENTIFIED VIA mysql_native_password USING OLD OR mysql_native_password USING NEW. Both passwords work then.', ...PAGE },
    revoke: { words: 'MySQL 8: ALTER USER … DISCARD OLD PASSWORD. MariaDB: ALTER USER … with the new password alone. Then KILL the connections of the user: they outlive the password.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list,
  checkRoom: async ({ id }, context) => checkOwn(id, context),
  create: (_label, context, old) => create(context, old),
  unlabelled: true,
  revoke,
  finish: (id, context) => asOperator(context, (session) => endConnections(userIn(id), session)),
  form: 'USER:PASSWORD, or an address with both in it, whose host is not asked; the user of a found password is read beside it',
  isWhole: isLogin,
  wholeIn: loginsIn,
  parts: ['user', 'password'],
  part: loginPart,
};
