import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Flags } from '#config/resolve.ts';
import type { ScanSettings } from '#config/settings.ts';
import { UsageError } from '#core/errors.ts';
import type { Report } from '#core/report.ts';
import { openGit } from '#git/git.ts';
import { resolveCommit } from '#git/refs.ts';
import { openCheckout } from '../change-material.ts';
import { scanHistory, scanTarget, type Scanned, type ScanTools } from '../judge-target.ts';
import type { Context } from '../scan-settings.ts';
import type { Env } from './ci-run.ts';
import { readCi, type AskedRange, type ReadRun } from './read-ci.ts';

export interface CiRequest {
  readonly env: Env;
  /** The clone, or a folder in it. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly asked: AskedRange;
  readonly flags: Flags;
  /** A configuration file of the commit that judges, by its path; else the usual names are looked at. */
  readonly configPath: string | undefined;
  /** False where nothing may be fetched. */
  readonly mayFetch: boolean;
  /** The header to fetch with, where the command line names a token. */
  readonly authorization: string | undefined;
  readonly context: (settings: ScanSettings, folder: string) => Context;
}

export type CiOutcome = { readonly kind: 'nothing'; readonly words: string } | { readonly kind: 'scanned'; readonly report: Report; readonly settings: ScanSettings };

function remoteOf(run: ReadRun, { mayFetch, authorization }: CiRequest): ReadRun['remote'] {
  if (!mayFetch || run.remote === undefined) return undefined;
  return authorization === undefined ? run.remote : { ...run.remote, authorization };
}

/** Where the report comes from, for whoever reads it apart from its job. */
function withSystem(report: Report, { system }: ReadRun): Report {
  return system === undefined ? report : { ...report, notices: [...report.notices, { level: 'info', code: 'build-server', message: `range by the variables of ${system}` }] };
}

async function scan(request: CiRequest, run: ReadRun, folder: string): Promise<Scanned | undefined> {
  const { env, cwd, signal, flags, configPath, context } = request;
  const { target, deeper } = run;
  if (target.kind === 'nothing') return undefined;
  const checkout = await openCheckout(cwd, env, signal);
  const tools: ScanTools = { flags, configPath, context, checkout, git: openGit({ cwd: folder, env, signal }), remote: remoteOf(run, request), folder, deeper };
  if (target.kind === 'change') return scanTarget(target, tools);
  if (checkout === undefined) throw new UsageError('there is no clone here', 'run stanch ci in the folder that the build server checked the repository out to');
  return scanHistory({ commit: resolveCommit(checkout.git, 'HEAD'), strict: false }, tools);
}

/**
 * Scans what a job on a build server brings, judged by the policy of what was there before. What the clone lacks is
 * fetched into a folder of its own; the clone stays as it is.
 * @throws UsageError for variables that do not hold, IncompleteError for commits that cannot be had
 */
export async function scanCi(request: CiRequest): Promise<CiOutcome> {
  const run = readCi(request.env, request.asked);
  const folder = mkdtempSync(join(tmpdir(), 'stanch-ci-'));
  try {
    const scanned = await scan(request, run, folder);
    if (scanned === undefined) return { kind: 'nothing', words: run.target.words };
    return { kind: 'scanned', report: withSystem(scanned.report, run), settings: scanned.settings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
