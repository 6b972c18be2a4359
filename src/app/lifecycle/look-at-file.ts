import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { openGit, type Git } from '#git/git.ts';
import { runGitSync } from '#git/spawn.ts';
import { askIgnore } from '../hygiene-facts.ts';

type Env = Readonly<Record<string, string | undefined>>;

function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Undefined where git is not installed: a key on standard input is rotated without it. */
function gitIn(cwd: string, env: Env): Git | undefined {
  try {
    return openGit({ cwd, env });
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/**
 * What git thinks of a file that is to hold a new key; undefined where no repository is around it.
 * @throws UsageError for a file that is tracked: the next commit would leak the new key as well
 */
export function lookAtFile(path: string, env: Env): string | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  if (!existsSync(folder) || !isInRepository(folder)) return undefined;
  const git = gitIn(folder, env);
  if (git === undefined) return 'whether git tracks it is not known, as there is no git here';
  if (runGitSync(git, ['ls-files', '-z', '--', name]).stdout.length > 0) {
    throw new UsageError(`${printable(path)} is tracked by git: the new key would leak with the next commit`, `git rm --cached ${printable(name)} and ignore it (stanch hygiene --fix), or deliver by --to`);
  }
  const rule = askIgnore(git, [name]).get(name);
  return rule === undefined || rule.pattern.startsWith('!') ? 'git does not ignore it: add it to .gitignore before the next commit' : 'git ignores it';
}
