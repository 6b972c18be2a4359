import { closestWord } from '#core/closest-word.ts';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Rule } from '#ruleset/rule.ts';

/** The rule of an id. @throws UsageError that names the closest id */
export function findRule(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const guess = closestWord(id, rules.map((candidate) => candidate.id));
  throw new UsageError(`no rule is called ${printable(id)}`, guess === undefined ? 'stanch rules list shows them all' : `did you mean ${guess}?`);
}
