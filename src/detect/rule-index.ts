import type { Rule } from '#ruleset/rule.ts';
import { buildAnchorTable, type AnchorTable } from './anchor-table.ts';
import { compileRule, type CompiledRule } from './compiled-rule.ts';
import type { RulePack } from './rule-pack.ts';

/** Anchors, and the rules behind each of them. */
export interface RuleIndex {
  readonly table: AnchorTable;
  readonly behind: number;
  readonly ahead: number;
  readonly rulesOf: (anchor: number) => readonly CompiledRule[];
  readonly ruleOf: (id: string) => Rule | undefined;
}

const NONE: readonly CompiledRule[] = [];

/** Indexes rules that are all at hand. */
export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const byAnchor = new Map<string, CompiledRule[]>();
  for (const compiled of rules) {
    for (const anchor of new Set(compiled.rule.anchors)) {
      const list = byAnchor.get(anchor);
      if (list === undefined) byAnchor.set(anchor, [compiled]);
      else list.push(compiled);
    }
  }
  const lists = [...byAnchor.values()];
  const byId = new Map(rules.map(({ rule }) => [rule.id, rule]));
  return {
    table: buildAnchorTable([...byAnchor.keys()]),
    behind: Math.max(0, ...rules.map(({ rule }) => rule.reach.behind)),
    ahead: Math.max(0, ...rules.map(({ rule }) => rule.reach.ahead)),
    rulesOf: (anchor) => lists[anchor] ?? NONE,
    ruleOf: (id) => byId.get(id),
  };
}

export interface PackIndexOptions {
  /** Rules that are code and not patterns, by id: used in place of what the pack says. */
  readonly special: readonly CompiledRule[];
  readonly disabled: ReadonlySet<string>;
}

/** Indexes a pack: a rule is parsed and compiled when one of its anchors is met for the first time. */
export function indexPack(pack: RulePack, { special, disabled }: PackIndexOptions): RuleIndex {
  const specials = new Map(special.map((compiled) => [compiled.rule.id, compiled]));
  const byNumber = new Map<number, CompiledRule>();
  const byId = new Map<string, Rule>();
  const byAnchor = new Map<number, readonly CompiledRule[]>();
  const compiledAt = (number: number): CompiledRule => {
    const known = byNumber.get(number);
    if (known !== undefined) return known;
    const rule = pack.ruleAt(number);
    const compiled = specials.get(rule.id) ?? compileRule(rule);
    byNumber.set(number, compiled);
    byId.set(rule.id, compiled.rule);
    return compiled;
  };
  return {
    table: pack.table,
    behind: pack.behind,
    ahead: pack.ahead,
    ruleOf: (id) => byId.get(id),
    rulesOf: (anchor) => {
      const known = byAnchor.get(anchor);
      if (known !== undefined) return known;
      const rules = pack.rulesOf(anchor).map(compiledAt).filter(({ rule }) => !disabled.has(rule.id));
      byAnchor.set(anchor, rules);
      return rules;
    },
  };
}
