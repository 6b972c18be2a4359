import { describe, expect, it } from 'vitest';
import { compileLinearPattern } from '#detect/linear-pattern.ts';
import { compilePattern } from '#detect/pattern.ts';
import type { RuleEntry } from '#ruleset/schema.ts';
import { ruleOf } from '../helpers/rules.ts';

const CASES: readonly (readonly [Partial<RuleEntry>, string])[] = [
  [{ anchors: ['zq_'], pattern: 'zq_(?<secret>[0-9a-f]{8})' }, 'xx zq_0a1b2c3d yy'],
  [{ anchors: ['key'], pattern: '[a-z]{0,5}key=(?<secret>[0-9]{4})' }, 'key mykey=1234'],
  [{ anchors: ['zq_'], pattern: 'zq_[0-9]{4}' }, 'zq_12'],
];

describe('the linear engine', () => {
  it.each(CASES)('finds what the fast engine finds: %j', (entry, text) => {
    const rule = ruleOf({ id: 'acme-key', ...entry });
    const at = text.lastIndexOf(rule.anchors[0] ?? '');
    const fast = compilePattern(rule)(text, at, 3);
    const linear = compileLinearPattern(rule)(text, at, 3);
    expect(linear === null ? null : { ...linear, groups: { ...linear.groups } }).toEqual(fast === null ? null : { ...fast, groups: { ...fast.groups } });
  });

  it('takes a pattern that would take a backtracking engine for ever', () => {
    const rule = ruleOf({ id: 'acme-slow', anchors: ['aaa'], pattern: '(?:a{1,20}){1,40}z' });
    expect(compileLinearPattern(rule)(`${'a'.repeat(5_000)}!`, 0, 3)).toBeNull();
  });

  it('refuses what a linear engine cannot do', () => {
    expect(() => compileLinearPattern({ ...ruleOf({ id: 'acme-key', anchors: ['abc'], pattern: 'abc' }), pattern: 'abc(?=d)' })).toThrow('does not run in linear time: invalid or unsupported Perl syntax');
  });
});
