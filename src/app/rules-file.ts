import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { StanchError } from '#core/errors.ts';
import { EXIT } from '#core/exit-code.ts';
import { ALLOW_KIND } from '#detect/allow.ts';
import { openRulePack, type RulePack } from '#detect/rule-pack.ts';
import type { Rule, Samples } from '#ruleset/rule.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause: unknown): StanchError {
  return new StanchError('the built-in rules cannot be read', { exitCode: EXIT.internal, hint: 'install stanch again', cause });
}

/** The built-in rules; those who have no time to parse them all take them as a pack. */
export interface BuiltinRules extends Ruleset {
  readonly pack: RulePack;
}

/**
 * The built-in rules, as `npm run build` checked and wrote them; packed once more where the name ends in `.br`.
 * @throws StanchError when the file is missing or broken: the installation is damaged
 */
export function readRulesFile(path: string): BuiltinRules {
  let pack: RulePack;
  try {
    const bytes = readFileSync(path);
    pack = openRulePack(path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes);
  } catch (error) {
    throw damaged(error);
  }
  let rules: readonly Rule[] | undefined;
  return {
    pack,
    digest: pack.digest,
    get rules() {
      return (rules ??= pack.all().filter((rule) => rule.kind !== ALLOW_KIND));
    },
  };
}

/** Sample templates of the built-in rules, by rule id; kept apart because only `rules test` needs them. */
export function readSamplesFile(path: string): ReadonlyMap<string, Samples> {
  return new Map(Object.entries(readJson(path) as Record<string, Samples>));
}
