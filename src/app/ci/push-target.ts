import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid } from '#core/origin.ts';
import type { Revision, Target } from '../change-target.ts';
import { changeTarget } from './ci-run.ts';

export interface Push {
  /** The build server, for messages. */
  readonly system: string;
  readonly tip: Revision;
  /** What the branch named before, where the system says so. */
  readonly before: Oid | undefined;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  /** The main branch: told by the system, or by the pipeline's file. */
  readonly main: string | undefined;
}

/** The ref that the server keeps for what was built. */
function refOf({ tag, branch }: Push): string | undefined {
  if (tag !== undefined) return `refs/tags/${tag}`;
  return branch === undefined ? undefined : `refs/heads/${branch}`;
}

/**
 * A build of a branch or a tag. It is held against what the branch named before; where nobody says that, against the
 * main branch; and the main branch itself is read as a whole. Never just the last commit: a push may bring many. The main
 * branch judges it where the clone has it: what a branch held before may come from whoever pushes now.
 * @throws UsageError where none of that is known
 */
export function pushTarget(push: Push): Target {
  const { system, tip, before, branch, tag, main } = push;
  const name = tag ?? branch;
  const isMain = tag === undefined && branch !== undefined && branch === main;
  if (before !== undefined) {
    const words = name === undefined ? 'commits of this build' : `push to ${printable(name)}`;
    return changeTarget({ words, tip, known: [...againstMain(main, isMain), { oid: before }], tipRef: refOf(push) });
  }
  if (isMain) return { kind: 'history', words: 'history' };
  if (main === undefined) {
    throw new UsageError(`${system} does not say what this build starts from`, 'name the main branch with --main, or a commit with --base; --history reads everything');
  }
  const [words, refNames] = name === undefined ? ['commits of this build', []] : [`new ${printable(name)}`, [name]];
  return changeTarget({ words, tip, known: againstMain(main, isMain), refNames, tipRef: refOf(push) });
}

function againstMain(main: string | undefined, isMain: boolean): Revision[] {
  return isMain || main === undefined ? [] : [{ branch: main }];
}
