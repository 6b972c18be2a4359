import { numberArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const FEW = reject('made of too few different characters');

/** `distinct: n`: the key has at least n different characters. @throws ConfigError */
export function distinct(arg: unknown): Check {
  const least = numberArgument('distinct', arg);
  return ({ value }) => (new Set(value).size >= least ? PASS : FEW);
}
