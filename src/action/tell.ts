import type { Scanned } from '#app/judge-target.ts';
import { StanchError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Host } from '#core/ports.ts';
import { markdownProse } from '#report/markdown-text.ts';
import { sarifReport } from '#report/sarif.ts';
import { annotationsOf } from './annotations.ts';
import type { RunnerEvent } from './event.ts';
import type { Inputs } from './inputs.ts';
import { logText } from './log.ts';
import { maskCommands } from './masks.ts';
import { writeOutputs, writeSummary } from './outputs.ts';
import type { RunResult } from './result.ts';
import { writeSarif } from './sarif-file.ts';
import { summaryText } from './summary.ts';

/** A run as far as its outputs need it. */
export interface Told {
  readonly host: Host;
  readonly inputs: Inputs;
  readonly event: RunnerEvent;
  readonly version: string;
  /** Where the SARIF file goes; undefined: into the runner's temporary folder. */
  readonly sarifPath: string | undefined;
}

/** What was made for the runner, and is sent to GitHub as well. */
interface Papers {
  readonly summary: string;
  readonly sarif: string;
}

/** Tells what was found to the runner. The masks come before any other word: from then on the runner blanks the keys out. */
function tellRunner(told: Told, result: RunResult, evidence: Scanned['evidence']): Papers {
  const { host, sarifPath } = told;
  if (host.env['GITHUB_ACTIONS'] === 'true') host.stdout.write(maskCommands(evidence));
  host.stdout.write(logText(result));
  host.stdout.write(annotationsOf(result).text);
  const papers = { summary: summaryText(result), sarif: sarifReport(result.report) };
  const path = writeSarif(host, sarifPath, papers.sarif);
  writeOutputs(host.env, { findings: result.open.length + result.known, 'new-findings': result.open.length, sarif: path, 'exit-code': result.exitCode });
  writeSummary(host.env, papers.summary);
  return papers;
}

/** Lines on what was told on GitHub, or why nothing was. */
async function githubLines(told: Told, result: RunResult, papers: Papers): Promise<string[]> {
  const { host, inputs, event, version } = told;
  const wanted = { comments: inputs.comments && result.pull !== undefined, checkRun: inputs.checkRun, sarif: inputs.uploadSarif };
  if (!wanted.comments && !wanted.checkRun && !wanted.sarif) return [];
  const { token } = inputs;
  if (token === undefined) {
    const isMissed = wanted.checkRun || wanted.sarif || result.open.length > 0;
    return isMissed ? ['nothing written: input token is absent'] : [];
  }
  // The client is in the bundle, but read only now: most of a run's start would be its.
  const { tellGithub } = await import('./github/tell-github.ts');
  const { repository, apiUrl, sha, ref, isGitea } = event;
  return tellGithub({ wanted, result, isGitea, repository, apiUrl, token, version, sha, ref, ...papers, signal: host.signal, env: host.env });
}

function whyOf(error: unknown): string {
  return error instanceof StanchError ? error.message : `internal error: ${error instanceof Error ? error.name : 'unknown'}`;
}

/** Tells a run: to the runner first, as that always works, then on GitHub. Nothing that goes wrong there changes the run. */
export async function tellRun(told: Told, result: RunResult, evidence: Scanned['evidence']): Promise<void> {
  const papers = tellRunner(told, result, evidence);
  const lines = await githubLines(told, result, papers).catch((error: unknown) => [`nothing written: ${whyOf(error)}`]);
  if (lines.length === 0) return;
  const { host } = told;
  host.stdout.write(lines.map((line) => `stanch: on GitHub: ${printable(line)}\n`).join(''));
  writeSummary(host.env, lines.map((line) => `<sub>On GitHub: ${markdownProse(line)}</sub>\n`).join('\n'));
}
