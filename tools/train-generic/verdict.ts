import type { Label } from '../../bench/accuracy/labels.ts';

/** Families of labels whose values a name and an assignment can tell. */
const TAUGHT: ReadonlySet<string> = new Set(['provider-token', 'jwt', 'url-credential', 'http-auth', 'generic']);

/** True, false, unlabelled, or not to be learnt from. */
export type Verdict = 'secret' | 'none' | 'unlabelled' | 'ignored';

/** Where a value stands: its line from 1, and characters from the line's start. */
export interface ValuePlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

function touches({ value_start: start, value_end: end }: Label, { column, length }: ValuePlace): boolean {
  if (start === null || start < 0) return true;
  const last = end === null || end < 0 ? start + 1 : end;
  return column < last && column + length > start;
}

/** What the labels of a file say of a value. One on the line of a secret that is not the secret teaches nothing. */
export function verdictOn(place: ValuePlace, labels: readonly Label[]): Verdict {
  const own = labels.filter((label) => place.line >= label.line_start && place.line <= label.line_end);
  if (own.length === 0) return 'unlabelled';
  const secrets = own.filter((label) => label.ground_truth === 'T');
  if (secrets.length === 0) return own.some((label) => label.ground_truth === 'X') ? 'ignored' : 'none';
  return secrets.some((label) => label.families.some((family) => TAUGHT.has(family)) && touches(label, place)) ? 'secret' : 'ignored';
}
