import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { splitNul } from './index-diff.ts';
import { decodePath } from './path.ts';
import { runGitSync } from './spawn.ts';

/**
 * Paths of a commit's tree whose files hold one of some texts, byte for byte. The texts go by standard input, never by
 * arguments, which others on the machine can read. Neither attributes nor settings of the repository have a say.
 * @param texts without line ends
 * @throws GitError where a file of the tree is not here
 */
export function pathsHolding(git: Git, commit: Oid, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const args = ['grep', '--no-color', '--no-textconv', '--no-recurse-submodules', '--full-name', '-l', '-z', '-a', '-F', '-f', '-', commit];
  const answer = runGitSync(git, args, { input: Buffer.from(`${texts.join('\n')}\n`), accept: [0, 1] });
  return splitNul(answer.stdout).map((name) => decodePath(name.subarray(commit.length + 1)));
}
