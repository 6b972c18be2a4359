import type { Oid } from '#core/origin.ts';
import { GitError } from './git-error.ts';
import { readPseudoRefs } from './git-dir.ts';
import type { Git } from './git.ts';
import { streamLines } from './lines.ts';
import { readHeadersSync } from './objects.ts';

/** An object of the walk: its id and, where the walk knows one, a path it stands under (cut at a line end). */
export interface Reached {
  readonly kind: 'object';
  readonly oid: Oid;
  readonly path: Buffer | undefined;
}

/** Something that the walk could not follow. */
export interface Unreached {
  readonly kind: 'missing' | 'broken';
  /** Empty where only git's words are known. */
  readonly oid: Oid;
  readonly detail: string;
}

export interface ReachOptions {
  /** The folder that all work trees share, for heads that are no refs. */
  readonly commonDir: string;
  /** Only commits since then, as `--since` takes it; already checked. */
  readonly since?: string | undefined;
  /** Also every other object of the database, alternates included. */
  readonly unreachable?: boolean | undefined;
}

/**
 * Every object that can be reached from a ref, HEAD (of all work trees), a reflog entry, a pseudo-ref, or the index of
 * any work tree, each once, in the order of `rev-list`, which is near that of packs. When the walk dies of a broken
 * commit or tree, the rest of the object database follows, so that nothing readable is lost.
 */
export async function* listReachable(git: Git, options: ReachOptions): AsyncGenerator<Reached | Unreached, void, undefined> {
  const broken = yield* walkObjects(git, options);
  if (broken !== undefined) yield { kind: 'broken', oid: '', detail: broken };
  if (broken === undefined && options.unreachable !== true) return;
  const seen = new Set<Oid>();
  for await (const item of walkObjects(git, options)) seen.add(item.oid);
  for await (const { oid } of listDatabase(git)) if (!seen.has(oid)) yield { kind: 'object', oid, path: undefined };
}

/** The walk itself; gives git's last words when it died of an object. */
async function* walkObjects(git: Git, options: ReachOptions): AsyncGenerator<Reached | Unreached, string | undefined, undefined> {
  const args = ['rev-list', '--objects', '--indexed-objects', '--missing=print', ...walkArgs(options)];
  try {
    for await (const line of streamLines(git, args, pseudoInput(git, options))) {
      if (line[0] === QUESTION) yield { kind: 'missing', oid: line.toString('latin1', 1), detail: '' };
      else yield toReached(line);
    }
  } catch (error) {
    if (!isObjectDeath(error)) throw error;
    return error.end.stderr.trim().split('\n').at(-1) ?? '';
  }
  return undefined;
}

const QUESTION = 63;
const SPACE = 32;

function toReached(line: Buffer): Reached {
  const space = line.indexOf(SPACE);
  const end = space < 0 ? line.length : space;
  return { kind: 'object', oid: line.toString('latin1', 0, end), path: end + 1 < line.length ? line.subarray(end + 1) : undefined };
}

/** Commits of the same walk, children before their parents. Ends early, without error, where the walk dies of an object. */
export async function* listCommits(git: Git, options: ReachOptions): AsyncGenerator<Oid, void, undefined> {
  try {
    for await (const line of streamLines(git, ['rev-list', '--topo-order', ...walkArgs(options)], pseudoInput(git, options))) yield line.toString('latin1');
  } catch (error) {
    if (!isObjectDeath(error)) throw error;
  }
}

/** Every object of the database with its type, in the order of the packs. Unreadable ones come without a type. */
export async function* listDatabase(git: Git): AsyncGenerator<{ readonly oid: Oid; readonly type: string }, void, undefined> {
  for await (const line of streamLines(git, ['cat-file', '--batch-all-objects', '--batch-check', '--unordered', '--buffer'])) {
    const [oid = '', type = ''] = line.toString('latin1').split(' ');
    yield { oid, type };
  }
}

function walkArgs({ since }: ReachOptions): string[] {
  return ['--all', '--reflog', ...(since === undefined ? [] : [`--since=${since}`]), '--stdin'];
}

/** Pseudo-refs may name objects that are gone; those are of no use and would end the walk. */
function pseudoInput(git: Git, { commonDir }: ReachOptions): string[] {
  const heads = readHeadersSync(git, readPseudoRefs(commonDir)).filter(({ type }) => type !== undefined);
  return heads.map(({ oid }) => `${oid}\n`);
}

/** A git that ended itself because of an object; not one that was killed or could not start. */
export function isObjectDeath(error: unknown): error is GitError {
  return error instanceof GitError && error.end.code === 128 && error.end.signal === null;
}
