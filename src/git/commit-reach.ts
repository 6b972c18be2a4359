import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { decodePath } from './path.ts';
import { runGitSync } from './spawn.ts';

/** What builds on some commits. */
export interface CommitReach {
  /** The commits themselves and all that descend from them. */
  readonly commits: ReadonlySet<Oid>;
  /** Addresses of those who wrote them. */
  readonly authors: ReadonlySet<string>;
  /** Full names of the refs that hold one of them. */
  readonly refs: readonly string[];
}

function linesOf(git: Git, args: readonly string[]): string[] {
  return decodePath(runGitSync(git, args).stdout).split('\n').filter((line) => line !== '');
}

/** `<oid> TAB <author address>` a commit: `rev-list --format` writes a line `commit <oid>` before each, which is left out. */
function descendantsOf(git: Git, commit: Oid): string[] {
  return linesOf(git, ['rev-list', '--all', '--ancestry-path', '--format=%H%x09%ae', `^${commit}`]).filter((line) => !line.startsWith('commit '));
}

/**
 * What would get another id if some commits did: they, and everything that was built on them, on any ref.
 * @param commits ids that this clone has
 */
export function reachOfCommits(git: Git, commits: readonly Oid[]): CommitReach {
  const reached = new Set<Oid>();
  const authors = new Set<string>();
  const refs = new Set<string>();
  for (const commit of commits) {
    // What descends from one of the others brings nothing more.
    if (reached.has(commit)) continue;
    reached.add(commit);
    for (const line of [...linesOf(git, ['show', '--no-patch', '--format=%H%x09%ae', commit]), ...descendantsOf(git, commit)]) {
      const [oid = '', author = ''] = line.split('\t');
      reached.add(oid);
      if (author !== '') authors.add(author.toLowerCase());
    }
    for (const name of linesOf(git, ['for-each-ref', '--contains', commit, '--format=%(refname)'])) refs.add(name);
  }
  return { commits: reached, authors, refs: [...refs].sort() };
}

/** Name and address of each remote; an address without user and password. */
export function remotesOf(git: Git): { readonly name: string; readonly address: string }[] {
  const answer = runGitSync(git, ['config', '--null', '--get-regexp', '^remote\\..*\\.url$'], { accept: [0, 1] });
  return decodePath(answer.stdout).split('\0').filter((entry) => entry !== '').map((entry) => {
    const [key = '', url = ''] = entry.split('\n');
    return { name: key.slice('remote.'.length, -'.url'.length), address: url.replace(/^([\w+.-]+:\/\/)[^/]*@/, '$1') };
  });
}
