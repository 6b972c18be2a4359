import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { isPlaceholder } from './placeholder.ts';
import { doubt, passWith, reject } from './result.ts';

const PAIR = /^([\x20-\x39\x3b-\x7e]{0,128}):([\x20-\x7e]{1,256})$/;
const COMMON = /^(?:pass(?:word|wd)?|secret|admin|test|user|guest|root|foo|bar|open ?sesame)\d{0,4}$/i;

/** A password that stands in documents, or that is the user's name. */
export function isCommonPair(user: string, password: string): boolean {
  return COMMON.test(password) || password === user;
}

/** `basic-auth`: base64 of `user:password` (RFC 7617); tells the user. @throws ConfigError */
export function basicAuth(arg: unknown): Check {
  noArgument('basic-auth', arg);
  return ({ value }) => {
    const [, user = '', password = ''] = PAIR.exec(Buffer.from(value, 'base64').toString('latin1')) ?? [];
    if (password === '' && !PAIR.test(Buffer.from(value, 'base64').toString('latin1'))) return reject('decodes to no user with a password');
    if (isPlaceholder(password)) return reject('a placeholder');
    return isCommonPair(user, password) ? doubt('a password that stands in documents', { user }) : passWith({ user });
  };
}
