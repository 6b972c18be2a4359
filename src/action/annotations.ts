import { LEVELS } from '#report/sarif-result.ts';
import type { Finding } from '#core/finding.ts';
import { SKIP_REASONS } from '#core/ledger.ts';
import type { Notice } from '#core/report.ts';
import { printable } from '#core/escape.ts';
import { countOf } from '#report/units.ts';
import { annotationCommand, type Annotation } from '#report/workflow-command.ts';
import { isOnlyInHistory, whereaboutsOf, type RunResult, type Whereabouts } from './result.ts';

/** A runner keeps this many of one level from one step, and drops the rest without a word. */
export const MAX_PER_LEVEL = 10;

/** Paths that one line names. */
const MAX_EXAMPLES = 3;

/** A path with control characters or a leading space would not lead to its file; then it is said in words. */
export function isPlainPath(path: string): boolean {
  return path !== '' && printable(path) === path && path.trim() === path;
}

const WHAT_THEN: Readonly<Record<Whereabouts, string>> = {
  files: 'Deleting the line does not help: it stays in the history. Rotate the key.',
  message: 'It stands in a message or a name, which everybody can read who can read the repository. Rotate the key.',
  past: 'It was taken out again, but it is still in the history: rotate it.',
};

/** What a reader is told of a finding, in lines of plain text. */
export function findingLines(result: RunResult, finding: Finding): string[] {
  const [place] = finding.locations;
  const commit = place?.commit;
  const where = place === undefined || place.path === '' ? [] : [`In ${place.path}, line ${place.start.line}.`];
  return [
    `${finding.title} (${finding.preview}), ${finding.severity}, rule ${finding.ruleId}, id ${finding.id}.`,
    ...where,
    ...(commit === undefined ? [] : [`It came in with commit ${commit.oid.slice(0, 9)}.`]),
    WHAT_THEN[whereaboutsOf(result, finding)],
  ];
}

function findingAnnotation(result: RunResult, finding: Finding): Annotation {
  const [place] = finding.locations;
  const level = result.failing.includes(finding) ? 'error' : LEVELS[finding.severity] === 'note' ? 'notice' : 'warning';
  const base: Annotation = { level, title: `Leaked key: ${finding.title}`, message: findingLines(result, finding) };
  const isThere = place !== undefined && isPlainPath(place.path) && !isOnlyInHistory(result, finding);
  return isThere ? { ...base, file: place.path, line: place.start.line, endLine: place.end.line } : base;
}

function noticeAnnotation({ level, code, message }: Notice): Annotation {
  return { level: level === 'warning' ? 'warning' : 'notice', title: `stanch: ${code}`, message: [message] };
}

/** A run that did not read everything is red, and says so where others look first. */
function holesAnnotation({ ledger }: RunResult['report']): Annotation[] {
  const holes = ledger.skipped.filter(({ reason }) => !SKIP_REASONS[reason].complete);
  if (holes.length === 0) return [];
  const lines = holes.map(({ reason, count, examples }) => {
    const paths = examples.flatMap(({ origin }) => ('path' in origin && origin.path !== undefined && origin.path !== '' ? [origin.path] : [])).slice(0, MAX_EXAMPLES);
    return `${countOf(count, 'document')} not scanned: ${SKIP_REASONS[reason].text}${paths.length === 0 ? '' : ` (${paths.join(', ')})`}.`;
  });
  return [{ level: 'error', title: 'stanch: incomplete', message: [...lines, 'It may hold keys, so this run does not pass.'] }];
}

/** Annotations of a run, as many of each level as are kept, most severe first. */
export function annotationsOf(result: RunResult): { readonly text: string; readonly left: number } {
  const holes = holesAnnotation(result.report);
  const all = [...holes, ...result.open.map((finding) => findingAnnotation(result, finding)), ...result.report.notices.filter(({ level }) => level === 'warning').map(noticeAnnotation)];
  const counts = new Map<string, number>();
  const kept = all.filter(({ level }) => {
    const count = (counts.get(level) ?? 0) + 1;
    counts.set(level, count);
    return count <= MAX_PER_LEVEL;
  });
  return { text: kept.map(annotationCommand).join(''), left: all.length - kept.length };
}
