import { randomBytes } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { HttpError } from '#http/http-error.ts';
import { Secret } from '#core/secret.ts';
import { operatorKey } from '../operator-key.ts';
import type { Identity, MintedKey, OldKey, Provider, ProviderContext, Verdict } from '../provider.ts';
import type { Rights } from '../rights.ts';
import { newPassword } from '../wire/database-key.ts';
import { loginsIn } from '../wire/found-login.ts';
import { passwordId, userIn } from '../wire/password-id.ts';
import { rightsOf } from './rights-of.ts';
import { RedisRefusal } from './session.ts';
import { asOperator, changeUser, checkAlone, checkKeeping, hashesOf, hashOf, inRedis, keepUsers, readRedisKey, redisPlace, withPassword } from './users.ts';

const PAGE = { link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/' };
/** A change that may have had its effect is said again: twice is as once. */
const TRIES = 3;

async function verify(key: Secret, context: ProviderContext): Promise<Verdict> {
  const { user, password } = readRedisKey(key);
  return inRedis(redisPlace(context), async (session) => {
    try {
      await session.ask('AUTH', user, password);
    } catch (error) {
      if (!(error instanceof RedisRefusal)) throw error;
      if (error.code === 'WRONGPASS') return { state: 'unknown', why: 'Redis refuses the password (WRONGPASS): it is another one, or there is no such user here', refused: true };
      return { state: 'unknown', why: `the answer (${error.code}) says nothing about the password` };
    }
    // A user without a password is let in with any.
    const takesAny = await session.ask('AUTH', user, randomBytes(24).toString('hex')).then(
      () => true,
      () => false,
    );
    if (takesAny) return { state: 'unknown', why: 'Redis takes any password for this user (nopass), so that it says nothing about this one' };
    return { state: 'live', why: 'Redis takes the password', account: user };
  });
}

async function identify(key: Secret, context: ProviderContext): Promise<Identity> {
  const verdict = await verify(key, context);
  if (verdict.state !== 'live') return { exact: false, why: verdict.why };
  if (context.operator === undefined) return { exact: false, why: 'ids of passwords are keyed by a login of yours' };
  const { user, password } = readRedisKey(key);
  return { exact: true, id: passwordId(user, hashOf(password), context), proof: 'Redis takes this password for this user, and keeps it by its SHA-256' };
}

/** @throws UsageError where the operator would shut themselves out */
function checkOwn(id: string, context: ProviderContext): void {
  const { user, password } = readRedisKey(new Secret(operatorKey(context)));
  if (passwordId(user, hashOf(password), context) === id) throw new UsageError('this is the password that you work with', 'give another one of an administrator');
}

async function checkRoom({ id }: OldKey, context: ProviderContext): Promise<void> {
  checkOwn(id, context);
  await asOperator(context, async (session) => {
    await checkAlone(session);
    await checkKeeping(session);
  });
}

/** A second password of the same user, told by its hash: the password itself stands in no log and no MONITOR. */
async function create(context: ProviderContext, old: OldKey): Promise<MintedKey> {
  const user = userIn(old.id);
  const password = newPassword();
  const hash = hashOf(password);
  for (let turn = 1; ; turn++) {
    try {
      await asOperator(context, async (session) => {
        // SETUSER would make a user that is not there.
        if ((await hashesOf(user, session)) === undefined) throw new UsageError('there is no such user', 'nothing was made');
        await changeUser(user, `#${hash}`, session);
      });
      return { id: passwordId(user, hash, context), value: withPassword(old.value, password) };
    } catch (error) {
      if (!(error instanceof HttpError) || turn === TRIES) throw error;
    }
  }
}

/** Takes the password away, and ends every connection of the user: who is in stays in otherwise. */
async function revoke(id: string, context: ProviderContext): Promise<void> {
  const user = userIn(id);
  checkOwn(id, context);
  await asOperator(context, async (session) => {
    await checkAlone(session);
    const hashes = await hashesOf(user, session);
    const hash = hashes?.find((candidate) => passwordId(user, candidate, context) === id);
    if (hash !== undefined) await changeUser(user, `!${hash}`, session);
    if (hashes !== undefined) await session.ask('CLIENT', 'KILL', 'USER', user);
  });
}

async function finish(id: string, context: ProviderContext): Promise<void> {
  const user = userIn(id);
  await asOperator(context, async (session) => {
    await keepUsers(session);
    if ((await hashesOf(user, session)) !== undefined) await session.ask('CLIENT', 'KILL', 'USER', user);
  });
}

async function readRights(context: ProviderContext): Promise<Rights | undefined> {
  const { user } = readRedisKey(new Secret(operatorKey(context)));
  return asOperator(context, (session) => rightsOf(user, session));
}

async function list(context: ProviderContext, old: OldKey): Promise<readonly { id: string; label: string }[]> {
  const user = userIn(old.id);
  const hashes = await asOperator(context, (session) => hashesOf(user, session));
  if (hashes === undefined) throw new IncompleteError('list passwords: there is no such user');
  return hashes.map((hash) => ({ id: passwordId(user, hash, context), label: '' }));
}

function part(key: Secret, name: string): Secret {
  const { user, password } = readRedisKey(key);
  if (name !== 'user' && name !== 'password') throw new UsageError('such a key has the pieces user and password');
  return new Secret(name === 'user' ? user : password);
}

/** Passwords of users of Redis 6 and later. A user may have several at a time; they carry no label. */
export const REDIS: Provider = {
  id: 'redis',
  title: 'Redis',
  base: '',
  baseEnv: 'STANCH_REDIS_URL',
  operatorEnv: 'STANCH_REDIS_KEY',
  settings: [],
  isChosen: true,
  ruleIds: ['redis-password', 'redis-url'],
  scopes: 'ACL, CLIENT KILL, CONFIG GET, CONFIG REWRITE and INFO; as USER:PASSWORD',
  manual: {
    create: { words: 'ACL SETUSER name >NEW on every node, then ACL SAVE or CONFIG REWRITE: the old password goes on working.', ...PAGE },
    revoke: { words: 'ACL SETUSER name <OLD on every node, ACL SAVE or CONFIG REWRITE, then CLIENT KILL USER name: a connection outlives its password.', ...PAGE },
  },
  readRights,
  verify,
  identify,
  list,
  checkRoom,
  create: (_label, context, old) => create(context, old),
  unlabelled: true,
  revoke,
  finish,
  form: 'USER:PASSWORD, or an address with both in it, whose host is not asked; the user of a found password is read beside it; a password alone is that of the user default',
  wholeIn: loginsIn,
  parts: ['user', 'password'],
  part,
};
