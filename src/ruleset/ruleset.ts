import { createHash } from 'node:crypto';
import { ConfigError } from '#core/errors.ts';
import { checkRuleIds } from './known-ids.ts';
import type { Rule } from './rule.ts';

/** The rules of one run, in a fixed order, and a digest that changes when any of them does. */
export interface Ruleset {
  readonly rules: readonly Rule[];
  /** 16 hex digits of SHA-256 over the rules as JSON, samples left out. */
  readonly digest: string;
}

function digestOf(rules: readonly Rule[]): string {
  const hash = createHash('sha256');
  for (const rule of rules) hash.update(JSON.stringify({ ...rule, samples: undefined }));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Puts rules in order of id.
 * @throws ConfigError when two rules share an id
 */
export function makeRuleset(rules: readonly Rule[]): Ruleset {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const twin = sorted.find((rule, index) => rule.id === sorted[index + 1]?.id);
  if (twin !== undefined) throw new ConfigError(`two rules are called ${twin.id}`);
  let digest: string | undefined;
  return {
    rules: sorted,
    get digest() {
      return (digest ??= digestOf(sorted));
    },
  };
}

/** The ruleset without the named rules. @throws ConfigError naming an id that no rule has, and the one that was meant */
export function withoutRules(ruleset: Ruleset, ids: readonly string[]): Ruleset {
  checkRuleIds(ruleset, ids);
  return ids.length === 0 ? ruleset : makeRuleset(ruleset.rules.filter((rule) => !ids.includes(rule.id)));
}
