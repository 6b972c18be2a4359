import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '#core/origin.ts';
import { readPseudoRefs } from './git-dir.ts';
import type { Git } from './git.ts';
import { streamLines } from './lines.ts';
import { isOid } from './refs.ts';

/** Where a walk over a history starts. */
export interface Tips {
  /** Objects that must be here: what refs, heads and indexes name. */
  readonly wanted: readonly Oid[];
  /** Objects that reflogs and pseudo-refs name; git prunes those. */
  readonly optional: readonly Oid[];
}

/** True when a walk from `listTips` comes by what git's own would: refs and reflogs are files, and nothing is cut off. */
export function canListTips(commonDir: string): boolean {
  return ['reftable', 'shallow', 'info/grafts'].every((name) => !existsSync(join(commonDir, name)));
}

/**
 * The objects that `rev-list --all --reflog --indexed-objects` starts from, and the pseudo-refs.
 * @param commonDir the folder that all work trees share
 */
export async function listTips(git: Git, commonDir: string): Promise<Tips> {
  const [refs, indexed] = await Promise.all([
    linesOf(git, ['for-each-ref', '--format=%(objectname)']),
    linesOf(git, ['rev-list', '--objects', '--indexed-objects', '--no-object-names', '--missing=print', '--stdin']),
  ]);
  const folders = workFolders(commonDir);
  const heads = folders.map((folder) => textOf(join(folder, 'HEAD')).trim()).filter(isOid);
  const optional = [...readPseudoRefs(commonDir), ...folders.flatMap((folder) => reflogOids(join(folder, 'logs')))];
  // A missing object stands as `?<id>`: as a wanted one it is found to be missing.
  return { wanted: unique([...refs, ...heads, ...indexed.map((line) => line.replace('?', ''))]), optional: unique(optional) };
}

/** The git folders of the main and the linked work trees. */
function workFolders(commonDir: string): string[] {
  const linked = join(commonDir, 'worktrees');
  return [commonDir, ...(existsSync(linked) ? readdirSync(linked).map((name) => join(linked, name)) : [])];
}

async function linesOf(git: Git, args: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of streamLines(git, args, [])) lines.push(line.toString('latin1'));
  return lines;
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}

/** Each line of a reflog begins `<old id> SP <new id> SP` (gitformat: reflogs). */
function reflogOids(folder: string): Oid[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return reflogOids(path);
    return textOf(path).split('\n').flatMap((line) => line.split(' ', 2).filter((oid) => isOid(oid) && !/^0+$/.test(oid)));
  });
}

function unique(oids: readonly Oid[]): Oid[] {
  return [...new Set(oids)];
}
