import type { PullRequest } from '#app/change-target.ts';
import type { Location, Finding } from '#core/finding.ts';
import type { ExitCode } from '#core/exit-code.ts';
import type { Report } from '#core/report.ts';
import type { Oid } from '#core/origin.ts';

/** All that the outputs of a run are made of; no raw key is in it. */
export interface RunResult {
  readonly report: Report;
  /** What was scanned, in words. */
  readonly words: string;
  /** Findings that count and are severe enough to fail the run, most severe first. */
  readonly failing: readonly Finding[];
  /** All findings that count. */
  readonly open: readonly Finding[];
  /** Where keys still stand in the files of the head; undefined when no change was scanned. */
  readonly standing: ReadonlyMap<string, readonly Location[]> | undefined;
  /** Keys that were met and had been there before. */
  readonly known: number;
  readonly head: Oid | undefined;
  readonly base: Oid | undefined;
  readonly pull: PullRequest | undefined;
  readonly exitCode: ExitCode;
  /** `https://<server>/<owner>/<name>`. */
  readonly repositoryUrl: string;
  /** The page of the files of the head; a path follows. */
  readonly filesUrl: string;
  readonly runUrl: string | undefined;
}

/** Where a key can still be read. `message`: in a commit, a tag or a name, never in a file. `past`: in files of the history alone. */
export type Whereabouts = 'files' | 'message' | 'past';

/** Where the key of a finding can be read; where no change was scanned, all that has a path counts as files. */
export function whereaboutsOf({ standing }: RunResult, { id, locations }: Finding): Whereabouts {
  if (locations.every(({ path }) => path === '')) return 'message';
  return standing === undefined || standing.has(id) ? 'files' : 'past';
}

/** True for a finding that no line of the head shows: its key can be read in the history all the same. */
export function isOnlyInHistory(result: RunResult, finding: Finding): boolean {
  return result.standing !== undefined && whereaboutsOf(result, finding) !== 'files';
}

/** Places of a finding as texts show them: those in the files of the head where there are any. Keys in their paths are masked. */
export function shownPlaces({ standing }: RunResult, { id, locations }: Finding): readonly Location[] {
  // A scanned change puts the places of the head first.
  return locations.slice(0, standing?.get(id)?.length ?? locations.length);
}
