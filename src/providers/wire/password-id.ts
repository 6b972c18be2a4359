import { UsageError } from '#core/errors.ts';
import { operatorKey } from '../operator-key.ts';
import type { ProviderContext } from '../provider.ts';
import { hashName } from './database-key.ts';

/** The id of one of a user's passwords, `USER#NAME`, by what the server keeps of it. */
export function passwordId(user: string, hash: string, context: ProviderContext): string {
  return `${user}#${hashName(hash, operatorKey(context))}`;
}

/** @throws UsageError for a text that is no such id */
export function userIn(id: string): string {
  const user = /^(.+)#[0-9a-f]{24}$/s.exec(id)?.[1];
  if (user === undefined) throw new UsageError('this is no id of a password of a user');
  return user;
}
