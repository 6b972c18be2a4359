import { keyError, type KeyPlace } from '#yaml/key-error.ts';
import { readYaml, type YamlLimits } from '#yaml/read-yaml.ts';
import { expandRule, KeyProblem, type RuleJudges } from './expand.ts';
import { checkRuleFile, type RuleFile } from './schema.ts';
import type { Rule } from './rule.ts';

/** Larger rule files are refused before they are parsed. */
export const RULE_FILE_LIMITS: YamlLimits = { characters: 512 * 1024, aliases: 50 };

/** The rules of a file whose shape holds. */
function rulesOf(file: RuleFile, place: KeyPlace, judges: RuleJudges): Rule[] {
  const ids = new Map<string, number>();
  return file.rules.map((entry, index) => {
    const twin = ids.get(entry.id);
    if (twin !== undefined) throw keyError({ path: ['rules', index, 'id'], message: `is that of rules.${twin}, too: ${entry.id}`, hint: 'each rule has an id of its own' }, place);
    ids.set(entry.id, index);
    try {
      return expandRule(entry, file, judges);
    } catch (error) {
      if (!(error instanceof KeyProblem)) throw error;
      throw keyError({ path: ['rules', index, ...error.path], message: `(${entry.id}) ${error.message}`, ...(error.hint === undefined ? {} : { hint: error.hint }) }, { ...place, cause: error });
    }
  });
}

/**
 * YAML text of one rule file → the file as it was written, and its rules with all defaults filled in, in the same order.
 * @param fileName shown in messages
 * @throws ConfigError naming file, line and key, what is expected and what is there; it quotes no value but a word that is nearly a known one
 */
export function readRuleFile(text: string, fileName: string, judges: RuleJudges = {}): { readonly file: RuleFile; readonly rules: Rule[] } {
  const { raw, lineOf } = readYaml(text, fileName, RULE_FILE_LIMITS);
  const place = { fileName, lineOf, whole: 'the file', hint: 'docs/own-rules.md tells the format' };
  const checked = checkRuleFile(raw);
  if (!checked.ok) throw keyError(checked.problem, place);
  return { file: checked.file, rules: rulesOf(checked.file, place, judges) };
}

/** As `readRuleFile`, for those who want the rules only. */
export function parseRuleFile(text: string, fileName: string, judges: RuleJudges = {}): Rule[] {
  return readRuleFile(text, fileName, judges).rules;
}
