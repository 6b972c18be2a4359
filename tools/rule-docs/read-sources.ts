import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRuleFile } from '#ruleset/parse.ts';
import type { Rule } from '#ruleset/rule.ts';
import type { RuleFile } from '#ruleset/schema.ts';

const FOLDER = fileURLToPath(new URL('../../rules/', import.meta.url));

/** One file of `rules/`, as written and with its defaults filled in; both lists have the same order. */
export interface RuleSource {
  readonly file: RuleFile;
  readonly rules: readonly Rule[];
}

/** The files of one provider as one; what its own file says of the provider goes first. */
function merged(sources: readonly RuleSource[]): readonly RuleSource[] {
  const byProvider = new Map<string, RuleSource>();
  for (const { file, rules } of sources) {
    const known = byProvider.get(file.provider);
    const both = known === undefined ? { file, rules } : { file: { ...known.file, rules: [...known.file.rules, ...file.rules] }, rules: [...known.rules, ...rules] };
    byProvider.set(file.provider, both);
  }
  return [...byProvider.values()];
}

/** The rules of every provider; beside `<provider>.yml`, other files may add to them. @throws ConfigError on the first that does not hold */
export function readRuleSources(folder: string = FOLDER): readonly RuleSource[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yml')).sort();
  const sources = names.map((name) => {
    return { name, source: readRuleFile(readFileSync(`${folder}/${name}`, 'utf8'), name) };
  });
  const isOwn = ({ name, source }: (typeof sources)[number]): boolean => name === `${source.file.provider}.yml`;
  const ordered = [...sources.filter(isOwn), ...sources.filter((other) => !isOwn(other))].map(({ source }) => source);
  return [...merged(ordered)].sort((a, b) => (a.file.provider < b.file.provider ? -1 : 1));
}
