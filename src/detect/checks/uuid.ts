import { noArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ALIKE = /^([0-9a-f])\1{7}-|-([0-9a-f])\2{11}$/i;

/** `uuid`: a UUID that is neither nil nor one of the filled-in kind (RFC 9562). @throws ConfigError */
export function uuid(arg: unknown): Check {
  noArgument('uuid', arg);
  return ({ value }) => {
    if (!SHAPE.test(value)) return reject('not a UUID');
    return ALIKE.test(value) ? reject('a filled-in UUID') : PASS;
  };
}
