import type { SearchRange } from './region.ts';

/** A stretch of characters of one alphabet. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** Fewer characters than this hold no key worth the look: 24 bytes of base64. */
export const MIN_RUN: number = 32;
/** Long runs are cut where the document offset is a multiple of this; each piece reaches into the next. */
const STRIDE = 16 * 1024;
const OVERLAP = 4 * 1024;

/** Base64 in its standard and URL-safe forms; padding ends a run. Hex is a part of it. */
const IN_ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0));

/** Runs of at least `MIN_RUN` characters that reach into the range; looks at every 32nd byte first. */
export function* findRuns(bytes: Buffer, { from, to }: SearchRange): Iterable<Run> {
  let at = from;
  while (at < to) {
    const probe = at + MIN_RUN - 1;
    if (probe >= bytes.length) return;
    if (IN_ALPHABET[bytes[probe] as number] === 0) {
      at = probe + 1;
      continue;
    }
    let start = probe;
    while (start > at && IN_ALPHABET[bytes[start - 1] as number] === 1) start -= 1;
    let end = probe + 1;
    while (end < bytes.length && IN_ALPHABET[bytes[end] as number] === 1) end += 1;
    if (end - start >= MIN_RUN) yield { start, end };
    at = end + 1;
  }
}

/** True when a run came in from before the range began. */
function continuesInto(bytes: Buffer, run: Run, { from }: SearchRange): boolean {
  return run.start === from && from > 0 && IN_ALPHABET[bytes[from - 1] as number] === 1;
}

/** True when the first character of a run lies in the range. */
export function beginsIn(bytes: Buffer, run: Run, range: SearchRange): boolean {
  return run.start < range.to && !continuesInto(bytes, run, range);
}

/** Start of the run that goes on to `end`, not looked for before `low`. */
export function runStart(bytes: Buffer, end: number, low: number): number {
  let start = end;
  while (start > low && IN_ALPHABET[bytes[start - 1] as number] === 1) start -= 1;
  return start;
}

/**
 * The pieces of a run that begin in the range: one at the run's own start, one at each multiple of the stride.
 * A run that came in from before the range began has no start of its own here.
 */
export function* piecesOf(bytes: Buffer, run: Run, range: SearchRange): Iterable<Run> {
  const continues = continuesInto(bytes, run, range);
  const firstMultiple = Math.floor((run.start + range.base) / STRIDE + 1) * STRIDE - range.base;
  const starts = continues || run.start >= range.to ? [] : [run.start];
  if (continues && (range.from + range.base) % STRIDE === 0) starts.push(range.from);
  for (let at = firstMultiple; at < Math.min(run.end, range.to); at += STRIDE) starts.push(at);
  for (const start of starts) {
    const boundary = Math.floor((start + range.base) / STRIDE + 1) * STRIDE - range.base;
    const end = Math.min(run.end, boundary + OVERLAP);
    if (end - start >= MIN_RUN) yield { start, end };
  }
}
