import { resolve } from 'node:path';
import type { Oid } from '#core/origin.ts';
import { GitError } from './git-error.ts';
import type { Git } from './git.ts';
import { readMergeHeads } from './git-dir.ts';
import { parseRawDiff, type RawChange } from './raw-diff.ts';
import { runGitSync } from './spawn.ts';

/** The index against the commits that will be its parents: `before` has one entry a parent (none on an unborn branch). */
export interface IndexDiff {
  readonly changes: readonly RawChange[];
  /** Entries of unmerged paths, all stages. */
  readonly unmerged: readonly { readonly mode: number; readonly oid: Oid; readonly path: Buffer }[];
}

const DIFF = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev'] as const;

/**
 * What the index holds that HEAD does not: one git process, as `diff-index` reads trees and index only. During a
 * merge one process more for each further parent; a path that is the same in one parent is not a change.
 */
export function readIndexDiff(git: Git): IndexDiff {
  const changes = diffAgainstHead(git);
  const others = readMergeHeads(git).map((oid) => byPath(parseRawDiff(runGitSync(git, [...DIFF, oid, '--']).stdout)));
  return {
    changes: changes.flatMap((change) => mergeParents(change, others)),
    unmerged: changes.some((change) => change.status === 'U') ? readUnmerged(git) : [],
  };
}

function byPath(changes: readonly RawChange[]): Map<string, RawChange> {
  return new Map(changes.map((change) => [change.path.toString('latin1'), change]));
}

/** The change with all its parents, or nothing when one of them has the same file. Deletions stay: they tell of renames. */
function mergeParents(change: RawChange, others: readonly Map<string, RawChange>[]): RawChange[] {
  const found = others.map((other) => other.get(change.path.toString('latin1')));
  if (found.some((other) => other === undefined)) return [];
  return [{ ...change, before: [...change.before, ...found.flatMap((other) => other?.before ?? [])] }];
}

function diffAgainstHead(git: Git): RawChange[] {
  try {
    return parseRawDiff(runGitSync(git, [...DIFF, 'HEAD', '--']).stdout);
  } catch (error) {
    if (!(error instanceof GitError) || !isUnborn(git)) throw error;
    // Any tree will do as a base as long as it is empty; its id depends on the hash of the repository.
    const empty = runGitSync(git, ['hash-object', '-t', 'tree', '--stdin']).stdout.toString('latin1').trim();
    return parseRawDiff(runGitSync(git, [...DIFF, empty, '--']).stdout).map((change) => ({ ...change, before: [] }));
  }
}

/** True on a branch without a commit. A branch that names an object which cannot be read is not unborn but broken. */
function isUnborn(git: Git): boolean {
  if (runGitSync(git, ['rev-parse', '--verify', '--quiet', 'HEAD'], { accept: [0, 1, 128] }).code === 0) return false;
  const ref = runGitSync(git, ['symbolic-ref', '--quiet', 'HEAD'], { accept: [0, 1, 128] });
  if (ref.code !== 0) return false;
  return runGitSync(git, ['for-each-ref', '--count=1', ref.stdout.toString('latin1').trim()], { accept: [0, 128] }).stdout.length === 0;
}

/** `<mode> SP <oid> SP <stage> TAB <path> NUL` (git-ls-files(1)). */
function readUnmerged(git: Git): IndexDiff['unmerged'] {
  return splitNul(runGitSync(atTopLevel(git), ['ls-files', '-u', '-z']).stdout).map((line) => {
    const tab = line.indexOf(9);
    const [mode = '', oid = ''] = line.toString('latin1', 0, tab).split(' ');
    return { mode: Number.parseInt(mode, 8), oid, path: line.subarray(tab + 1) };
  });
}

/** The same git at the top of the work tree: `ls-files` lists only what lies below the folder that it is called in. */
export function atTopLevel(git: Git): Git {
  const up = runGitSync(git, ['rev-parse', '--show-cdup']).stdout.toString('latin1').trim();
  return up === '' ? git : { ...git, cwd: resolve(git.cwd, up) };
}

/** Parts of a NUL-terminated list. */
export function splitNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0, end = bytes.indexOf(0); end >= 0; at = end + 1, end = bytes.indexOf(0, at)) parts.push(bytes.subarray(at, end));
  return parts;
}
