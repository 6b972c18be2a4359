import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, passWith } from './result.ts';

const LEAST_BYTES = 24;

/** `putty`: tells the type of a PuTTY key and whether it is encrypted, from the groups `type` and `cipher`. @throws ConfigError */
export function putty(arg: unknown): Check {
  noArgument('putty', arg);
  return ({ value, groups }) => {
    const facts = { type: `PuTTY ${groups['type'] ?? ''}`.trimEnd(), encrypted: groups['cipher'] === 'none' ? 'no' : 'yes' };
    const body = Buffer.from(value.split(/Private-/, 1)[0] ?? '', 'base64');
    return body.length < LEAST_BYTES ? doubt('too short for a key', facts) : passWith(facts, true);
  };
}
