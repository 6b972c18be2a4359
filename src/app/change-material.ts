import { existsSync } from 'node:fs';
import { IncompleteError, UsageError } from '#core/errors.ts';
import type { Oid } from '#core/origin.ts';
import { openClient, type RepositoryInfo } from '#git/client.ts';
import { fetchOids, makeScratch, type Remote, type Scratch } from '#git/fetch.ts';
import { GitError } from '#git/git-error.ts';
import { openGit, type Git } from '#git/git.ts';
import { mergeBases, parentsOf } from '#git/merge-base.ts';
import { readHeadersSync } from '#git/objects.ts';
import { peelTips } from '#git/peel.ts';
import { isOid, resolveObject } from '#git/refs.ts';
import type { ChangeTarget, Revision } from './change-target.ts';
import { fetchAll, fetchChange, fetchFiles, namesNoCommit } from './fetch-change.ts';
import type { ChangeScope } from './scan-change.ts';

/** The clone in the workspace; the Action works without one, from what it fetches. */
export interface Checkout {
  readonly git: Git;
  readonly info: RepositoryInfo;
}

/** The change with all that is needed to read it. */
export interface Material extends Omit<ChangeScope, 'words' | 'refNames'> {
  /** The commit that the policy is read from; undefined where nothing was there before. */
  readonly base: Oid | undefined;
  readonly ensureBlobs?: (oids: readonly Oid[]) => Promise<void>;
  /** True when the clone in the workspace did not suffice. */
  readonly isFetched: boolean;
}

export interface MaterialRequest {
  readonly checkout: Checkout | undefined;
  /** A git to call where there is no checkout. */
  readonly git: Git;
  /** Where commits may be fetched from; undefined where they may not. */
  readonly remote: Remote | undefined;
  /** A folder for what is fetched. */
  readonly folder: string;
  /** What to do about a clone that lacks commits, in the words of the build server. */
  readonly deeper?: string | undefined;
}

const DEEPER = 'give actions/checkout fetch-depth: 0, or let the Action fetch (inputs token and fetch)';

/** Opens the clone in a folder. @throws UsageError where git refuses it */
export async function openCheckout(folder: string, env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Checkout | undefined> {
  if (!existsSync(folder)) return undefined;
  const here = openGit({ cwd: folder, env, signal });
  const client = await openClient(here);
  await client.version();
  try {
    const info = await client.info();
    return { git: info.topLevel === undefined ? here : { ...here, cwd: info.topLevel }, info };
  } catch (error) {
    // Without a clone all is fetched; a clone that git refuses to read is for the user to mend.
    if (error instanceof UsageError && error.message.includes('is not in a git repository')) return undefined;
    throw error;
  }
}

function isHere(git: Git, oid: Oid): boolean {
  return readHeadersSync(git, [oid])[0]?.type !== undefined;
}

/** The object that a revision names in a clone; undefined where the clone does not have it. */
function findHere(git: Git, revision: Revision): Oid | undefined {
  if ('oid' in revision) return isHere(git, revision.oid) ? revision.oid : undefined;
  try {
    return resolveObject(git, 'text' in revision ? revision.text : `refs/remotes/origin/${revision.branch}`);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The other parent of a merge that GitHub made: fresher than what the event says. */
function mergedInto(checkout: Checkout | undefined, { merge, tip }: ChangeTarget): Oid[] {
  if (checkout === undefined || merge === undefined || !isHere(checkout.git, merge)) return [];
  const [first, second] = parentsOf(checkout.git, merge);
  return first !== undefined && 'oid' in tip && second === tip.oid ? [first] : [];
}

/** The change out of the clone itself; undefined where something of it is not there. */
function fromCheckout({ git, info }: Checkout, known: readonly Revision[], target: ChangeTarget): Material | undefined {
  if (info.isShallow || info.isPartial) return undefined;
  const tip = findHere(git, target.tip);
  const head = tip === undefined ? undefined : peelTips(git, [tip]).commits[0];
  if (tip === undefined) return undefined;
  if (head === undefined) throw namesNoCommit();
  const here = known.flatMap((revision) => findHere(git, revision) ?? []).flatMap((oid) => peelTips(git, [oid]).commits);
  if (known.length > 0 && here.length === 0) return undefined;
  return { git, isPartial: false, tip, head, known: here, mergeBases: [...new Set(here.flatMap((oid) => mergeBases(git, oid, head)))], base: here[0], isFetched: false };
}

/** What a person wrote can be fetched when it is an id, or the name of a branch. */
function fetchable(revision: Revision): { readonly oid: Oid } | { readonly branch: string } {
  if (!('text' in revision)) return revision;
  return isOid(revision.text) ? { oid: revision.text } : { branch: revision.text.replace(/^(?:refs\/(?:heads|remotes\/origin)\/|origin\/)/, '') };
}

async function fromRemote(target: ChangeTarget, known: readonly Revision[], { git, remote, folder, checkout, deeper = DEEPER }: MaterialRequest): Promise<Material> {
  if (remote === undefined) throw new IncompleteError(checkout === undefined ? 'there is no clone here, and nothing may be fetched' : 'this clone does not have all commits of the change', deeper);
  const asked = fetchable(target.tip);
  const tip = 'oid' in asked ? asked.oid : checkout === undefined ? undefined : findHere(checkout.git, target.tip);
  if (tip === undefined) throw new UsageError('the head of the range is not in this clone', deeper);
  const scratch = makeScratch(git, folder, tip.length === 64 ? 'sha256' : 'sha1');
  const change = { tip, tipRef: target.tipRef, known: known.map(fetchable), commits: target.pull?.commits };
  const result = await fetchChange(scratch, remote, change).catch((error: unknown) => explainFetch(error, deeper));
  if (known.length > 0 && result.known.length === 0) throw new IncompleteError('the commit that the change starts from is gone, on the remote too', 'name another base, or read the whole history');
  return {
    ...result,
    git: scratch.git,
    isPartial: true,
    tip,
    base: result.known[0],
    isFetched: true,
    ensureFiles: (commit) => fetchFiles(scratch, remote, commit),
    ensureBlobs: (oids) => fetchOids(scratch, remote, { oids }),
  };
}

function explainFetch(error: unknown, deeper: string): never {
  if (error instanceof GitError) throw new IncompleteError(`the commits could not be fetched: ${error.message}`, deeper, error);
  throw error;
}

/**
 * Finds the commits of a change: in the clone of the workspace, or by fetching what it lacks into a repository of ours.
 * @throws IncompleteError where they cannot be had; UsageError for a range that names nothing
 */
export async function gatherMaterial(target: ChangeTarget, request: MaterialRequest): Promise<Material> {
  const { checkout } = request;
  const known = [...mergedInto(checkout, target).map((oid) => ({ oid })), ...target.known];
  const own = checkout === undefined ? undefined : fromCheckout(checkout, known, target);
  return own ?? fromRemote(target, known, request);
}

/** A repository with its whole history: the clone of the workspace, or a fetched one. */
export async function gatherHistory({ checkout, remote, git, folder, deeper = DEEPER }: MaterialRequest): Promise<Git> {
  if (checkout !== undefined && !checkout.info.isShallow && !checkout.info.isPartial) return checkout.git;
  if (remote === undefined) throw new IncompleteError(checkout === undefined ? 'there is no clone here, and nothing may be fetched' : 'this clone does not have the whole history', deeper);
  const scratch: Scratch = makeScratch(git, folder, checkout?.info.objectFormat ?? 'sha1');
  await fetchAll(scratch, remote).catch((error: unknown) => explainFetch(error, deeper));
  return scratch.git;
}
