import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Oid } from '#core/origin.ts';
import type { Git } from './git.ts';
import { isOid } from './refs.ts';

/**
 * The git folder of a work tree, found without starting git: `GIT_DIR`, else the first `.git` on the way up, which
 * in linked work trees and submodules is a file that says `gitdir: <path>`. Undefined where there is none (or in a
 * bare repository without `GIT_DIR`).
 */
export function findGitDir(git: Git): string | undefined {
  const named = git.env['GIT_DIR'];
  if (named !== undefined) return resolve(git.cwd, named);
  for (let folder = resolve(git.cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, '.git');
    if (existsSync(candidate)) return statSync(candidate).isDirectory() ? candidate : followFile(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function followFile(path: string): string | undefined {
  const target = /^gitdir: (.+?)\r?\n?$/s.exec(readFileSync(path, 'utf8'))?.[1];
  return target === undefined ? undefined : resolve(dirname(path), target);
}

/**
 * Commits that the commit in the making will have as parents beside HEAD: `MERGE_HEAD` while a merge is under way. In
 * pre-merge-commit git has not written it yet, but tells the heads by variables named `GITHEAD_<id>`.
 */
export function readMergeHeads(git: Git): Oid[] {
  const gitDir = findGitDir(git);
  const path = gitDir === undefined ? '' : join(gitDir, 'MERGE_HEAD');
  if (existsSync(path)) return oidsOf(path);
  return Object.keys(git.env).flatMap((name) => (name.startsWith('GITHEAD_') && isOid(name.slice(8)) ? [name.slice(8)] : []));
}

/** Heads that are no refs, as git leaves them beside HEAD: ORIG_HEAD, FETCH_HEAD, CHERRY_PICK_HEAD and so on. */
const PSEUDO_REF = /^(?:[A-Z]+_HEAD|AUTO_MERGE)$/;

/**
 * Objects named by pseudo-refs of the main work tree and of linked ones. `rev-list --all` does not know them.
 * @param commonDir the folder that all work trees share
 */
export function readPseudoRefs(commonDir: string): Oid[] {
  const linked = join(commonDir, 'worktrees');
  const folders = [commonDir, ...(existsSync(linked) ? readdirSync(linked).map((name) => join(linked, name)) : [])];
  const paths = folders.filter((folder) => statSync(folder).isDirectory()).flatMap((folder) => readdirSync(folder).filter((name) => PSEUDO_REF.test(name)).map((name) => join(folder, name)));
  return [...new Set(paths.filter((path) => statSync(path).isFile()).flatMap(oidsOf))];
}

/** Every line of such a file begins with an object id. */
function oidsOf(path: string): Oid[] {
  return readFileSync(path, 'latin1').split('\n').map((line) => line.split(/[\t ]/, 1)[0] ?? '').filter(isOid);
}

/** Commits where a shallow clone ends: their parents are not here. */
export function readShallow(commonDir: string): Oid[] {
  const path = join(commonDir, 'shallow');
  return existsSync(path) ? oidsOf(path) : [];
}
