import type { Rights } from '../rights.ts';
import { RedisRefusal, type RedisSession } from './session.ts';
import { commandsOf } from './users.ts';

/** What is needed, as somebody would say it; nothing of it is done (https://redis.io/docs/latest/commands/acl-dryrun). */
const NEEDED: readonly (readonly string[])[] = [
  ['ACL', 'SETUSER', 'x'],
  ['CLIENT', 'KILL', 'USER', 'x'],
  ['CONFIG', 'GET', 'aclfile'],
  ['CONFIG', 'REWRITE'],
  ['INFO', 'replication'],
];

async function lacks(user: string, command: readonly string[], session: RedisSession): Promise<boolean> {
  try {
    return (await session.ask('ACL', 'DRYRUN', user, ...command)) !== 'OK';
  } catch (error) {
    // Before Redis 7 nothing tells but the command itself.
    if (error instanceof RedisRefusal) return false;
    throw error;
  }
}

/** What a user may do, as Redis lists it. */
export async function rightsOf(user: string, session: RedisSession): Promise<Rights | undefined> {
  const commands = await commandsOf(user, session);
  if (commands === undefined) return undefined;
  const missing: string[] = [];
  for (const command of NEEDED) if (await lacks(user, command, session)) missing.push(command.slice(0, 2).join(' '));
  const isAll = commands.split(' ').includes('+@all');
  return { told: `user ${user}, ${commands.slice(0, 200)}`, missing, excess: isAll ? ['every command (+@all)'] : [] };
}
