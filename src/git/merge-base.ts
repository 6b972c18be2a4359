import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { runGitSync } from './spawn.ts';

/** The best common ancestors of two commits: none where their histories are unrelated, several after a criss-cross merge. */
export function mergeBases(git: Git, one: Oid, other: Oid): Oid[] {
  const answer = runGitSync(git, ['merge-base', '--all', one, other], { accept: [0, 1] });
  return answer.stdout.toString('latin1').split('\n').filter(Boolean);
}

/** The parents that a commit names, whether they are here or not: a shallow clone hides them from every walk. */
export function parentsOf(git: Git, commit: Oid): Oid[] {
  const text = runGitSync(git, ['cat-file', 'commit', commit]).stdout.toString('latin1');
  const head = text.slice(0, text.indexOf('\n\n'));
  return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, oid = '']) => oid);
}
