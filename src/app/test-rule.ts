import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { compileLinearPattern } from '#detect/linear-pattern.ts';
import { scanRange } from '#detect/scan-range.ts';
import { makeMatcher } from '#detect/scanner.ts';
import type { Rule, Samples } from '#ruleset/rule.ts';
import { fillTemplate } from '#ruleset/template.ts';

/** What the samples of one rule gave. */
export interface RuleTest {
  readonly rule: Rule;
  /** Samples that should be found and are not, as templates. */
  readonly missed: readonly string[];
  /** Samples that should be left alone and are not. */
  readonly fired: readonly string[];
  readonly samples: number;
}

/**
 * Runs the samples of rules through the engine. A rule is asked for its matches alone, before rules are weighed
 * against each other: halves and public identifiers count, too.
 */
export function testRules(rules: readonly Rule[], samplesOf: (rule: Rule) => Samples, compile: (rule: Rule) => CompiledRule = (rule) => compileRule(rule)): RuleTest[] {
  const matcher = makeMatcher(rules.map(compile));
  const isFound = (rule: Rule, template: string, index: number): boolean => {
    const bytes = Buffer.from(fillTemplate(template, `${rule.id}/${index}`), 'utf8');
    const matches = scanRange(matcher, { view: { bytes, base: 0 }, from: 0, to: bytes.length, isText: true, depth: 1 });
    return matches.some((match) => match.rule.rule.id === rule.id);
  };
  return rules.map((rule) => {
    const { hit, miss } = samplesOf(rule);
    return {
      rule,
      missed: hit.filter((template, index) => !isFound(rule, template, index)),
      fired: miss.filter((template, index) => isFound(rule, template, index)),
      samples: hit.length + miss.length,
    };
  });
}

/** As `testRules`, for rules that come from elsewhere: on the engine that no pattern can keep busy. */
export function testOwnRules(rules: readonly Rule[]): RuleTest[] {
  return testRules(rules, (rule) => rule.samples, (rule) => compileRule(rule, compileLinearPattern(rule)));
}
