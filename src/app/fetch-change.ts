import { IncompleteError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';
import { readCommitChanges } from '#git/commit-changes.ts';
import { parseCommit } from '#git/commit-object.ts';
import { fetchInto, fetchOids, type Remote, type Scratch } from '#git/fetch.ts';
import { readShallow } from '#git/git-dir.ts';
import { GitError } from '#git/git-error.ts';
import type { Git } from '#git/git.ts';
import { mergeBases } from '#git/merge-base.ts';
import { readHeadersSync, readObjects } from '#git/objects.ts';
import { peelTips } from '#git/peel.ts';
import { isNullOid } from '#git/raw-diff.ts';
import { runGit } from '#git/spawn.ts';
import { MODE } from '#git/tree-object.ts';

/** A change to be fetched, by ids that the remote knows. */
export interface FetchedChange {
  readonly tip: Oid;
  /** Asked for where the remote does not serve the tip by its id. */
  readonly tipRef: string | undefined;
  /** Ids, and names of branches. Those that the remote no longer has are left out. */
  readonly known: readonly ({ readonly oid: Oid } | { readonly branch: string })[];
  /** Commits that the change has, where somebody has counted them. */
  readonly commits: number | undefined;
}

/** What was fetched: every object that scanning the change needs, but for the files of the merge bases. */
export interface FetchResult {
  readonly head: Oid;
  readonly known: readonly Oid[];
  readonly mergeBases: readonly Oid[];
}

/** Commits of each line that are asked for, step by step; then all. */
const DEPTHS: readonly (number | undefined)[] = [100, 2_000, undefined];

/** Asks for ids and refs at once, and where that fails for each by itself: a commit may be gone after a forced push. */
async function fetchLines(scratch: Scratch, remote: Remote, work: { readonly wants: readonly string[]; readonly depth: number | undefined }): Promise<void> {
  const depth = work.depth === undefined ? {} : { depth: work.depth };
  try {
    await fetchInto(scratch, remote, { wants: work.wants, filter: 'tree:0', ...depth });
  } catch (error) {
    if (!(error instanceof GitError) || work.wants.length === 1) throw error;
    let last: unknown = error;
    let brought = 0;
    for (const want of work.wants) {
      try {
        await fetchInto(scratch, remote, { wants: [want], filter: 'tree:0', ...depth });
        brought += 1;
      } catch (failure) {
        // One that is gone; what then is missing is looked at by the caller.
        last = failure;
      }
    }
    if (brought === 0) throw last;
  }
}

async function refOid(git: Git, ref: string): Promise<Oid | undefined> {
  const text = (await runGit(git, ['for-each-ref', '--format=%(objectname)', ref])).toString('latin1').trim();
  return text === '' ? undefined : text;
}

function isHere(git: Git, oid: Oid): boolean {
  return readHeadersSync(git, [oid])[0]?.type !== undefined;
}

async function commitsBetween(git: Git, head: Oid, known: readonly Oid[]): Promise<{ readonly oid: Oid; readonly isMerge: boolean }[]> {
  const text = await runGit(git, ['rev-list', '--parents', '--stdin'], [`${head}\n`, ...known.map((oid) => `^${oid}\n`)]);
  return text.toString('latin1').split('\n').filter(Boolean).map((line) => ({ oid: line.slice(0, head.length), isMerge: line.split(' ').length > 2 }));
}

/**
 * True when what is here of a cut-off history gives the very commits of the change. A line without merges that ends at
 * a known commit does. With merges a way round the cut could make a known commit look new, so the count must fit.
 */
async function isSettled(git: Git, result: FetchResult, commits: number | undefined): Promise<boolean> {
  const border = new Set(readShallow(git.cwd));
  if (border.size === 0) return true;
  if (result.mergeBases.length === 0) return false;
  const own = await commitsBetween(git, result.head, result.known);
  if (own.some(({ oid }) => border.has(oid))) return false;
  return own.every(({ isMerge }) => !isMerge) || own.length === commits;
}

/** A tag may name a file or a folder, as git's own repository has one for a key of its maintainer. */
export function namesNoCommit(): IncompleteError {
  return new IncompleteError('what was pushed is a tag that names no commit', 'such tags are read with the whole history: input scan: history, or stanch ci --history');
}

async function lookAround(git: Git, change: FetchedChange): Promise<FetchResult | undefined> {
  const tip = isHere(git, change.tip) ? change.tip : undefined;
  const head = tip === undefined ? undefined : peelTips(git, [tip]).commits[0];
  if (tip !== undefined && head === undefined) throw namesNoCommit();
  if (head === undefined) return undefined;
  const named = await Promise.all(change.known.map(async (known) => ('oid' in known ? known.oid : refOid(git, branchRef(known.branch)))));
  const known = named.filter((oid) => oid !== undefined && isHere(git, oid)) as Oid[];
  return { head, known, mergeBases: [...new Set(known.flatMap((oid) => mergeBases(git, oid, head)))] };
}

function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/** Deepens until the commits of the change are known for sure. */
async function fetchGraph(scratch: Scratch, remote: Remote, change: FetchedChange): Promise<FetchResult> {
  const known = change.known.map((each) => ('oid' in each ? each.oid : `+${branchRef(each.branch)}:${branchRef(each.branch)}`));
  const tip = [change.tip, ...(change.tipRef === undefined ? [] : [change.tipRef])];
  for (const depth of DEPTHS) {
    await fetchLines(scratch, remote, { wants: [...tip.slice(0, 1), ...known], depth });
    if (!isHere(scratch.git, change.tip) && tip.length > 1) await fetchLines(scratch, remote, { wants: tip.slice(1), depth });
    const result = await lookAround(scratch.git, change);
    if (result !== undefined && (await isSettled(scratch.git, result, change.commits))) return result;
  }
  throw new IncompleteError('the remote does not give the commits of this change', 'was the branch rewritten since? Run the workflow again');
}

async function treesOf(git: Git, commits: readonly Oid[]): Promise<{ readonly trees: Oid[]; readonly parents: Oid[] }> {
  const trees: Oid[] = [];
  const parents: Oid[] = [];
  for await (const item of readObjects(git, new Set(commits))) {
    if (item.kind === 'fault' || item.offset !== 0) continue;
    const commit = parseCommit(item.bytes);
    trees.push(commit.tree);
    parents.push(...commit.parents);
  }
  return { trees, parents };
}

/** Blobs that the commits bring, and those that stood at the same places before. */
async function blobsOf(git: Git, commits: readonly Oid[]): Promise<Oid[]> {
  const oids = new Set<Oid>();
  for await (const { change } of readCommitChanges(git, commits)) {
    for (const { mode, oid } of [change, ...change.before]) if (mode !== MODE.submodule && !isNullOid(oid)) oids.add(oid);
  }
  return [...oids];
}

/**
 * Fetches what scanning a change needs and no more, in three steps: the commits without their files, the trees of those
 * commits that matter, and the blobs that differ.
 * @throws IncompleteError where the remote does not give it
 */
export async function fetchChange(scratch: Scratch, remote: Remote, change: FetchedChange): Promise<FetchResult> {
  const result = await fetchGraph(scratch, remote, change);
  const { git } = scratch;
  const own = (await commitsBetween(git, result.head, result.known)).map(({ oid }) => oid);
  const { trees, parents } = await treesOf(git, [...own, result.head, ...result.known, ...result.mergeBases]);
  const before = await treesOf(git, parents);
  await fetchOids(scratch, remote, { oids: [...new Set([...trees, ...before.trees])], filter: 'blob:none' });
  await fetchOids(scratch, remote, { oids: await blobsOf(git, own) });
  return result;
}

/** Brings all files of a commit here. */
export async function fetchFiles(scratch: Scratch, remote: Remote, commit: Oid): Promise<void> {
  const { trees } = await treesOf(scratch.git, [commit]);
  await fetchOids(scratch, remote, { oids: trees });
}

/** Brings all branches and tags here, with all that they reach. */
export async function fetchAll(scratch: Scratch, remote: Remote): Promise<void> {
  await fetchInto(scratch, remote, { wants: ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'] });
}
