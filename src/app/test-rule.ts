import { compileRule, type CompiledRule } from '#detect/compiled-rule.ts';
import { compileLinearPattern } from '#detect/linear-pattern.ts';
import { makeMatcher, makeScanner } from '#detect/scanner.ts';
import { wholeChunk } from '#core/chunk.ts';
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
 * Runs the samples of rules through the engine. A public identifier or a half counts by its match in company of
 * all given rules, so that pairs are tested as pairs.
 */
export function testRules(rules: readonly Rule[], samplesOf: (rule: Rule) => Samples, compile: (rule: Rule) => CompiledRule = (rule) => compileRule(rule)): RuleTest[] {
  const matcher = makeMatcher(rules.map(compile));
  const isFound = (rule: Rule, template: string, index: number): boolean => {
    const bytes = Buffer.from(fillTemplate(template, `${rule.id}/${index}`), 'utf8');
    const result = makeScanner(matcher, { depth: 1 }).scan(wholeChunk({ kind: 'stdin', path: '' }, bytes));
    return result?.detections.some((found) => found.ruleId === rule.id || found.alsoMatched.includes(rule.id)) === true;
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
