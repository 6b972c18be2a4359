import type { IgnoreRule } from './facts.ts';

/** Something that lets a key out, as data: words are in `PROBLEM_TEXTS`. */
export type Problem =
  | { readonly code: 'env-tracked'; readonly path: string }
  | { readonly code: 'env-tracked-though-ignored'; readonly path: string; readonly rule: IgnoreRule }
  | { readonly code: 'env-not-ignored'; readonly path: string }
  | { readonly code: 'env-nested-not-ignored'; readonly path: string; readonly rule: IgnoreRule }
  | { readonly code: 'env-ignore-undone'; readonly path: string; readonly rule: IgnoreRule }
  | { readonly code: 'env-ignored-here-only'; readonly path: string; readonly rule: IgnoreRule }
  | { readonly code: 'env-in-history'; readonly path: string; readonly commit: string }
  | { readonly code: 'in-docker-image'; readonly path: string; readonly dockerfile: string; readonly line: number; readonly ignoreFile: string }
  | { readonly code: 'in-npm-tarball'; readonly path: string; readonly manifest: string }
  | { readonly code: 'example-real-value'; readonly path: string; readonly line: number; readonly name: string }
  | { readonly code: 'credentials-tracked'; readonly path: string; readonly what: string }
  | { readonly code: 'credentials-not-ignored'; readonly path: string; readonly what: string };

export type ProblemCode = Problem['code'];

/** `error`: a key is, or will be, where others read it. `warning`: one careless command away from it. */
export type ProblemLevel = 'error' | 'warning';

interface ProblemText<Code extends ProblemCode> {
  readonly level: ProblemLevel;
  /** One line without the path; may hold repository text, escaped by the caller. */
  readonly title: (problem: Extract<Problem, { code: Code }>) => string;
  /** What to do, one line. */
  readonly advice: string;
}

const ROTATE = 'change the keys in it: what was committed must count as read';
const at = (rule: IgnoreRule): string => `${rule.source}:${rule.line} (${rule.pattern})`;

/** The words for each problem; the type makes the table complete. */
export const PROBLEM_TEXTS: { readonly [Code in ProblemCode]: ProblemText<Code> } = {
  'env-tracked': { level: 'error', title: () => 'is tracked and not ignored', advice: `stanch hygiene --fix untracks and ignores it; then ${ROTATE}` },
  'env-tracked-though-ignored': { level: 'error', title: ({ rule }) => `is tracked although ${at(rule)} ignores it: ignoring does not untrack`, advice: `stanch hygiene --fix untracks it; then ${ROTATE}` },
  'env-not-ignored': { level: 'warning', title: () => 'is not ignored: git add . would take it', advice: 'stanch hygiene --fix adds the line to .gitignore' },
  'env-nested-not-ignored': { level: 'warning', title: ({ rule }) => `is not covered by ${at(rule)}, which ignores the one at the top only`, advice: 'stanch hygiene --fix adds a line that covers every folder' },
  'env-ignore-undone': { level: 'warning', title: ({ rule }) => `is taken back out of the ignored files by ${at(rule)}`, advice: 'delete that line, or let stanch hygiene --fix add one after it' },
  'env-ignored-here-only': { level: 'warning', title: ({ rule }) => `is ignored on this machine only, by ${at(rule)}`, advice: 'stanch hygiene --fix adds the line to .gitignore, for everybody' },
  'env-in-history': { level: 'error', title: ({ commit }) => `is gone, but history still holds it since ${commit.slice(0, 10)}`, advice: `stanch audit shows what stands in it; ${ROTATE}` },
  'in-docker-image': { level: 'error', title: ({ dockerfile, line }) => `is copied into the image by ${dockerfile}:${line}`, advice: 'stanch hygiene --fix adds the line to .dockerignore; give the build what it needs as a secret mount' },
  'in-npm-tarball': { level: 'error', title: ({ manifest }) => `would be published by npm (${manifest})`, advice: 'name what to publish in "files" of package.json, and leave this out' },
  'example-real-value': { level: 'error', title: ({ name, line }) => `line ${line}: ${name} looks like a real key`, advice: 'put a placeholder there; if it was real, change the key' },
  'credentials-tracked': { level: 'error', title: ({ what }) => `is tracked: ${what}`, advice: `stanch hygiene --fix untracks and ignores it; then ${ROTATE}` },
  'credentials-not-ignored': { level: 'warning', title: ({ what }) => `is not ignored: ${what}`, advice: 'stanch hygiene --fix adds the line to .gitignore' },
};

/** Level, title and advice of a problem. */
export function describeProblem(problem: Problem): { readonly level: ProblemLevel; readonly title: string; readonly advice: string } {
  const text = PROBLEM_TEXTS[problem.code] as ProblemText<ProblemCode>;
  return { level: text.level, title: text.title(problem), advice: text.advice };
}
