import { PACKAGE_FILE, PACKAGE_KEY } from '#config/defaults.ts';
import type { Oid } from '#core/origin.ts';
import type { Git } from '#git/git.ts';
import { readHeadersSync, readObjectsSync } from '#git/objects.ts';
import { listTree } from '#git/tree-listing.ts';
import { packageSpeaks } from './find-config.ts';

/** A change as far as its edits are looked for. */
export interface EditedChange {
  readonly git: Git;
  readonly head: Oid;
  /** The commit that judges; undefined where nothing was there before. */
  readonly base: Oid | undefined;
  /** Where the change left what was there before. */
  readonly mergeBases: readonly Oid[];
}

/** Bytes; no package.json is as large. */
const MAX_PACKAGE = 4 * 1024 * 1024;

/** Ids by path. */
type Files = ReadonlyMap<string, Oid>;

async function filesAt(git: Git, commit: Oid, places: readonly string[]): Promise<Files> {
  return new Map((await listTree(git, commit, places)).map(({ path, oid }) => [path, oid]));
}

/** What a package.json says to this program, as JSON; undefined for nothing, all of it where it cannot be read as JSON. */
function spokenBy(git: Git, oid: Oid | undefined): string | undefined {
  const [header] = oid === undefined ? [] : readHeadersSync(git, [oid]);
  if (header?.type !== 'blob') return undefined;
  if (header.size > MAX_PACKAGE) return header.oid;
  const text = readObjectsSync(git, [header.oid]).map((item) => (item.kind === 'fault' ? '' : Buffer.from(item.bytes).toString('utf8'))).join('');
  if (!packageSpeaks(text)) return undefined;
  try {
    return JSON.stringify((JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>)[PACKAGE_KEY]);
  } catch {
    // A broken one may have been meant for us.
    return text;
  }
}

/**
 * Those of some files and folders that a change adds, edits or takes away. One that was edited on the other side since the
 * change began is none of them; of the package.json at the top only what it says to this program counts.
 */
export async function editedFiles({ git, head, base, mergeBases }: EditedChange, places: readonly string[]): Promise<string[]> {
  if (places.length === 0) return [];
  const now = await filesAt(git, head, places);
  const before = base === undefined ? [new Map<string, Oid>()] : await Promise.all([base, ...mergeBases].map((commit) => filesAt(git, commit, places)));
  const paths = [...new Set([now, ...before].flatMap((files) => [...files.keys()]))];
  const isSpoken = (): boolean => before.every((files) => spokenBy(git, files.get(PACKAGE_FILE)) !== spokenBy(git, now.get(PACKAGE_FILE)));
  return paths.filter((path) => before.every((files) => files.get(path) !== now.get(path)) && (path !== PACKAGE_FILE || isSpoken())).sort();
}
