import type { Candidate } from '#detect/checks/check.ts';

/** A match that is all key, in a window that holds nothing else unless `before` is given. */
export function candidateOf(value: string, groups: Readonly<Record<string, string>> = {}, before = ''): Candidate {
  return { value, match: value, groups, window: before + value, at: before.length };
}
