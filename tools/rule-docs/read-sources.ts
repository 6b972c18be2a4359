import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { expandRuleFile } from '#ruleset/expand.ts';
import type { Rule } from '#ruleset/rule.ts';
import { checkRuleFile, type RuleFile } from '#ruleset/schema.ts';

const FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url));

/** One file of `rules/`, as written and with its defaults filled in; both lists have the same order. */
export interface RuleSource {
  readonly file: RuleFile;
  readonly rules: readonly Rule[];
}

/** Every rule file, by provider. @throws ConfigError on the first that does not hold */
export function readRuleSources(folder: string = FOLDER): readonly RuleSource[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yml')).sort();
  return names.map((name) => {
    const file = checkRuleFile(parse(readFileSync(`${folder}/${name}`, 'utf8'), { version: '1.2', schema: 'core' }), name);
    return { file, rules: expandRuleFile(file, name) };
  });
}
