import { parseDocument } from 'yaml';
import { ConfigError } from '#core/errors.ts';
import { expandRuleFile } from './expand.ts';
import { checkRuleFile } from './schema.ts';
import type { Rule } from './rule.ts';

/** Larger rule files are refused before they are parsed. */
const MAX_TEXT = 512 * 1024;

/**
 * YAML text of one rule file → checked rules with all defaults filled in.
 * @param fileName shown in messages
 * @throws ConfigError naming file, line and key
 */
export function parseRuleFile(text: string, fileName: string): Rule[] {
  if (text.length > MAX_TEXT) throw new ConfigError(`${fileName}: larger than ${MAX_TEXT} characters`);
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line ?? 1;
    throw new ConfigError(`${fileName}:${line}: ${problem.message.split('\n', 1)[0] ?? 'is not YAML'}`);
  }
  const raw: unknown = document.toJS({ maxAliasCount: 50 });
  return expandRuleFile(checkRuleFile(raw, fileName), fileName);
}
