import { isMostlyText } from './text-likeness.ts';
import type { FindRegions, Region } from './region.ts';

/** Fewer characters than this hold no key worth the look: 24 bytes. */
const MIN_RUN = 32;
/** Long runs are cut where the document offset is a multiple of this; each piece reaches into the next. */
const STRIDE = 16 * 1024;
const OVERLAP = 4 * 1024;
/** Characters on which the four possible alignments of a piece are tried. */
const PROBE = 128;

/** Standard and URL-safe alphabet; padding ends a run. */
const IN_ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) => (/[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0));

interface Run {
  readonly start: number;
  readonly end: number;
}

/** Runs of at least `MIN_RUN` alphabet characters that reach into `[from, to)`; looks at every 32nd byte first. */
function* findRuns(bytes: Buffer, from: number, to: number): Iterable<Run> {
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

/** Where the pieces of a run begin: at its start, if that lies in the range, and at each multiple of the stride. */
function* pieceStarts(run: Run, range: { from: number; to: number; base: number }, continues: boolean): Iterable<number> {
  if (!continues && run.start < range.to) yield run.start;
  const first = Math.floor((run.start + range.base) / STRIDE + 1) * STRIDE - range.base;
  for (let at = first; at < Math.min(run.end, range.to); at += STRIDE) if (at >= range.from) yield at;
}

function decodePiece(bytes: Buffer, start: number, end: number): Region | null {
  for (let shift = 0; shift < 4; shift++) {
    const from = start + shift;
    const probe = Buffer.from(bytes.toString('latin1', from, Math.min(end, from + PROBE)), 'base64');
    if (!isMostlyText(probe)) continue;
    const decoded = Buffer.from(bytes.toString('latin1', from, end), 'base64');
    return { start: from, end, encoding: 'base64', decoded, toOuter: (inner) => from + Math.floor(inner / 3) * 4 };
  }
  return null;
}

/**
 * Base64 and base64url (RFC 4648 §4, §5), unwrapped. A run may follow other characters of the alphabet
 * (`path/` before it), so all four alignments are tried; only one of them gives text.
 */
export const findBase64: FindRegions = function* find(bytes, range) {
  for (const run of findRuns(bytes, range.from, range.to)) {
    const continues = run.start === range.from && range.from > 0 && IN_ALPHABET[bytes[range.from - 1] as number] === 1;
    for (const start of pieceStarts(run, range, continues)) {
      const boundary = Math.floor((start + range.base) / STRIDE + 1) * STRIDE - range.base;
      const end = Math.min(run.end, boundary + OVERLAP);
      const region = end - start >= MIN_RUN ? decodePiece(bytes, start, end) : null;
      if (region !== null) yield region;
    }
  }
};
