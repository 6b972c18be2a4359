import { IncompleteError, UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';

/** How a git child ended. */
export interface GitEnd {
  /** The git command, e.g. `cat-file`. */
  readonly command: string;
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines of its standard error, as text. */
  readonly stderr: string;
}

/** Git failed, died, or said less than it should have. What it said so far does not count as an answer. */
export class GitError extends IncompleteError {
  readonly end: GitEnd;

  constructor(end: GitEnd, reason?: string, cause?: unknown) {
    super(`git ${end.command} ${reason ?? describe(end)}`, undefined, cause);
    this.end = end;
  }
}

/** Most of git's words for one message. */
const MAX_STDERR = 400;

function describe({ code, signal, stderr }: GitEnd): string {
  const how = signal === null ? `ended with code ${code ?? 'none'}` : `was stopped by ${signal}`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said = printable(lines.slice(-3).join(' / ')).slice(0, MAX_STDERR);
  return said === '' ? how : `${how}: ${said}`;
}

/**
 * The error for a git that did not end well: wrong use (no repository here, not the owner) in one clear line, or
 * else a `GitError`.
 */
export function gitFailure(end: GitEnd, cwd: string): GitError | UsageError {
  if (end.code === 128 && /not a git repository|must be run in a work tree/.test(end.stderr)) {
    return new UsageError(`${printable(cwd)} is not in a git repository`, 'run it inside a repository, or name one', new GitError(end));
  }
  if (end.code === 128 && /dubious ownership|unsafe repository/.test(end.stderr)) {
    return new UsageError(
      `the repository at ${printable(cwd)} belongs to another user`,
      'if you trust it: git config --global --add safe.directory <its path>',
      new GitError(end),
    );
  }
  return new GitError(end);
}
