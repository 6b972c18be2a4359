import { UsageError } from '#core/errors.ts';
import type { Finding } from '#core/finding.ts';
import type { Oid } from '#core/origin.ts';
import { openFindings, type Report } from '#core/report.ts';
import { reachOfCommits, remotesOf, type CommitReach } from '#git/commit-reach.ts';
import type { Git } from '#git/git.ts';
import { readHeadersSync } from '#git/objects.ts';
import { audit } from '../audit.ts';
import { openRepository } from '../repository.ts';
import { redactData } from '../redact.ts';
import type { Context } from '../scan-settings.ts';
import { saltsOf } from './find-again.ts';
import { findKeyBytes, type KeyBytes } from './key-bytes.ts';
import { pickFinding } from './leaked-key.ts';
import { redactorOf } from './names-redactor.ts';
import { rewriteCommands, type Rewrite } from './rewrite-commands.ts';

/** One key in the advice. */
export interface AdvisedKey {
  readonly id: string;
  readonly title: string;
  readonly preview: string;
  /** Paths of the history, and `message` or `tag` for texts of commits and tags. */
  readonly places: readonly string[];
  /** Commits that brought it in. */
  readonly commits: readonly Oid[];
  /** False for what stands in no commit: work tree, index, objects that nothing refers to. */
  readonly isInHistory: boolean;
}

/** What rewriting a history would and would not do for some keys. Plain data; nothing was changed. */
export interface HistoryAdvice {
  readonly schema: 'stanch-history-advice/1';
  readonly keys: readonly AdvisedKey[];
  readonly remotes: readonly { readonly name: string; readonly address: string }[];
  readonly isShallow: boolean;
  /** Commits that would get another id, and people who wrote them. */
  readonly commits: number;
  readonly authors: number;
  readonly refs: { readonly branches: readonly string[]; readonly remoteBranches: readonly string[]; readonly tags: readonly string[]; readonly pulls: readonly string[]; readonly others: readonly string[] };
  readonly rewrite: Rewrite;
}

const PULL = /^refs\/(?:remotes\/[^/]+\/)?(?:pull|pull-requests|merge-requests|changes)\//;

function sortRefs({ refs }: CommitReach): HistoryAdvice['refs'] {
  const pulls = refs.filter((name) => PULL.test(name));
  const rest = refs.filter((name) => !PULL.test(name) && !name.endsWith('/HEAD'));
  const under = (prefix: string): string[] => rest.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const others = rest.filter((name) => !/^refs\/(?:heads|remotes|tags)\//.test(name));
  return { branches: under('refs/heads/'), remoteBranches: under('refs/remotes/'), tags: under('refs/tags/'), pulls, others };
}

/** Commits that brought a key in, and those whose own text holds it. */
function commitsOf({ locations }: Finding): Oid[] {
  return [...new Set(locations.flatMap(({ commit, origin }) => (origin.kind === 'commit' ? [origin.oid] : commit === undefined ? [] : [commit.oid])))];
}

function placesOf({ locations }: Finding): string[] {
  return [...new Set(locations.map(({ path, origin }) => (path === '' ? (origin.kind === 'commit' ? 'message' : origin.kind) : path)))];
}

function toKey(finding: Finding): AdvisedKey {
  const commits = commitsOf(finding);
  const { id, title, preview } = finding;
  return { id, title, preview, places: placesOf(finding), commits, isInHistory: commits.length > 0 || finding.locations.some(({ origin }) => origin.kind === 'tag') };
}

/** Ids of a report that this clone does not have are left out: nothing can be said of them. */
function commitsHere(git: Git, keys: readonly AdvisedKey[]): Oid[] {
  const wanted = [...new Set(keys.flatMap(({ commits }) => commits))];
  return readHeadersSync(git, wanted).filter(({ type }) => type === 'commit').map(({ oid }) => oid);
}

export interface AdviceRequest {
  readonly folder: string;
  /** Id of one finding; all that count where absent. */
  readonly id?: string;
  readonly report?: Report;
}

/**
 * Says what rewriting history would and would not do. Runs nothing that changes anything.
 * @throws UsageError outside a repository, for an unknown finding, and where there is none
 */
export async function adviseHistory({ folder, id, report }: AdviceRequest, context: Context): Promise<HistoryAdvice> {
  const repository = await openRepository(folder, context);
  const { git, info } = repository;
  const seen = report ?? (await audit({ folder, unreachable: true, workTree: true }, context)).report;
  const findings = id === undefined ? openFindings(seen) : [pickFinding(seen, id, 'ids stand in the report of stanch audit')];
  if (findings.length === 0) throw new UsageError('there is no finding to advise on', 'accepted ones are named by their id');
  const keys = findings.map(toKey);
  const reach = reachOfCommits(git, commitsHere(git, keys));
  const remotes = remotesOf(git);
  const salts = saltsOf(folder, repository, context);
  const bytes = new Map<string, KeyBytes | undefined>(findings.map((finding) => [finding.id, findKeyBytes(finding, git, salts)]));
  const redact = await redactorOf([...reach.refs, ...remotes.flatMap(({ name, address }) => [name, address])], context);
  const advice: HistoryAdvice = {
    schema: 'stanch-history-advice/1',
    keys,
    remotes,
    isShallow: info.isShallow,
    commits: reach.commits.size,
    authors: reach.authors.size,
    refs: sortRefs(reach),
    rewrite: rewriteCommands(findings.filter((_, index) => keys[index]?.isInHistory === true), bytes, remotes[0]),
  };
  return redactData(advice, redact);
}
