import type { Finding, Location } from '#core/finding.ts';
import { isOnlyInHistory, type RunResult } from '../result.ts';
import type { ChangedFiles } from './changed-files.ts';
import { holdsLine } from './diff-lines.ts';

/** Where a comment stands: on a line that the pull request shows, or on a file of it. */
export interface CommentPlace {
  readonly path: string;
  readonly line: number | undefined;
}

/** Places to try for a finding, best first: where it stands in the head, then where it came in. */
function candidates(result: RunResult, finding: Finding): readonly Location[] {
  return isOnlyInHistory(result, finding) ? finding.locations : (result.standing?.get(finding.id) ?? finding.locations);
}

/** Files that a comment on these findings could stand in. */
export function wantedFiles(result: RunResult, findings: readonly Finding[]): Set<string> {
  return new Set(findings.flatMap((finding) => candidates(result, finding).map(({ path }) => path)).filter((path) => path !== ''));
}

/** Undefined where the pull request shows neither line nor file: a key that came and went, or stands in a message. */
export function placeOf(result: RunResult, finding: Finding, files: ChangedFiles): CommentPlace | undefined {
  const places = candidates(result, finding).filter(({ path }) => files.has(path));
  const isInHead = !isOnlyInHistory(result, finding);
  const onLine = isInHead ? places.find(({ path, start }) => holdsLine(files.get(path) ?? [], start.line)) : undefined;
  if (onLine !== undefined) return { path: onLine.path, line: onLine.start.line };
  const [first] = places;
  return first === undefined ? undefined : { path: first.path, line: undefined };
}
