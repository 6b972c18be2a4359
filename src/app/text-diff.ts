import { printable } from '#core/escape.ts';

/** A file that is to be written, as bytes in Latin-1 text, so that nothing is lost; `undefined` = it is not there. */
export interface FileChange {
  /** Relative to the top folder, or absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Permission bits of the new file; those of the old one, or 0644, where not given. */
  readonly mode?: number;
}

const CONTEXT = 2;

/**
 * A unified diff with one hunk, enough for edits at one place: what both texts share at their ends is left out.
 * Repository text is escaped.
 */
export function formatDiff(change: FileChange): string {
  const [before, after] = [linesOf(change.before), linesOf(change.after)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < before.length - start && tail < after.length - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const from = Math.max(0, start - CONTEXT);
  const rest = Math.max(0, tail - CONTEXT);
  const hunk = [
    ...before.slice(from, start).map((line) => ` ${line}`),
    ...before.slice(start, before.length - tail).map((line) => `-${line}`),
    ...after.slice(start, after.length - tail).map((line) => `+${line}`),
    ...before.slice(before.length - tail, before.length - rest).map((line) => ` ${line}`),
  ];
  const name = printable(change.path);
  const head = [
    `--- ${change.before === undefined ? '/dev/null' : `a/${name}`}`,
    `+++ ${change.after === undefined ? '/dev/null' : `b/${name}`}`,
    `@@ -${range(from, before.length - rest)} +${range(from, after.length - rest)} @@`,
  ];
  return `${[...head, ...hunk.map(printable)].join('\n')}\n`;
}

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  return Buffer.from(text, 'latin1').toString('utf8').replace(/\n$/, '').split('\n');
}

function range(from: number, to: number): string {
  return to === from ? `${from},0` : `${from + 1},${to - from}`;
}
