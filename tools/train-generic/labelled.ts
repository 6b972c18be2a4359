import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresOf } from '#detect/generic/features.ts';
import type { Label } from '../../bench/accuracy/labels.ts';
import type { Example } from './boost.ts';
import { candidatesOf, type Placed } from './candidates.ts';
import { groupBy } from './group-by.ts';
import { verdictOn, type Verdict } from './verdict.ts';

/** A candidate of a labelled file. */
export interface LabelledRow extends Example {
  readonly repository: string;
  readonly path: string;
  readonly candidate: Placed;
  readonly verdict: Verdict;
}

/** Nobody has looked at lines without a label. */
const UNLABELLED_WEIGHT = 0.5;

function rowsOf(path: string, text: string, labels: readonly Label[]): LabelledRow[] {
  const repository = path.slice(0, path.indexOf('/'));
  return candidatesOf(text).map((candidate) => {
    const column = candidate.offset - (text.lastIndexOf('\n', candidate.offset - 1) + 1);
    const verdict = verdictOn({ line: candidate.line, column, length: candidate.value.length }, labels);
    return { repository, path, candidate, verdict, values: featuresOf(candidate), isSecret: verdict === 'secret', weight: 1 };
  });
}

/** Candidates of the labelled files. What a repository holds n times counts as the root of n. */
export function labelledRows(labels: readonly Label[], folder: string): LabelledRow[] {
  const byPath = groupBy(labels, (label) => label.path);
  const rows = [...byPath].filter(([path]) => existsSync(join(folder, path))).flatMap(([path, own]) => rowsOf(path, readFileSync(join(folder, path), 'latin1'), own));
  const groups = groupBy(rows, ({ repository, verdict, candidate }) => `${repository} ${verdict} ${candidate.value}`);
  return [...groups.values()].flatMap((group) =>
    group.map((row) => ({ ...row, weight: (row.verdict === 'unlabelled' ? UNLABELLED_WEIGHT : 1) / Math.sqrt(group.length) })),
  );
}

/** Rows that teach. */
export function taught(rows: readonly LabelledRow[]): LabelledRow[] {
  return rows.filter(({ verdict }) => verdict !== 'ignored');
}
