import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '#core/errors.ts';
import type { Rule } from '#ruleset/rule.ts';
import { judgeLinearPattern } from '#detect/linear-pattern.ts';
import { parseRuleFile } from '#ruleset/parse.ts';
import { judgeCheck } from './rules-checks.ts';

const MAX_FILES = 200;
const MAX_BYTES = 256 * 1024;

/** What a repository brings along may only detect: nothing in it names an endpoint or an action. */
function detectOnly({ lifecycle: _dropped, ...rule }: Rule): Rule {
  return rule;
}

async function readOne(path: string): Promise<readonly Rule[]> {
  const status = await stat(path);
  // A pipe would never end, and a device hold anything.
  if (!status.isFile()) throw new ConfigError(`${path}: no regular file`);
  if (status.size > MAX_BYTES) throw new ConfigError(`${path}: larger than ${MAX_BYTES} bytes`);
  return parseRuleFile(await readFile(path, 'utf8'), path, { judgeCheck, judgePattern: judgeLinearPattern }).map(detectOnly);
}

/** @throws ConfigError where two files have a rule of one id */
function checkTwins(paths: readonly string[], rulesOf: readonly (readonly Rule[])[]): void {
  const homes = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    for (const { id } of rulesOf[index] ?? []) {
      const home = homes.get(id);
      if (home !== undefined) throw new ConfigError(`${path}: the rule ${id} stands in ${home}, too`, 'give one of them another id');
      homes.set(id, path);
    }
  }
}

/**
 * Reads the own rules of a repository or a team: `*.yml` in one folder, detect-only.
 * @returns nothing when the folder is not there
 * @throws ConfigError naming the file that does not hold
 */
export async function readOwnRules(folder: string): Promise<readonly Rule[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ConfigError(`${folder}: own rules cannot be read: ${error.message}`, undefined, error);
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort();
  if (files.length > MAX_FILES) throw new ConfigError(`${folder}: more than ${MAX_FILES} rule files`);
  const paths = files.map((name) => join(folder, name));
  const rules = await Promise.all(paths.map(readOne));
  checkTwins(paths, rules);
  return rules.flat();
}
