/** What a run ends with; the same numbers for every door. */
export const EXIT = { clean: 0, findings: 1, usage: 2, incomplete: 3, internal: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Incomplete beats findings in the code only: the findings are still reported. */
export function exitCodeOf(run: { readonly complete: boolean; readonly findings: number }): ExitCode {
  if (!run.complete) return EXIT.incomplete;
  return run.findings > 0 ? EXIT.findings : EXIT.clean;
}
