import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { splitNul } from './index-diff.ts';
import { decodePath } from './path.ts';
import { runGit } from './spawn.ts';

/** One entry of a listed tree that is no folder. */
export interface ListedFile {
  readonly path: string;
  readonly mode: number;
  readonly oid: Oid;
}

const TAB = 9;

/**
 * All files below the tree of a commit, by `<mode> SP <type> SP <oid> TAB <path> NUL` (git-ls-tree(1)).
 * @param below paths of files or folders; only what lies at or below them is listed
 */
export async function listTree(git: Git, commit: Oid, below: readonly string[] = []): Promise<ListedFile[]> {
  const answer = await runGit(git, ['ls-tree', '-r', '-z', '--full-tree', commit, ...(below.length === 0 ? [] : ['--', ...below])]);
  return splitNul(answer).map((line) => {
    const tab = line.indexOf(TAB);
    const [mode = '', , oid = ''] = line.toString('latin1', 0, tab).split(' ');
    return { path: decodePath(line.subarray(tab + 1)), mode: Number.parseInt(mode, 8), oid };
  });
}
