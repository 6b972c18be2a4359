import { closestWord } from '#core/closest-word.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { CHECKS } from '#detect/checks/index.ts';
import type { Rule } from '#ruleset/rule.ts';

/**
 * Makes sure that the checks of a rule are known and take their arguments, before anything is scanned with it.
 * @param where the file, for messages
 * @throws ConfigError naming the rule and the check
 */
export function checkChecks(rule: Rule, where: string): void {
  for (const { name, arg } of rule.checks) {
    const factory = CHECKS.get(name);
    if (factory === undefined) {
      const guess = closestWord(name, [...CHECKS.keys()]);
      throw new ConfigError(`${where}: ${rule.id}: no check is called ${printable(name)}`, guess === undefined ? `there are ${[...CHECKS.keys()].join(', ')}` : `did you mean ${guess}?`);
    }
    try {
      factory(arg);
    } catch (error) {
      throw new ConfigError(`${where}: ${rule.id}: ${error instanceof Error ? error.message : `the argument of ${name} does not hold`}`, undefined, error);
    }
  }
}
