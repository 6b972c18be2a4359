import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { doubt, PASS, PROVEN } from './result.ts';

/** What type 7 passwords are mixed with: the same in every device, long public. */
const PAD = ['dsfd;kfoA,.iyewrkld', 'JKDHSUBsgvca69834', 'ncxv9873254k;fg87'].join('');
const WHOLE = 8;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** The password behind `PPXX…`: two digits of a place in the pad, then each byte mixed with the next of the pad. */
function plainOf(value: string): string {
  const from = Number(value.slice(0, 2));
  const bytes = Buffer.from(value.slice(2), 'hex');
  return String.fromCodePoint(...bytes.map((byte, at) => byte ^ PAD.charCodeAt((from + at) % PAD.length)));
}

/**
 * `cisco-type7`: a password that reads as printable text once the public pad is taken off; digests of types 5, 8 and 9,
 * which begin with `$`, pass as they are. @throws ConfigError
 */
export function ciscoType7(arg: unknown): Check {
  noArgument('cisco-type7', arg);
  return ({ value }) => {
    if (value.startsWith('$')) return PASS;
    const plain = plainOf(value);
    if (!PRINTABLE.test(plain)) return doubt('does not decode to a password');
    return plain.length >= WHOLE ? PROVEN : PASS;
  };
}
