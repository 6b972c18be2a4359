import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import { EXIT, type ExitCode } from '#core/exit-code.ts';
import type { Host } from '#core/ports.ts';
import { openGit, type Git } from '#git/git.ts';
import { splitNul } from '#git/index-diff.ts';
import { decodePath } from '#git/path.ts';
import { isOid } from '#git/refs.ts';
import { runGit } from '#git/spawn.ts';
import { nameKindOf } from '#hygiene/sensitive-name.ts';

const MAX_LISTED = 5;

/** Paths that a checkout brings: all of a new clone, else those that the commit before does not have. */
async function broughtPaths(git: Git, before: string, after: string): Promise<string[]> {
  const args = /^0+$/.test(before) ? ['ls-tree', '-r', '-z', '--full-tree', '--name-only', after] : ['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--diff-filter=A', before, after];
  return splitNul(await runGit(git, args)).map(decodePath);
}

function warning(paths: readonly string[]): string {
  const more = paths.length > MAX_LISTED ? [`  … and ${paths.length - MAX_LISTED} more`] : [];
  const lines = paths.slice(0, MAX_LISTED).map((path) => `stanch: warning: git tracks ${printable(path)}; what stands in it is in everyone's clone`);
  return [...lines, ...more, '  stanch hygiene tells what to do about it', ''].join('\n');
}

/**
 * The post-checkout hook (githooks(5): old head, new head, 1 for a branch and 0 for files): warns of dotenv files that
 * git tracks and that this checkout brings. What it returns would become the exit code of `git checkout`, so it never
 * fails, and says where it could not look.
 */
export async function warnAfterCheckout(words: readonly string[], host: Host): Promise<ExitCode> {
  const { env } = host;
  // The pre-commit framework hands the words over in variables.
  const told = words.length > 0 ? words : ['FROM_REF', 'TO_REF', 'CHECKOUT_TYPE'].map((name) => env[`PRE_COMMIT_${name}`] ?? '');
  const [before = '', after = '', flag] = told;
  if (flag !== '1' || before === after || ![before, after].every(isOid)) return EXIT.clean;
  try {
    const git = openGit({ cwd: host.cwd, env, signal: host.signal });
    const paths = (await broughtPaths(git, before, after)).filter((path) => nameKindOf(path)?.kind === 'env');
    if (paths.length > 0) host.stderr.write(warning(paths));
  } catch (error) {
    if (!(error instanceof StanchError)) throw error;
    host.stderr.write(`stanch: this checkout was not looked at: ${printable(error.message)}\n`);
  }
  return EXIT.clean;
}
