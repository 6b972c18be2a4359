import { placesOfChanges } from '#app/change-places.ts';
import { judgeNewness } from '#app/newness.ts';
import { scanSources, type ScanWork } from '#app/scan-sources.ts';
import type { Context } from '#app/scan-settings.ts';
import type { Host } from '#core/ports.ts';
import type { Report } from '#core/report.ts';
import { openGit, type Git } from '#git/git.ts';
import { runGitSync } from '#git/spawn.ts';
import { readBaseline } from '#store/baseline-file.ts';
import { messageSource } from '#sources/message.ts';
import { stagedSource } from '#sources/staged.ts';
import type { HookTools } from './hook-tools.ts';
import type { PushedRef } from './pushed-refs.ts';
import { sensitiveNotices } from './warn-sensitive.ts';

/** A hook at work: git in the repository that called it (git starts hooks in the top folder) and its tools. */
export interface HookRun {
  readonly host: Host;
  readonly git: Git;
  readonly tools: HookTools;
  /** Ends the reading before its end, and what was read is judged; git itself goes on. */
  readonly stopReading?: AbortSignal;
}

/** Starts no process and reads nothing yet. @throws UsageError when git is not on the PATH */
export function openHook(host: Host, tools: HookTools): HookRun {
  return { host, tools, git: openGit({ cwd: host.cwd, env: host.env, signal: host.signal }) };
}

/** What the index brings; undefined when it brings nothing, which is known before a rule is loaded. */
export async function scanIndex(run: HookRun): Promise<Report | undefined> {
  const source = stagedSource(run.git);
  if (source.changes.length === 0) return undefined;
  const report = await scan(run, { scope: source.scope, sources: [source], judgeNewness: (work) => judgeNewness(run.git, source.changes, work) });
  return { ...report, notices: [...report.notices, ...sensitiveNotices(source.changes)] };
}

/** The commit message in the making. */
export async function scanMessage(run: HookRun, path: string): Promise<Report> {
  const answer = runGitSync(run.git, ['config', '--get', 'core.commentChar'], { accept: [0, 1] }).stdout.toString('utf8').trim();
  const source = messageSource(path, answer === '' ? '#' : answer);
  return scan(run, { scope: source.scope, sources: [source] });
}

export interface PushScope {
  readonly refs: readonly PushedRef[];
  /** The remote's name in pre-push; at the receiver all refs that are there count as known. */
  readonly receiver: { readonly remote: string | undefined } | 'here';
}

/** What the receiver of a push does not have yet; undefined when only refs are deleted. */
export async function scanPush(run: HookRun, { refs, receiver }: PushScope): Promise<Report | undefined> {
  const tips = refs.flatMap(({ tip }) => (tip === undefined ? [] : [tip]));
  if (tips.length === 0) return undefined;
  const { rangeSource } = await import('#sources/range.ts');
  const source = rangeSource(run.git, {
    tips: [...new Set(tips)],
    known: refs.flatMap(({ old }) => (old === undefined ? [] : [old])),
    refNames: refs.filter(({ tip, old }) => tip !== undefined && old === undefined).map(({ ref }) => ref),
    ...(receiver === 'here' ? { allRefs: true } : { remote: receiver.remote }),
  });
  return scan(run, {
    scope: source.scope,
    sources: [source],
    judgeNewness: (work) => judgeNewness(run.git, source.changes, work),
    locate: (oids) => placesOfChanges(run.git, source.changes, oids),
  });
}

async function scan({ host, tools, stopReading = host.signal }: HookRun, work: Omit<ScanWork, 'baseline' | 'everything'>): Promise<Report> {
  const settings = await tools.settings(host.cwd);
  const context: Context = { cwd: host.cwd, env: host.env, version: tools.version, now: host.clock.now(), settings, builtin: tools.builtin, signal: stopReading };
  const { report } = await scanSources(context, { ...work, baseline: readBaseline(host.cwd, settings.baseline), everything: false });
  return report;
}
