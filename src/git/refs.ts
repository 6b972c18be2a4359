import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { runGitSync } from './spawn.ts';

const HEX = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** True for a full hex object id. */
export function isOid(text: string): boolean {
  return HEX.test(text);
}

/**
 * The commit that a ref, given by a person, names. Only the returned id goes to git afterwards, so a name can never
 * act as an option or a pathspec.
 * @throws UsageError for a name that looks like an option, holds control characters, or names no commit
 */
export function resolveCommit(git: Git, ref: string): Oid {
  return resolve(git, ref, '^{commit}');
}

/** As `resolveCommit`, but the object itself: a tag stays a tag. */
export function resolveObject(git: Git, ref: string): Oid {
  return resolve(git, ref, '^{object}');
}

function resolve(git: Git, ref: string, peel: string): Oid {
  checkRef(ref);
  const answer = runGitSync(git, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}${peel}`], { accept: [0, 1, 128] });
  const oid = answer.stdout.toString('latin1').trim().split('\n').at(-1) ?? '';
  if (answer.code === 0 && isOid(oid)) return oid;
  // Outside a repository every name is unknown; say the first thing first.
  runGitSync(git, ['rev-parse', '--git-dir']);
  throw new UsageError(`unknown ref: ${printable(ref)}`, 'name a branch, a tag or a commit that this clone has; a shallow clone may lack it');
}

/** @throws UsageError for text that can be no ref, or that git could take for something else */
export function checkRef(ref: string): void {
  const shown = printable(ref.slice(0, 80));
  if (ref === '') throw new UsageError('an empty ref names nothing');
  if (ref.startsWith('-')) throw new UsageError(`a ref cannot begin with "-": ${shown}`);
  if (/[\0-\x1f\x7f]/.test(ref)) throw new UsageError(`a ref cannot hold control characters: ${shown}`);
  // `:/text` and `^{/text}` search the whole history for a regular expression, `:path` names an index entry.
  if (ref.startsWith(':') || ref.startsWith('^') || ref.includes('^{/') || ref.includes('..')) throw new UsageError(`not the name of one commit: ${shown}`);
}
