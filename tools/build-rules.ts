import { mkdirSync, writeFileSync } from 'node:fs';
import { packRules } from '#detect/rule-pack.ts';
import { specialRules } from '#detect/scanner.ts';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readRules } from './read-rules.ts';

/**
 * Writes `dist/rules.pack`, every rule of `rules/` checked and expanded, so that no YAML is read at run time, and
 * `dist/rule-samples.json` for those who test them.
 */
const { rules, digest } = makeRuleset([...readRules(), ...specialRules().map((compiled) => compiled.rule)]);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/rules.pack', packRules(rules, digest));
writeFileSync('dist/rule-samples.json', JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, rule.samples]))));
console.log(`${rules.length} rules of ${new Set(rules.map((rule) => rule.provider)).size} providers`);
