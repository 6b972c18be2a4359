import type { Location } from '#core/finding.ts';
import { DEFAULT_SALT, findingIdOf, fingerprintOf } from '#core/fingerprint.ts';
import { halvesOf, keyName, type KeyName } from '#core/key-name.ts';
import type { Oid } from '#core/origin.ts';
import type { Notice } from '#core/report.ts';
import type { Git } from '#git/git.ts';
import { GitError } from '#git/git-error.ts';
import { listTree } from '#git/tree-listing.ts';
import { rangeSource } from '#sources/range.ts';
import type { Baseline } from '#store/baseline.ts';
import { placesOfChanges } from './change-places.ts';
import { keysInTree, readDetections } from './known-keys.ts';
import { judgeNewness, type IsNew } from './newness.ts';
import { redactReport } from './redact.ts';
import type { NewnessWork, ScanOutcome } from './run-scan.ts';
import { scanSources } from './scan-sources.ts';
import type { Context } from './scan-settings.ts';

/** A change that somebody wants to bring in: a pull request, a push, a group of a merge queue. */
export interface ChangeScope {
  /** What is scanned, in words. */
  readonly words: string;
  /** A git at the top of a repository that has every object of the change. */
  readonly git: Git;
  readonly isPartial: boolean;
  /** The commit, or the annotated tag, that the change ends with. */
  readonly tip: Oid;
  /** The commit that `tip` is, or names. */
  readonly head: Oid;
  /** What was there before: commits reachable from these are no part of the change. */
  readonly known: readonly Oid[];
  /** Where the change left what was there before; none when it shares no history with it. */
  readonly mergeBases: readonly Oid[];
  /** Names of branches or tags that come with the change. */
  readonly refNames: readonly string[];
  /** Brings the files of a commit here; called for the merge bases, and only when something was found. */
  readonly ensureFiles?: (commit: Oid) => Promise<void>;
}

/** A scanned change. */
export interface ChangeOutcome extends ScanOutcome {
  /** By finding: where its key still stands in the files of `head`. A finding without an entry is only in the history. */
  readonly standing: ReadonlyMap<string, readonly Location[]>;
  /** How many keys were met that were there before. */
  readonly known: number;
}

/** A key that stands in the files of the head, by name. */
type Standing = Map<KeyName, Location[]>;

/** The files of the head that hold a key. */
async function readStanding(scope: ChangeScope, { found, scanner }: NewnessWork): Promise<Standing> {
  const files = (await listTree(scope.git, scope.head)).filter(({ oid }) => found.has(oid));
  const detections = await readDetections(scope.git, new Set(files.map(({ oid }) => oid)), scanner);
  const standing: Standing = new Map();
  for (const { path, oid } of files) {
    for (const half of (detections.get(oid) ?? []).flatMap(halvesOf)) {
      const { start, end, span } = half;
      const place: Location = { origin: { kind: 'blob', oid }, path, start, end, span };
      standing.set(keyName(half), [...(standing.get(keyName(half)) ?? []), place]);
    }
  }
  return standing;
}

/** Keys that the files of the merge base hold. What cannot be read there holds none: then more counts as new. */
async function readKnown(scope: ChangeScope, work: NewnessWork, notices: Notice[]): Promise<ReadonlySet<KeyName>> {
  const known = new Set<KeyName>();
  for (const commit of work.detections.length === 0 ? [] : scope.mergeBases) {
    try {
      await scope.ensureFiles?.(commit);
      for (const name of await keysInTree(scope.git, commit, { wanted: work.detections, scanner: work.scanner })) known.add(name);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      notices.push({ level: 'warning', code: 'base-unread', message: 'the files of the merge base could not be read: what stood in them before may count as new' });
    }
  }
  return known;
}

/** Standing places first: that is where a reader has to go. */
function withStanding({ report, ...rest }: ScanOutcome, standing: ReadonlyMap<string, readonly Location[]>, notices: readonly Notice[]): ScanOutcome {
  const findings = report.findings.map((finding) => {
    const here = standing.get(finding.id) ?? [];
    const commitOf = new Map(finding.locations.map(({ path, commit }) => [path, commit]));
    const first = here.map((place) => {
      const commit = commitOf.get(place.path);
      return commit === undefined ? place : { ...place, commit };
    });
    const paths = new Set(first.map(({ path }) => path));
    return { ...finding, locations: [...first, ...finding.locations.filter(({ path, origin }) => origin.kind !== 'blob' || !paths.has(path))] };
  });
  // Paths of the head have not been through the redaction of the scan.
  return { ...rest, report: redactReport({ ...report, findings, notices: [...report.notices, ...notices] }, [...rest.evidence.values()]) };
}

/**
 * Scans what a change brings: every version of a file that one of its commits holds, their messages, its names. A key
 * counts when the change introduces it: the files of the merge base do not hold it. So a key that comes with one
 * commit and goes with a later one is found, and one that was there and moves is not.
 */
export async function scanChange(scope: ChangeScope, context: Context, baseline: Baseline | undefined): Promise<ChangeOutcome> {
  const { git, isPartial, known, refNames } = scope;
  const source = rangeSource(git, { tips: [scope.tip], known, refNames }, { maxBytes: context.settings.maxBytes, isPartial });
  const notices: Notice[] = [];
  let standing: Standing = new Map();
  const judge = async (work: NewnessWork): Promise<IsNew> => {
    standing = await readStanding(scope, work);
    const before = await readKnown(scope, work, notices);
    const isNew = await judgeNewness(git, source.changes, work);
    return (origin, detection) => !before.has(keyName(detection)) && isNew(origin, detection);
  };
  const outcome = await scanSources(context, { scope: scope.words, sources: [source], baseline, everything: false, judgeNewness: judge, locate: (oids) => placesOfChanges(git, source.changes, oids) });
  const salt = baseline?.salt ?? DEFAULT_SALT;
  const byFinding = new Map<string, readonly Location[]>();
  for (const { id, ruleId } of outcome.report.findings) {
    const secret = outcome.evidence.get(id);
    const places = secret === undefined ? undefined : standing.get(keyName({ ruleId, secret }));
    if (places !== undefined && secret !== undefined && findingIdOf(ruleId, fingerprintOf(secret, salt)) === id) byFinding.set(id, places);
  }
  return { ...withStanding(outcome, byFinding, notices), standing: byFinding, known: outcome.report.stats['old'] ?? 0 };
}
