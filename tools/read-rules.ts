import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeRuleset } from '#ruleset/ruleset.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import type { Rule } from '#ruleset/rule.ts';

const FOLDER = fileURLToPath(new URL('../rules/', import.meta.url));

/** Reads and checks every file of `rules/`. @throws ConfigError on the first that does not hold */
export function readRules(folder: string = FOLDER): readonly Rule[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  return makeRuleset(files.flatMap((name) => parseRuleFile(readFileSync(`${folder}/${name}`, 'utf8'), name))).rules;
}
