import type { Context, ScanSettings } from '#app/scan-settings.ts';
import type { Rule } from '#ruleset/rule.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { testEnvironment } from './repo.ts';
import { ruleOf } from './rules.ts';

/** GitHub tokens without the checksum test, so that invented ones count whatever their checksum. */
export function tokenRule(): Rule {
  const prefix = ['gh', 'p_'].join('');
  return ruleOf({ id: 'acme-token', anchors: [prefix], pattern: `${prefix}[0-9A-Za-z]{36}`, prefix });
}

export const SETTINGS: ScanSettings = {
  confidence: 'low',
  severity: 'info',
  disabled: [],
  severities: {},
  isExcluded: () => false,
  inlineAllow: 'honour',
  ownRules: undefined,
  baseline: '.stanch/baseline.jsonl',
  maxBytes: 1 << 28,
  depth: 5,
};

/** The world of a use case in a test: one rule, no configuration, a fixed clock. */
export function contextIn(dir: string, overrides: Partial<Context> = {}): Context {
  return {
    cwd: dir,
    env: testEnvironment(dir),
    version: '0.0.0',
    now: Date.parse('2026-01-01T00:00:00Z'),
    settings: SETTINGS,
    builtin: () => makeRuleset([tokenRule()]),
    ...overrides,
  };
}
