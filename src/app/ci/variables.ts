import { UsageError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';
import type { Env } from './ci-run.ts';

/** Longest name of a branch that is taken; git's own limit is the file system's. */
const MAX_NAME = 1_024;

/** The value of a variable; undefined when it is not set or empty. */
export function textIn(env: Env, name: string): string | undefined {
  const text = env[name];
  return text === undefined || text === '' ? undefined : text;
}

/** The value is not repeated: it may be hostile, or a secret that was put there by mistake. */
function refused(name: string, what: string): UsageError {
  return new UsageError(`${name} is no ${what}`, 'stanch takes the documented variables of the build server as they are; --base and --head name the commits by hand');
}

/**
 * A full commit id. Zeros mean "none", as in hooks of git.
 * @throws UsageError for anything else: it would reach git, or be taken for "nothing to read"
 */
export function oidIn(env: Env, name: string): Oid | undefined {
  const text = textIn(env, name);
  if (text === undefined) return undefined;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) throw refused(name, 'commit id');
  return /^0+$/.test(text) ? undefined : text.toLowerCase();
}

/** True for what git takes as the name of a branch or tag (git-check-ref-format(1)) and what cannot act as an option. */
function isRefName(text: string): boolean {
  if (text.length > MAX_NAME || text === '@' || /[\0-\x20\x7f~^:?*[\\\]]|\.\.|@\{|\/\/|[/.]$/.test(text)) return false;
  return text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.startsWith('-') && !part.endsWith('.lock'));
}

/** A branch or tag from a text; `refs/heads/`, `refs/tags/` before it are taken off. @throws UsageError for anything else */
export function refNameOf(text: string, name: string): string {
  const short = text.replace(/^refs\/(?:heads|tags)\//, '');
  if (!isRefName(short)) throw refused(name, 'name of a branch or tag');
  return short;
}

/** The name of a branch or a tag. @throws UsageError for a value that git would not take for one */
export function refNameIn(env: Env, name: string): string | undefined {
  const text = textIn(env, name);
  return text === undefined ? undefined : refNameOf(text, name);
}

/** The number of a pull request or merge request. @throws UsageError for anything else */
export function numberIn(env: Env, name: string): string | undefined {
  const text = textIn(env, name);
  if (text !== undefined && !/^[1-9]\d{0,11}$/.test(text)) throw refused(name, 'number');
  return text;
}

/** @throws UsageError naming the variable that a system always sets */
export function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new UsageError(`${name} is not set`, 'run stanch ci inside a job of the build server, or use stanch range BASE..HEAD');
  return value;
}
