import { createHash } from 'node:crypto';
import { IncompleteError, UsageError } from '#core/errors.ts';
import { Secret } from '#core/secret.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import { isLogin, likeKey, readLogin, type Login } from '../wire/database-key.ts';
import { placeOf, type Place } from '../wire/open-socket.ts';
import { RedisSession, type Reply } from './session.ts';

/** Whoever names no user is this one. */
const DEFAULT_USER = 'default';

/** Reads `USER:PASSWORD`, an address, or a bare password, which is that of the user `default`. */
export function readRedisKey(key: Secret): Login {
  if (!isLogin(key)) return { user: DEFAULT_USER, password: key.reveal() };
  const { user, password } = readLogin(key);
  return { user: user === '' ? DEFAULT_USER : user, password };
}

/** The same key with another password. */
export function withPassword(old: Secret, password: string): Secret {
  return isLogin(old) ? likeKey(old, { user: readLogin(old).user, password }) : new Secret(password);
}

/** What Redis keeps of a password. */
export function hashOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

export const redisPlace = ({ base }: ProviderContext): Place => placeOf(base, 6379);

/** One piece of work on a connection of its own. */
export async function inRedis<T>(place: Place, work: (session: RedisSession) => Promise<T>): Promise<T> {
  const session = await RedisSession.open(place);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** The same as the operator. */
export function asOperator<T>(context: ProviderContext, work: (session: RedisSession) => Promise<T>): Promise<T> {
  const { user, password } = readRedisKey(new Secret(operatorKey(context)));
  return inRedis(redisPlace(context), async (session) => {
    await session.ask('AUTH', user, password);
    return work(session);
  });
}

/** A flat list of names and values as a map of its names. */
function mapOf(reply: Reply): ReadonlyMap<string, Reply> {
  if (!Array.isArray(reply)) throw new IncompleteError('that is no answer of Redis');
  const items = reply as readonly Reply[];
  return new Map(items.flatMap((item, index): [string, Reply][] => (index % 2 === 0 && typeof item === 'string' ? [[item, items[index + 1] ?? null]] : [])));
}

const textsIn = (reply: Reply | undefined): readonly string[] => (Array.isArray(reply) ? (reply as readonly Reply[]).filter((item): item is string => typeof item === 'string') : []);

/** Hashes of the passwords of a user; undefined where there is no such user. */
export async function hashesOf(user: string, session: RedisSession): Promise<readonly string[] | undefined> {
  const reply = await session.ask('ACL', 'GETUSER', user);
  return reply === null ? undefined : textsIn(mapOf(reply).get('passwords'));
}

/** The rules of a user's commands, e.g. `-@all +acl`; undefined where there is no such user. */
export async function commandsOf(user: string, session: RedisSession): Promise<string | undefined> {
  const reply = await session.ask('ACL', 'GETUSER', user);
  const commands = reply === null ? undefined : mapOf(reply).get('commands');
  return typeof commands === 'string' ? commands : undefined;
}

/** Each node keeps its own users, and a change on one reaches no other. @throws UsageError */
export async function checkAlone(session: RedisSession): Promise<void> {
  const info = `${String(await session.ask('INFO', 'replication'))}\n${String(await session.ask('INFO', 'cluster'))}`;
  const isAlone = /^role:master\r?$/m.test(info) && /^connected_slaves:0\r?$/m.test(info) && !/^cluster_enabled:1\r?$/m.test(info);
  if (!isAlone) throw new UsageError('this server is one of several, and each keeps its own users', 'add the new password and remove the old one on every node by hand: ACL SETUSER');
}

/** Where users outlive a restart: their own file, else the configuration. @throws UsageError for nowhere */
async function keepingOf(session: RedisSession): Promise<readonly string[]> {
  const file = mapOf(await session.ask('CONFIG', 'GET', 'aclfile')).get('aclfile');
  if (typeof file === 'string' && file !== '') return ['ACL', 'SAVE'];
  if (/^config_file:\S/m.test(String(await session.ask('INFO', 'server')))) return ['CONFIG', 'REWRITE'];
  throw new UsageError('this server keeps its users nowhere: after a restart it would take the old password again', 'give it an ACL file, or change its password where it is started');
}

/** @throws UsageError where a change would not last */
export async function checkKeeping(session: RedisSession): Promise<void> {
  await keepingOf(session);
}

/** Writes down what users there are now. */
export async function keepUsers(session: RedisSession): Promise<void> {
  await session.ask(...(await keepingOf(session)));
}

/** Changes the passwords of a user for good. */
export async function changeUser(user: string, change: string, session: RedisSession): Promise<void> {
  await checkKeeping(session);
  await session.ask('ACL', 'SETUSER', user, change);
  await keepUsers(session);
}
