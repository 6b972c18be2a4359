import { mkdirSync, writeFileSync } from 'node:fs';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { readRules } from './read-rules.ts';

/** Writes `dist/rules.json`: every rule of `rules/`, checked and expanded, so that no YAML is read at run time. */
const { rules, digest } = makeRuleset(readRules());
mkdirSync('dist', { recursive: true });
writeFileSync('dist/rules.json', JSON.stringify({ digest, rules: rules.map((rule) => ({ ...rule, samples: { hit: [], miss: [] } })) }));
writeFileSync('dist/rule-samples.json', JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, rule.samples]))));
console.log(`${rules.length} rules of ${new Set(rules.map((rule) => rule.provider)).size} providers`);
