import { compileRule } from '#detect/compiled-rule.ts';
import type { Matcher } from '#detect/matcher.ts';
import { makeMatcher, specialRules } from '#detect/scanner.ts';
import type { Rule } from '#ruleset/rule.ts';

/** The rules of a matcher as data, without those that are code, which every matcher has. */
export function rulesIn(matcher: Matcher): Rule[] {
  const special = new Set(specialRules().map(({ rule }) => rule.id));
  const rules = new Set<Rule>();
  for (let anchor = 0; anchor < matcher.table.anchors.length; anchor += 1) {
    for (const { rule } of matcher.rulesOf(anchor)) if (!special.has(rule.id)) rules.add(rule);
  }
  return [...rules];
}

/** A matcher again, in a worker. The linear regex engine is loaded only where a rule asks for it. */
export async function matcherOf(rules: readonly Rule[], linear: ReadonlySet<string>): Promise<Matcher> {
  const engine = linear.size === 0 ? undefined : await import('#detect/linear-pattern.ts');
  return makeMatcher(rules.map((rule) => compileRule(rule, linear.has(rule.id) ? engine?.compileLinearPattern(rule) : undefined)));
}
