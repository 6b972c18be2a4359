import type { Model } from '#detect/generic/score.ts';
import { makeJudge } from '#detect/generic/score.ts';
import type { Example } from './boost.ts';
import { groupBy } from './group-by.ts';
import { taught, type LabelledRow } from './labelled.ts';

/** A row and the probability that a model gives it which never saw a line of its repository. */
export interface Judged {
  readonly row: LabelledRow;
  readonly probability: number;
}

/** Judges the rows of each repository by a model that was learnt from all others, and from `always`. */
export function crossValidate(rows: readonly LabelledRow[], always: readonly Example[], learn: (examples: readonly Example[]) => Model): Judged[] {
  return [...groupBy(rows, (row) => row.repository)].flatMap(([repository, held]) => {
    const judge = makeJudge(learn([...taught(rows.filter((row) => row.repository !== repository)), ...always]));
    return held.map((row) => ({ row, probability: judge(row.values) }));
  });
}
