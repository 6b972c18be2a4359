import { readFileSync } from 'node:fs';
import { StanchError } from '#core/errors.ts';
import { EXIT } from '#core/exit-code.ts';
import type { Samples } from '#ruleset/rule.ts';
import type { Ruleset } from '#ruleset/ruleset.ts';

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StanchError('the built-in rules cannot be read', { exitCode: EXIT.internal, hint: 'install stanch again', cause: error });
  }
}

/**
 * The built-in rules, as `npm run build` checked and wrote them.
 * @throws StanchError when the file is missing or broken: the installation is damaged
 */
export function readRulesFile(path: string): Ruleset {
  // Written by the build in the form in which it is used: a hook has no time to sort or to hash.
  return readJson(path) as Ruleset;
}

/** Sample templates of the built-in rules, by rule id; kept apart because only `rules test` needs them. */
export function readSamplesFile(path: string): ReadonlyMap<string, Samples> {
  return new Map(Object.entries(readJson(path) as Record<string, Samples>));
}
