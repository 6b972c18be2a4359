import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { describe, expect, it } from 'vitest';
import { CHECKS, PAIR_PROOFS } from '#detect/checks/index.ts';
import { compileRule } from '#detect/compiled-rule.ts';
import type { Matcher } from '#detect/matcher.ts';
import type { RawMatch } from '#detect/raw-match.ts';
import { scanRange } from '#detect/scan-range.ts';
import { makeMatcher } from '#detect/scanner.ts';
import { widthOf } from '#ruleset/pattern-width.ts';
import type { Rule } from '#ruleset/rule.ts';
import { fillTemplate } from '#ruleset/template.ts';
import { readRules } from '../../tools/read-rules.ts';

/** Falls when a rule file is lost; raise it when rules are added. */
const LEAST_RULES = 950;
const LEAST_PROVIDERS = 600;
/** Samples that lie further apart than this need no greater reach. */
const PADDING = 70_000;

const rules = readRules();
const isSecret = (rule: Rule): boolean => rule.secrecy !== 'public-id';

function scan(matcher: Matcher, text: string, before = ''): RawMatch[] {
  const bytes = Buffer.from(before + text, 'utf8');
  const found = scanRange(matcher, { view: { bytes, base: 0 }, from: 0, to: bytes.length, isText: true, depth: 0 });
  return found.filter((match) => match.rule.rule.provider !== 'generic');
}

const own = (rule: Rule): Matcher => makeMatcher([compileRule(rule)]);
const filled = (rule: Rule, samples: readonly string[]): string[] => samples.map((sample, index) => fillTemplate(sample, `${rule.id}/${index}`));

function lookarounds(pattern: string): string[] {
  const found: string[] = [];
  visitRegExpAST(new RegExpParser().parsePattern(pattern), { onAssertionEnter: (node) => void found.push(node.raw) });
  return found;
}

describe('the rules', () => {
  it(`are at least ${LEAST_RULES} of ${LEAST_PROVIDERS} providers`, () => {
    expect(rules.length).toBeGreaterThanOrEqual(LEAST_RULES);
    expect(new Set(rules.map((rule) => rule.provider)).size).toBeGreaterThanOrEqual(LEAST_PROVIDERS);
  });

  it('name partners that exist', () => {
    const ids = new Set(rules.map((rule) => rule.id));
    expect(rules.filter((rule) => rule.pair !== undefined && !ids.has(rule.pair.with)).map((rule) => rule.id)).toEqual([]);
    expect(rules.filter((rule) => rule.completes?.rules.some((id) => !ids.has(id))).map((rule) => rule.id)).toEqual([]);
    expect(rules.filter((rule) => rule.pair?.proof !== undefined && !PAIR_PROOFS.has(rule.pair.proof)).map((rule) => rule.id)).toEqual([]);
  });
});

describe.each(rules.map((rule): [string, Rule] => [rule.id, rule]))('%s', (_, rule) => {
  it('holds together', () => {
    expect(rule.id.startsWith(`${rule.provider}`), 'starts with its provider').toBe(true);
    expect(rule.samples.hit.length, 'has a sample that hits').toBeGreaterThan(0);
    expect(rule.samples.miss.length, 'has a sample that misses').toBeGreaterThan(0);
    expect(rule.references.length, 'has a reference').toBeGreaterThan(0);
    expect(Math.min(...rule.anchors.map((anchor) => Buffer.byteLength(anchor))), 'has anchors of three bytes').toBeGreaterThanOrEqual(3);
    expect(lookarounds(rule.pattern), 'has no assertions').toEqual([]);
    expect(widthOf(rule.pattern).max, 'is bounded').toBeLessThanOrEqual(65_536);
    expect(rule.reach.ahead, 'reaches as far as it matches').toBeGreaterThanOrEqual(widthOf(rule.pattern).min);
    for (const check of rule.checks) expect(() => CHECKS.get(check.name)?.(check.arg), check.name).not.toThrow();
  });

  it('finds its hits', () => {
    for (const sample of filled(rule, rule.samples.hit)) {
      const found = scan(own(rule), sample);
      expect(found.length, sample).toBeGreaterThan(0);
      expect(found.some((match) => match.facts['unlikely'] === undefined), `is likely: ${JSON.stringify(found[0]?.facts)}`).toBe(true);
    }
  });

  it('finds them behind and before a long text alike', () => {
    const [sample = ''] = filled(rule, rule.samples.hit);
    const plain = scan(own(rule), sample).map((match) => match.value);
    const padded = scan(own(rule), `${sample}\n${'.'.repeat(PADDING)}`, `${'.'.repeat(PADDING)}\n`).map((match) => match.value);
    expect(padded).toEqual(plain);
  });

  it.runIf(rule.samples.miss.length > 0)('leaves its misses alone', () => {
    for (const sample of filled(rule, rule.samples.miss)) expect(scan(own(rule), sample).map((match) => match.value), sample).toEqual([]);
  });
});

describe('together', () => {
  const all = makeMatcher(rules.map((rule) => compileRule(rule)));

  it('every key of every rule is seen by its rule among all others', () => {
    const lost = rules.filter(isSecret).filter((rule) => {
      const [sample = ''] = filled(rule, rule.samples.hit);
      return !scan(all, sample).some((match) => match.rule.rule === rule);
    });
    expect(lost.map((rule) => rule.id)).toEqual([]);
  });
});
