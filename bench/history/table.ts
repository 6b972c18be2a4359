import { AUDIT, CAT_FILE, LOG, type Contestant } from './contestants.ts';
import { median, type Measurement } from './measure.ts';

/** A contestant and its runs of one history. */
export interface Row {
  readonly contestant: Contestant;
  readonly runs: readonly Measurement[];
}

/** Middle wall time in milliseconds. */
export function wallOf({ runs }: Pick<Row, 'runs'>): number {
  return median(runs.map(({ wallMs }) => wallMs));
}

/** Cells in columns: the first to the left, the others to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  for (const row of [head, ...rows]) console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ').trimEnd());
}

const isWell = ({ runs }: Row): boolean => runs.every(({ code }) => code === 0);

/** The quickest of the other scanners that came to an end. */
function quickestPeer(rows: readonly Row[]): Row | undefined {
  return rows.filter((row) => row.contestant.kind === 'peer' && isWell(row)).toSorted((a, b) => wallOf(a) - wallOf(b))[0];
}

function ratio(wall: number, base: Row | undefined): string {
  return base === undefined || wallOf(base) === 0 ? '' : (wall / wallOf(base)).toFixed(2);
}

/** One line a contestant: medians, and how they compare with git and with the quickest peer of the same rounds, as far as those came to an end. */
export function printRows(rows: readonly Row[]): void {
  const [log, cat] = [LOG, CAT_FILE].map((name) => rows.find((row) => row.contestant.name === name && isWell(row)));
  const peer = quickestPeer(rows);
  printTable(
    ['', 'wall s', 'CPU s', 'peak MB', '÷ log -p', '÷ cat-file', `÷ ${peer?.contestant.name ?? 'peer'}`, 'found'],
    rows.map((row) => {
      const wall = wallOf(row);
      const last = row.runs.at(-1);
      const found = last === undefined ? undefined : row.contestant.found?.(last);
      const cells = [(wall / 1000).toFixed(2), (median(row.runs.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(2), median(row.runs.map(({ peakMb }) => peakMb)).toFixed(0)];
      return [row.contestant.name, ...cells, ratio(wall, log), ratio(wall, cat), ratio(wall, peer), `${found ?? ''}${isWell(row) ? '' : ' (ended with an error)'}`];
    }),
  );
}

/** The row of the audit itself. */
export function auditRow(rows: readonly Row[]): Row | undefined {
  return rows.find(({ contestant }) => contestant.name === AUDIT);
}
