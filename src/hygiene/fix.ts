import type { IgnoreRule } from './facts.ts';
import { exactPattern, patternsForName } from './ignore-edit.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** A change that takes a problem away without touching the content of any file but ignore files. */
export type Fix =
  | { readonly kind: 'ignore'; readonly file: string; readonly patterns: readonly string[] }
  /** Out of the index; the file itself stays. */
  | { readonly kind: 'untrack'; readonly paths: readonly string[] };

const UNTRACKED: ReadonlySet<ProblemCode> = new Set(['env-tracked', 'env-tracked-though-ignored', 'credentials-tracked']);

/** What can be put right without a person. Problems that need a judgement (history, npm, example values) give nothing. */
export function planFixes(problems: readonly Problem[]): Fix[] {
  const ignores = new Map<string, Set<string>>();
  for (const problem of problems) {
    const edit = ignoreEditFor(problem);
    if (edit === undefined) continue;
    const patterns = ignores.get(edit.file) ?? new Set();
    for (const pattern of edit.patterns) patterns.add(pattern);
    ignores.set(edit.file, patterns);
  }
  const fixes: Fix[] = [...ignores].map(([file, patterns]) => ({ kind: 'ignore', file, patterns: [...patterns] }));
  const paths = problems.filter((problem) => UNTRACKED.has(problem.code)).map((problem) => problem.path);
  return paths.length === 0 ? fixes : [...fixes, { kind: 'untrack', paths }];
}

function ignoreEditFor(problem: Problem): { file: string; patterns: readonly string[] } | undefined {
  const name = problem.path.slice(problem.path.lastIndexOf('/') + 1);
  switch (problem.code) {
    case 'env-tracked':
    case 'env-not-ignored':
    case 'env-nested-not-ignored':
    case 'env-ignored-here-only':
      return { file: '.gitignore', patterns: patternsForName(name) };
    case 'env-ignore-undone':
      return { file: fileAfter(problem.rule), patterns: patternsForName(name) };
    case 'credentials-tracked':
    case 'credentials-not-ignored':
      return { file: '.gitignore', patterns: [exactPattern(problem.path)] };
    case 'in-docker-image':
      return { file: problem.ignoreFile, patterns: [`**/${name}`] };
    default:
      return undefined;
  }
}

/** A deeper ignore file wins over the one at the top, so the line goes where the negation stands. */
function fileAfter(rule: IgnoreRule): string {
  return /(?:^|\/)\.gitignore$/.test(rule.source) && !rule.source.startsWith('/') ? rule.source : '.gitignore';
}
