import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { isPlaceholder } from './placeholder.ts';
import { PASS, reject } from './result.ts';

const PRINTABLE = /^[\x20-\x7e]{4,1024}$/;

/** `base64-text`: the key is base64 of one line of printable text that is no placeholder. @throws ConfigError */
export function base64Text(arg: unknown): Check {
  noArgument('base64-text', arg);
  return ({ value }) => {
    const text = Buffer.from(value, 'base64').toString('latin1');
    if (!PRINTABLE.test(text)) return reject('does not decode to text');
    return isPlaceholder(text) ? reject('a placeholder') : PASS;
  };
}
