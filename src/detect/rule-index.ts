import type { Reach, Rule } from '#ruleset/rule.ts';
import { buildAnchorTable, type AnchorTable } from './anchor-table.ts';
import { compileRule, type CompiledRule } from './compiled-rule.ts';
import { NO_GATES, type GateTable } from './gate-layout.ts';
import { pickGates } from './gate-table.ts';
import type { RulePack } from './rule-pack.ts';

/** Anchors, and the rules behind each of them. */
export interface RuleIndex {
  readonly table: AnchorTable;
  readonly behind: number;
  readonly ahead: number;
  /** How far the rules of one anchor look. */
  readonly reachOf: (anchor: number) => Reach;
  readonly rulesOf: (anchor: number) => readonly CompiledRule[];
  readonly ruleOf: (id: string) => Rule | undefined;
  /** The pack that all rules come from. */
  readonly pack?: RulePack;
}

/** Anchors with known gates. They hold for any of the anchor's rules, so they must not be lent to an anchor with others. */
export type KnownGates = Pick<AnchorTable, 'anchors' | 'gates'>;

const NONE: readonly CompiledRule[] = [];

function farthest(rules: readonly CompiledRule[]): Reach {
  return { behind: Math.max(0, ...rules.map(({ rule }) => rule.reach.behind)), ahead: Math.max(0, ...rules.map(({ rule }) => rule.reach.ahead)) };
}

function gatesFor(anchors: readonly string[], known: KnownGates | undefined): GateTable {
  if (known === undefined) return NO_GATES;
  const numbers = new Map(known.anchors.map((anchor, number) => [Buffer.from(anchor).toString('latin1'), number]));
  return pickGates(known.gates, anchors.map((anchor) => numbers.get(anchor) ?? -1));
}

/** Indexes rules that are all at hand. */
export function indexRules(rules: readonly CompiledRule[], known?: KnownGates): RuleIndex {
  const byAnchor = new Map<string, CompiledRule[]>();
  for (const compiled of rules) {
    for (const anchor of new Set(compiled.rule.anchors)) {
      const list = byAnchor.get(anchor);
      if (list === undefined) byAnchor.set(anchor, [compiled]);
      else list.push(compiled);
    }
  }
  const anchors = [...byAnchor.keys()];
  const lists = [...byAnchor.values()];
  const byId = new Map(rules.map(({ rule }) => [rule.id, rule]));
  return {
    table: buildAnchorTable(anchors, gatesFor(anchors, known)),
    ...farthest(rules),
    reachOf: (anchor) => farthest(lists[anchor] ?? NONE),
    rulesOf: (anchor) => lists[anchor] ?? NONE,
    ruleOf: (id) => byId.get(id),
  };
}

/**
 * Indexes a pack: a rule is parsed and compiled when one of its anchors is met for the first time.
 * @param special rules that are code and not patterns: used in place of what the pack says of them
 */
export function indexPack(pack: RulePack, special: readonly CompiledRule[]): RuleIndex {
  const specials = new Map(special.map((compiled) => [compiled.rule.id, compiled]));
  const byNumber = new Map<number, CompiledRule>();
  const byId = new Map<string, Rule>();
  const byAnchor = new Map<number, readonly CompiledRule[]>();
  // Matches that another thread found name rules that this one has not met.
  let all: ReadonlyMap<string, Rule> | undefined;
  const unmetRule = (id: string): Rule | undefined => {
    all ??= new Map(pack.all().map((rule) => [rule.id, specials.get(rule.id)?.rule ?? rule]));
    return all.get(id);
  };
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
    pack,
    table: pack.table,
    behind: pack.behind,
    ahead: pack.ahead,
    reachOf: pack.reachOf,
    ruleOf: (id) => byId.get(id) ?? unmetRule(id),
    rulesOf: (anchor) => {
      const known = byAnchor.get(anchor);
      if (known !== undefined) return known;
      const rules = pack.rulesOf(anchor).map(compiledAt);
      byAnchor.set(anchor, rules);
      return rules;
    },
  };
}
