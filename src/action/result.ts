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
  readonly runUrl: string | undefined;
}

/** True for a key that came and went within the change: it can be read in the history all the same. */
export function isOnlyInHistory({ standing }: RunResult, finding: Finding): boolean {
  return standing !== undefined && !standing.has(finding.id);
}
