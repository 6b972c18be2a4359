import { mkdirSync, writeFileSync } from 'node:fs';
import { buildChosenFilter } from '#engine/filter-table.ts';
import { packRules } from '#detect/pack-rules.ts';
import { specialRules } from '#detect/scanner.ts';
import { gateOfAnchor } from '#ruleset/find-gate.ts';
import type { Rule } from '#ruleset/rule.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readRules } from './read-rules.ts';

/** Specificity of the rules that go by a vendor's name alone; they never reach the confidence at which hooks stop a commit. */
const BY_NAME = 25;

function canBeSure(rule: Rule): boolean {
  return rule.specificity !== BY_NAME;
}

/**
 * Writes `dist/rules.pack`, every rule of `rules/` checked and expanded, so that no YAML is read at run time, and
 * `dist/rule-samples.json` for those who test them. `dist/hook.pack` holds what a hook can act on: it loads and runs sooner.
 * `dist/action.pack`, which goes into the Action's bundle, leaves the filter of the history engine to be laid out there: few runs read a history.
 */
const { rules, digest } = makeRuleset([...readRules(), ...specialRules().map((compiled) => compiled.rule)]);
const gates = { findGate: gateOfAnchor };
mkdirSync('dist', { recursive: true });
writeFileSync('dist/rules.pack', packRules(rules, digest, { ...gates, layFilter: buildChosenFilter }));
writeFileSync('dist/action.pack', packRules(rules, digest, gates));
writeFileSync('dist/hook.pack', packRules(rules.filter(canBeSure), digest, gates));
writeFileSync('dist/rule-samples.json', JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, rule.samples]))));
console.log(`${rules.length} rules of ${new Set(rules.map((rule) => rule.provider)).size} providers`);
