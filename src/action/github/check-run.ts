import { LEVELS } from '#report/sarif-result.ts';
import type { Finding } from '#core/finding.ts';
import { EXIT } from '#core/exit-code.ts';
import { countOf } from '#report/units.ts';
import { findingLines, isPlainPath } from '../annotations.ts';
import { isOnlyInHistory, shownPlaces, type RunResult } from '../result.ts';
import type { Api } from './api.ts';
import { readCreated } from './schema.ts';

/** A run of ours for a commit, and whose it is. */
export interface CheckWork {
  readonly api: Api;
  readonly owner: string;
  readonly repo: string;
  readonly head: string;
  readonly result: RunResult;
  /** Markdown. */
  readonly summary: string;
}

const CREATE = 'POST /repos/{owner}/{repo}/check-runs';
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{id}';
/** What GitHub takes with one request. */
const PER_REQUEST = 50;
/** More are not read by anyone; the summary has them all. */
const MAX_ANNOTATIONS = 200;
const MAX_SUMMARY = 65_535;
const MAX_TITLE = 255;

type Json = Readonly<Record<string, unknown>>;

/** An incomplete run is never a pass; findings too mild to fail are shown as neither. */
function conclusionOf({ exitCode, open }: RunResult): 'success' | 'neutral' | 'failure' {
  if (exitCode !== EXIT.clean) return 'failure';
  return open.length === 0 ? 'success' : 'neutral';
}

function titleOf({ open, report }: RunResult): string {
  const found = open.length === 0 ? 'No new key' : countOf(open.length, 'leaked key');
  return report.ledger.complete ? found : `Incomplete: ${open.length === 0 ? 'not everything could be read' : found}`;
}

function annotationOf(result: RunResult, finding: Finding): Json[] {
  const [place] = shownPlaces(result, finding);
  if (place === undefined || isOnlyInHistory(result, finding) || !isPlainPath(place.path)) return [];
  const level = result.failing.includes(finding) ? 'failure' : LEVELS[finding.severity] === 'note' ? 'notice' : 'warning';
  return [
    {
      path: place.path,
      start_line: place.start.line,
      end_line: place.end.line,
      annotation_level: level,
      title: `Leaked key: ${finding.title}`.slice(0, MAX_TITLE),
      message: findingLines(result, finding).join('\n'),
    },
  ];
}

/** Cut between characters, and said. */
function shortSummary(markdown: string): string {
  if (markdown.length <= MAX_SUMMARY) return markdown;
  const tail = '\n\nThe rest stands in the summary of the job.\n';
  return `${markdown.slice(0, markdown.lastIndexOf('\n', MAX_SUMMARY - tail.length - 1))}${tail}`;
}

/** Makes a check run with its conclusion; one request for each fifty annotations. @throws what the client throws */
export async function createCheckRun({ api, owner, repo, head, result, summary }: CheckWork): Promise<void> {
  const annotations = result.open.flatMap((finding) => annotationOf(result, finding)).slice(0, MAX_ANNOTATIONS);
  const output = { title: titleOf(result), summary: shortSummary(summary) };
  const page = (at: number): Json => ({ ...output, annotations: annotations.slice(at, at + PER_REQUEST) });
  const details = result.runUrl === undefined ? {} : { details_url: result.runUrl };
  const first = { owner, repo, name: 'stanch', head_sha: head, status: 'completed', conclusion: conclusionOf(result), ...details, output: page(0) };
  const id = readCreated(await api.write(CREATE, first));
  for (let at = PER_REQUEST; at < annotations.length; at += PER_REQUEST) await api.write(UPDATE, { owner, repo, id, output: page(at) });
}
