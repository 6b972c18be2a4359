import { closestWord } from '#core/closest-word.ts';
import { ConfigError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Rule } from './rule.ts';

/** Longer words are no slip of a rule id and are not shown. */
const MAX_SHOWN = 80;

/**
 * Makes sure that every id is that of a rule.
 * @throws ConfigError naming the first that is not, and the rule that was probably meant
 */
export function checkRuleIds({ rules }: { readonly rules: readonly Pick<Rule, 'id'>[] }, ids: Iterable<string>): void {
  const known = new Set(rules.map((rule) => rule.id));
  for (const id of ids) {
    if (known.has(id)) continue;
    const guess = closestWord(id, [...known]);
    throw new ConfigError(`no rule is called ${printable(id.slice(0, MAX_SHOWN))}`, guess === undefined ? 'stanch rules list shows them all' : `did you mean ${guess}?`);
  }
}
