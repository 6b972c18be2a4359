import { narrowings } from '#config/narrowings.ts';
import type { Flags } from '#config/resolve.ts';
import type { ScanSettings } from '#config/settings.ts';
import type { Oid } from '#core/origin.ts';
import type { Notice } from '#core/report.ts';
import { printable } from '#core/escape.ts';
import type { Git } from '#git/git.ts';
import { resolveCommit } from '#git/refs.ts';
import { audit } from './audit.ts';
import { gatherHistory, gatherMaterial, type MaterialRequest } from './change-material.ts';
import type { ChangeTarget } from './change-target.ts';
import { readPolicy, underPolicy, type Policy } from './policy.ts';
import { editedFiles } from './policy-changes.ts';
import { redactReport } from './redact.ts';
import { scanChange, type ChangeOutcome } from './scan-change.ts';
import type { Context } from './scan-settings.ts';

/** A scanned target with what it was judged by. */
export interface Scanned extends Omit<ChangeOutcome, 'standing'> {
  readonly standing: ChangeOutcome['standing'] | undefined;
  readonly settings: ScanSettings;
  readonly head: Oid | undefined;
  readonly base: Oid | undefined;
}

/** Everything that a scan needs beside its settings, which come from the commit that it is judged by. */
export interface ScanTools extends MaterialRequest {
  readonly flags: Flags;
  /** A configuration file of the commit that judges, by its path; else the usual names are looked at. */
  readonly configPath: string | undefined;
  /** The build server's own file that started this run, by its path in the repository, where it tells. */
  readonly runnerFile?: string | undefined;
  readonly context: (settings: ScanSettings, folder: string) => Context;
}

function policyOf(tools: ScanTools, work: { readonly git: Git; readonly commit: Oid | undefined; readonly strict: boolean; readonly ensureBlobs?: (oids: readonly Oid[]) => Promise<void> }): Promise<Policy> {
  const { flags, configPath, folder } = tools;
  return readPolicy({ ...work, flags, configPath, folder });
}

/** A change that edits what it would be judged by: told, and without effect until it is merged. */
function changedPolicy(paths: readonly string[]): Notice[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, 5).map(printable).join(', ');
  return [{ level: 'warning', code: 'policy-changed', message: `this change edits what stanch goes by (${shown}${paths.length > 5 ? ' and more' : ''}): it was judged by the base, and the edit counts once it is merged` }];
}

/** The build server takes its own file from the change, so an edit there counts at once. */
function changedRunner(paths: readonly string[]): Notice[] {
  const [path] = paths;
  if (path === undefined) return [];
  return [{ level: 'warning', code: 'workflow-changed', message: `this change edits the workflow that runs stanch (${printable(path)}): what it asks of stanch, or leaves out, is the change's own` }];
}

/** What the settings leave out must be seen by whoever reads the report. */
function narrowed(settings: ScanSettings): Notice[] {
  const words = narrowings(settings);
  return words.length === 0 ? [] : [{ level: 'info', code: 'settings', message: `by inputs or configuration: ${words.join(', ')}` }];
}

/** Scans what an event brings, by the policy of what was there before. */
export async function scanTarget(target: ChangeTarget, tools: ScanTools): Promise<Scanned> {
  const material = await gatherMaterial(target, tools);
  const { git, base, head, ensureBlobs } = material;
  const policy = await policyOf(tools, { git, commit: base, strict: true, ...(ensureBlobs === undefined ? {} : { ensureBlobs }) });
  const context = tools.context(policy.settings, git.cwd);
  const outcome = await underPolicy(policy, () => scanChange({ ...material, words: target.words, refNames: target.refNames }, context, policy.baseline));
  const notices: Notice[] = [
    ...outcome.report.notices,
    ...changedPolicy(await editedFiles(material, policy.places)),
    ...changedRunner(await editedFiles(material, tools.runnerFile === undefined ? [] : [tools.runnerFile])),
    ...narrowed(policy.settings),
    ...(base === undefined ? [{ level: 'info' as const, code: 'first-push', message: 'nothing was there before: all of it counts as new' }] : []),
    ...(base !== undefined && material.mergeBases.length === 0 ? [{ level: 'warning' as const, code: 'unrelated', message: 'the change shares no history with its base: all of it counts as new' }] : []),
  ];
  // Paths in the notices have not been through the redaction of the scan.
  const report = redactReport({ ...outcome.report, notices }, [...outcome.evidence.values()]);
  return { ...outcome, report, settings: policy.settings, head, base };
}

/** By what a whole history is judged. */
export interface HistoryJudge {
  /** The commit of the policy; undefined: the one that is checked out. */
  readonly commit: Oid | undefined;
  /** True where it stands in for somebody's change, which may not excuse itself. */
  readonly strict: boolean;
}

/** Scans the whole history. */
export async function scanHistory({ commit: named, strict }: HistoryJudge, tools: ScanTools): Promise<Scanned> {
  const git = await gatherHistory(tools);
  const commit = named ?? resolveCommit(git, 'HEAD');
  const policy = await policyOf(tools, { git, commit, strict });
  const context = tools.context(policy.settings, git.cwd);
  const { report, evidence } = await underPolicy(policy, () => audit({ folder: git.cwd, unreachable: false, workTree: false, baseline: policy.baseline }, context));
  return { report: { ...report, notices: [...report.notices, ...narrowed(policy.settings)] }, evidence, standing: undefined, known: 0, settings: policy.settings, head: commit, base: commit };
}
