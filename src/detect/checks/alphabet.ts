import { ConfigError } from '#core/errors.ts';
import { textsArgument } from './argument.ts';
import type { Check } from './check.ts';
import { PASS, reject } from './result.ts';

const MISSING = reject('lacks a kind of character that random keys have');

const KINDS: ReadonlyMap<string, RegExp> = new Map([
  ['digit', /[0-9]/],
  ['upper', /[A-Z]/],
  ['lower', /[a-z]/],
  ['letter', /[A-Za-z]/],
  ['symbol', /[^0-9A-Za-z]/],
]);

/** `alphabet: [digit, upper, lower, letter, symbol]`: the key has at least one of each kind. @throws ConfigError */
export function alphabet(arg: unknown): Check {
  const kinds = textsArgument('alphabet', arg).map((name) => {
    const kind = KINDS.get(name);
    if (kind === undefined) throw new ConfigError('check alphabet does not know that kind of character', `it knows ${[...KINDS.keys()].join(', ')}`);
    return kind;
  });
  return ({ value }) => (kinds.every((kind) => kind.test(value)) ? PASS : MISSING);
}
