import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { RawDiffParser, type RawChange } from './raw-diff.ts';
import { streamGit } from './spawn.ts';

/** A change that one commit makes. */
export interface CommitChange {
  readonly commit: Oid;
  readonly change: RawChange;
}

/**
 * What each commit changes, by `diff-tree`: plumbing, so neither mailmap nor log nor diff settings have a say. Of a
 * merge only the paths that differ from all its parents (`-c`): the others came in through the parents. A root commit
 * adds everything that it holds; so does a commit where a shallow clone ends.
 */
export async function* readCommitChanges(git: Git, commits: AsyncIterable<Oid> | Iterable<Oid>): AsyncGenerator<CommitChange, void, undefined> {
  const parser = new RawDiffParser();
  let commit = '';
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', '--raw', '-z', '--no-renames', '--no-abbrev'];
  for await (const bytes of streamGit(git, args, linesOf(commits))) {
    for (const item of parser.push(bytes)) {
      if (item.kind === 'commit') commit = item.oid;
      else yield { commit, change: item.change };
    }
  }
  parser.close();
}

const WRITE_BATCH = 256;

async function* linesOf(oids: AsyncIterable<Oid> | Iterable<Oid>): AsyncGenerator<string, void, undefined> {
  let batch: Oid[] = [];
  for await (const oid of oids) {
    batch.push(oid);
    if (batch.length < WRITE_BATCH) continue;
    yield `${batch.join('\n')}\n`;
    batch = [];
  }
  if (batch.length > 0) yield `${batch.join('\n')}\n`;
}
