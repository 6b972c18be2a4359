import { numberArgument, objectArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const WRONG = reject('not of a length that such keys have');

/** `length: n`, `length: [a, b]` or `length: {min, max}`: characters of the key. @throws ConfigError */
export function length(arg: unknown): Check {
  if (Array.isArray(arg) || typeof arg === 'number') {
    const lengths = new Set((Array.isArray(arg) ? arg : [arg]).map((item: unknown) => numberArgument('length', item)));
    return ({ value }) => (lengths.has(value.length) ? PASS : WRONG);
  }
  const options = objectArgument('length', arg, ['min', 'max']);
  const min = numberArgument('length', options['min'], 0);
  const max = numberArgument('length', options['max'], Number.MAX_SAFE_INTEGER);
  return ({ value }) => (value.length >= min && value.length <= max ? PASS : WRONG);
}
