import { ConfigError } from '#core/errors.ts';
import type { Check } from './check.ts';
import { doubt, PASS } from './result.ts';

const DOUBT = doubt('it begins like the keys of this vendor and has not their form');

/**
 * `not-prefix: [a_, b_]`: doubts a value that begins as keys of the vendor do, for rules of last resort: the vendor's
 * own rules have looked at it and found it too short, too long, or of other characters.
 * @throws ConfigError
 */
export function notPrefix(arg: unknown): Check {
  if (!Array.isArray(arg) || !arg.every((prefix) => typeof prefix === 'string' && prefix.length >= 3)) throw new ConfigError('check not-prefix takes a list of beginnings of three characters and more');
  const prefixes: readonly string[] = arg;
  return ({ value }) => (prefixes.some((prefix) => value.startsWith(prefix)) ? DOUBT : PASS);
}
