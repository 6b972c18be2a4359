import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '#core/errors.ts';
import { printable } from '#core/escape.ts';
import type { Git } from '#git/git.ts';
import { encodePath } from '#git/path.ts';
import { runGitSync } from '#git/spawn.ts';
import { planFixes, type Fix } from '#hygiene/fix.ts';
import { addIgnorePatterns } from '#hygiene/ignore-edit.ts';
import { judgeHygiene } from '#hygiene/judge.ts';
import type { Problem } from '#hygiene/problem.ts';
import { writeAtomically } from '#store/atomic-write.ts';
import { gatherHygieneFacts, type GatherOptions } from './hygiene-facts.ts';
import type { FileChange } from './text-diff.ts';

/** What `--fix` would do: files to write, paths to take out of the index. */
export interface HygienePlan {
  readonly edits: readonly FileChange[];
  readonly untrack: readonly string[];
}

/** Looks at dotenv and credential files: tracked, ignored, shipped, in history. */
export async function checkHygiene(git: Git, options: GatherOptions): Promise<Problem[]> {
  return judgeHygiene(await gatherHygieneFacts(git, options));
}

/** The plan for what can be put right without a person. Nothing is written yet: show it first. */
export function planHygieneFixes(root: string, problems: readonly Problem[]): HygienePlan {
  const fixes = planFixes(problems);
  const edits = fixes.flatMap((fix) => (fix.kind === 'ignore' ? editOf(root, fix) : []));
  return { edits, untrack: fixes.flatMap((fix) => (fix.kind === 'untrack' ? fix.paths : [])) };
}

/** Carries the plan out: edits ignore files, then takes paths out of the index. The files themselves stay. */
export function applyHygienePlan(git: Git, root: string, plan: HygienePlan): void {
  for (const edit of plan.edits) writeAtomically(join(root, edit.path), Buffer.from(edit.after ?? '', 'latin1'), edit.mode);
  if (plan.untrack.length === 0) return;
  const input = Buffer.concat(plan.untrack.flatMap((path) => [encodePath(path), Buffer.from([0])]));
  runGitSync(git, ['update-index', '--force-remove', '-z', '--stdin'], { input });
}

/** Ignore files are edited as bytes (latin1), so that a text in any encoding keeps what it has. */
function editOf(root: string, fix: Extract<Fix, { kind: 'ignore' }>): FileChange[] {
  const path = join(root, fix.file);
  const isThere = existsSync(path);
  if (isThere && !lstatSync(path).isFile()) throw new UsageError(`${printable(fix.file)} is no ordinary file`, 'replace it by one, then run this again');
  const before = isThere ? readFileSync(path, 'latin1') : undefined;
  const after = addIgnorePatterns(before ?? '', fix.patterns.map((pattern) => Buffer.from(pattern, 'utf8').toString('latin1')));
  return after === (before ?? '') ? [] : [{ path: fix.file, before, after, mode: isThere ? lstatSync(path).mode & 0o777 : 0o644 }];
}
