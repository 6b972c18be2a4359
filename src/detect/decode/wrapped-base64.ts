import type { FindRegions, Region, SearchRange } from './region.ts';
import { isPackedAt, openPacked } from './gzip-run.ts';
import { findRuns, MIN_RUN, type Run } from './runs.ts';
import { isMostlyText } from './text-likeness.ts';

/** RFC 2045 wraps at 76, PEM at 64; tools use anything between these. */
const MAX_LINE = 128;
const MAX_LINES = 160;
/** Of gzip in lines, more are one: as much as has its place beside a stretch of a large document. */
const MAX_PACKED_LINES = 192 * 1024 / MAX_LINE;
/** Lines that belong to those of a range stand so far behind it, at most. */
const BEYOND = MAX_LINE * 64;
/** Between two lines: a line end and indentation. */
const GAP = /^[ \t]{0,8}\r?\n[ \t]{0,32}$/;

/** A line end as it stands in a string of JSON or of a program; its `n` is a character of the alphabet and begins the run. */
const ESCAPED_GAP = /^(?:\\r)?\\$/;
const LETTER_N = 0x6e;

/** The line that goes on where `run` ended: one line end between them, and no longer than it. */
function lineAfter(bytes: Buffer, run: Run, next: Run | undefined): Run | undefined {
  if (next === undefined || next.start - run.end > 48) return undefined;
  const gap = bytes.toString('latin1', run.end, next.start);
  const start = ESCAPED_GAP.test(gap) && bytes[next.start] === LETTER_N ? next.start + 1 : next.start;
  const isBroken = start > next.start || GAP.test(gap);
  return isBroken && next.end - start <= run.end - run.start ? { start, end: next.end } : undefined;
}

/** The last line may be shorter than a run has to be; it is added by its own look. */
function shortTail(bytes: Buffer, last: Run): Run | undefined {
  const text = bytes.toString('latin1', last.end, last.end + 48 + MIN_RUN);
  const match = /^(?:[ \t]{0,8}\r?\n[ \t]{0,32}|(?:\\r)?\\n)([A-Za-z0-9+/_-]{1,31})(?![A-Za-z0-9+/_-])/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const end = last.end + match[0].length;
  return { start: end - match[1].length, end };
}

/** Lines that are read as one. */
interface Lines {
  readonly lines: readonly Run[];
  /** True where more of them follow. */
  readonly isCut: boolean;
}

function decodeLines(bytes: Buffer, { lines, isCut }: Lines): Region | null {
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isPacked = isPackedAt(bytes, first.start);
  if (!isPacked && !isMostlyText(Buffer.from(bytes.toString('latin1', first.start, first.end), 'base64'))) return null;
  const text = lines.map((line) => bytes.toString('latin1', line.start, line.end)).join('');
  const placeOf = (character: number): number => {
    let left = character;
    for (const line of lines) {
      if (left < line.end - line.start) return line.start + left;
      left -= line.end - line.start;
    }
    return last.end;
  };
  const run = { start: first.start, end: last.end };
  if (isPacked) return openPacked({ text, run, placeOf, isCut });
  return { ...run, encoding: 'base64', decoded: Buffer.from(text, 'base64'), toOuter: (inner) => placeOf(Math.floor(inner / 3) * 4), isText: true };
}

/** The group that begins with the run at `index`, as many lines of it as may be one; and the run that it stopped before. */
function groupAt(bytes: Buffer, runs: readonly Run[], index: number): { readonly lines: Run[]; readonly next: Run | undefined } {
  const lines: Run[] = [];
  let next: Run | undefined = runs[index];
  const most = next !== undefined && isPackedAt(bytes, next.start) ? MAX_PACKED_LINES : MAX_LINES;
  while (next !== undefined && lines.length < most) {
    lines.push(next);
    next = lineAfter(bytes, next, runs[index + lines.length]);
  }
  return { lines, next };
}

/** Groups of lines of equal length, the last one shorter; a group ends after `MAX_LINES` and the next begins. */
function* groupLines(bytes: Buffer, range: SearchRange): Iterable<Lines> {
  const limit = Math.min(bytes.length, range.to + BEYOND);
  const runs = [...findRuns(bytes, { ...range, to: limit })].filter((run) => run.end - run.start <= MAX_LINE);
  for (let index = 0; index < runs.length; ) {
    const { lines, next } = groupAt(bytes, runs, index);
    index += lines.length;
    const last = lines.at(-1);
    const isCut = next !== undefined || (limit < bytes.length && (last?.end ?? 0) + MAX_LINE >= limit);
    const tail = last === undefined ? undefined : shortTail(bytes, last);
    if (tail !== undefined) lines.push(tail);
    if (lines.length > 1) yield { lines, isCut };
  }
}

/** Base64 that is broken into lines (RFC 2045 §6.8, RFC 7468), also indented as in YAML, or with line ends that are escaped as in JSON; gzip in it. */
export const findWrappedBase64: FindRegions = function* find(bytes, range) {
  for (const group of groupLines(bytes, range)) {
    if ((group.lines[0]?.start ?? range.to) >= range.to) return;
    const region = decodeLines(bytes, group);
    if (region !== null) yield region;
  }
};
