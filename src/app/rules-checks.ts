import { closestWord } from '#core/closest-word.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { CHECKS } from '#detect/checks/index.ts';
import type { CheckSpec } from '#ruleset/rule.ts';

/**
 * Makes sure that a check of a rule is known and takes its argument, before anything is scanned with it.
 * @throws ConfigError that says what is wrong with it, to be read behind the name of its key
 */
export function judgeCheck({ name, arg }: CheckSpec): void {
  const factory = CHECKS.get(name);
  if (factory === undefined) {
    const guess = closestWord(name, [...CHECKS.keys()]);
    throw new ConfigError(`names no check that stanch knows${guess === undefined ? '' : `: ${printable(name)}`}`, guess === undefined ? `there are ${[...CHECKS.keys()].join(', ')}` : `did you mean ${guess}?`);
  }
  try {
    factory(arg);
  } catch (error) {
    throw new ConfigError(`does not hold: ${error instanceof Error ? error.message : `the argument of ${name}`}`, error instanceof ConfigError ? error.hint : undefined, error);
  }
}
