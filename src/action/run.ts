import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckout } from '#app/change-material.ts';
import type { Target } from '#app/change-target.ts';
import { scanHistory, scanTarget, type Scanned, type ScanTools } from '#app/judge-target.ts';
import type { Context } from '#app/scan-settings.ts';
import type { Flags } from '#config/resolve.ts';
import type { ScanSettings } from '#config/settings.ts';
import { StanchError, UsageError } from '#core/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from '#core/exit-code.ts';
import type { Finding } from '#core/finding.ts';
import type { Host } from '#core/ports.ts';
import { openFindings } from '#core/report.ts';
import { compareSeverity } from '#core/severity.ts';
import type { WorkerEntry } from '#engine/start-worker.ts';
import { openGit } from '#git/git.ts';
import { annotationCommand } from '#report/workflow-command.ts';
import { markdownProse } from '#report/markdown-text.ts';
import { readEvent, type RunnerEvent } from './event.ts';
import { refuseUnsafeTarget } from './guard.ts';
import { readInputs, type Inputs } from './inputs.ts';
import { writeOutputs, writeSummary } from './outputs.ts';
import type { RunResult } from './result.ts';
import { sarifPathOf } from './sarif-file.ts';
import { historyJudge, targetOf } from './target.ts';
import { tellRun } from './tell.ts';
import { workspacePath } from './workspace.ts';

/** What the bundle brings along. */
export interface ActionTools {
  readonly version: string;
  readonly builtin: Context['builtin'];
  readonly workerEntry: WorkerEntry;
}

interface Run {
  readonly host: Host;
  readonly tools: ActionTools;
  readonly inputs: Inputs;
  readonly event: RunnerEvent;
  /** A folder of ours, gone when the run ends. */
  readonly folder: string;
}

function remoteOf({ inputs, event }: Run): ScanTools['remote'] {
  if (!inputs.fetch || inputs.token === undefined) return undefined;
  // The same header that actions/checkout sends.
  const authorization = `basic ${Buffer.from(`x-access-token:${inputs.token}`).toString('base64')}`;
  return { url: `${event.serverUrl}/${event.repository}`, authorization };
}

function flagsOf({ confidence, failOn }: Inputs): Flags {
  return { ...(confidence === undefined ? {} : { confidence }), ...(failOn === undefined ? {} : { failOn }) };
}

async function scan(run: Run, target: Exclude<Target, { kind: 'nothing' }>): Promise<Scanned> {
  const { host, tools, inputs, event, folder } = run;
  const { env, signal, clock } = host;
  const root = workspacePath(host, inputs.path ?? '.');
  const checkout = await openCheckout(root, env, signal);
  refuseUnsafeTarget(event, inputs, checkout);
  const context = (settings: ScanSettings, cwd: string): Context => ({ cwd, env, version: tools.version, now: clock.now(), settings, builtin: tools.builtin, workerEntry: tools.workerEntry, signal });
  const scanTools: ScanTools = { flags: flagsOf(inputs), configPath: inputs.config, context, checkout, git: openGit({ cwd: folder, env, signal }), remote: remoteOf(run), folder, runnerFile: event.workflow };
  return target.kind === 'change' ? scanTarget(target, scanTools) : scanHistory(historyJudge(event), scanTools);
}

function failingOf(open: readonly Finding[], { failOn = 'info' }: ScanSettings): readonly Finding[] {
  return failOn === 'none' ? [] : open.filter((finding) => compareSeverity(finding.severity, failOn) <= 0);
}

function resultOf({ event }: Run, target: Target, scanned: Scanned): RunResult {
  const { report, settings } = scanned;
  const open = openFindings(report);
  const failing = failingOf(open, settings);
  const repositoryUrl = `${event.serverUrl}/${event.repository}`;
  return {
    ...scanned,
    words: report.scope,
    open,
    failing,
    pull: target.kind === 'change' ? target.pull : undefined,
    exitCode: exitCodeOf({ complete: report.ledger.complete, findings: failing.length }),
    repositoryUrl,
    filesUrl: `${repositoryUrl}/${event.isGitea ? 'src/commit' : 'blob'}/${scanned.head ?? 'HEAD'}`,
    runUrl: event.runUrl,
  };
}

function nothingToDo({ host }: Run, words: string): ExitCode {
  host.stdout.write(`stanch: nothing to scan: ${words}\n`);
  writeOutputs(host.env, { findings: 0, 'new-findings': 0, sarif: '', 'exit-code': EXIT.clean });
  writeSummary(host.env, `## ✅ Nothing to scan\n\n${markdownProse(words)}\n\n`);
  return EXIT.clean;
}

async function work(run: Run): Promise<ExitCode> {
  const { host, tools, inputs, event } = run;
  const target = targetOf(event, inputs);
  if (target.kind === 'nothing') return nothingToDo(run, target.words);
  // Looked at first: a run that ends here because of a link has read nothing yet.
  const sarifPath = sarifPathOf(host, inputs);
  const scanned = await scan(run, target);
  const result = resultOf(run, target, scanned);
  await tellRun({ host, inputs, event, version: tools.version, sarifPath }, result, scanned.evidence);
  return result.exitCode;
}

/** A run that could not be done, in one line and what to do about it. Never green. */
function tellFailure(host: Host, error: unknown): ExitCode {
  const known = error instanceof StanchError ? error : undefined;
  const code = known?.exitCode ?? EXIT.internal;
  const message = known?.message ?? `internal error: ${error instanceof Error ? error.name : 'unknown'}`;
  const hint = known === undefined ? 'please report it, with the workflow' : known.hint;
  const lines = hint === undefined ? [message] : [message, hint];
  host.stdout.write(annotationCommand({ level: 'error', title: 'stanch could not do its work', message: lines }));
  try {
    writeOutputs(host.env, { findings: '', 'new-findings': '', sarif: '', 'exit-code': code });
    writeSummary(host.env, `## ⚠️ stanch could not do its work\n\n${lines.map((line) => `${markdownProse(line)}\n`).join('\n')}\n`);
  } catch {
    // The files of the runner cannot be written; the line above and the exit code tell all the same.
  }
  return code;
}

/** @throws UsageError where nothing can be written there */
function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'stanch-'));
  } catch (error) {
    throw new UsageError(`RUNNER_TEMP names no folder that can be written to (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, undefined, error);
  }
}

/** The Action: what the runner says in, exit code out. The only place that tells errors. */
export async function runAction(host: Host, tools: ActionTools): Promise<ExitCode> {
  let folder: string | undefined;
  try {
    const inputs = readInputs(host.env);
    const event = readEvent(host.env);
    folder = makeFolder(host.env['RUNNER_TEMP'] ?? tmpdir());
    return await work({ host, tools, inputs, event, folder });
  } catch (error) {
    return tellFailure(host, error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
