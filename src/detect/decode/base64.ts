import { openPackedRun } from './gzip-run.ts';
import type { FindRegions, Region } from './region.ts';
import { beginsIn, findRuns, piecesOf, type Run } from './runs.ts';
import { findSpacedHex } from './spaced-hex.ts';
import { isMostlyText } from './text-likeness.ts';

/** Characters on which the four possible alignments of a piece are tried. */
const PROBE = 128;
const HEX = /^[0-9a-fA-F]+$/;

function decodeHex(text: string, { start, end }: Run): Region | null {
  if (!HEX.test(text)) return null;
  for (const shift of [0, 1]) {
    const from = start + shift;
    const decoded = Buffer.from(text.slice(shift), 'hex');
    if (isMostlyText(decoded)) return { start: from, end, encoding: 'hex', decoded, toOuter: (inner) => from + inner * 2, isText: true };
  }
  return null;
}

function decodeBase64(text: string, { start, end }: Run): Region | null {
  for (let shift = 0; shift < 4; shift++) {
    if (!isMostlyText(Buffer.from(text.slice(shift, shift + PROBE), 'base64'))) continue;
    const from = start + shift;
    const decoded = Buffer.from(text.slice(shift), 'base64');
    return { start: from, end, encoding: 'base64', decoded, toOuter: (inner) => from + Math.floor(inner / 3) * 4, isText: true };
  }
  return null;
}

/**
 * Base64, base64url (RFC 4648 §4, §5) and hex, each in one unbroken run, and hex with signs between its bytes; gzip in base64. A run may follow
 * other characters of the alphabet (`path/` before it), so all alignments are tried; only one of them gives text.
 */
export const findBase64: FindRegions = function* find(bytes, range) {
  for (const run of findRuns(bytes, range)) {
    const packed = beginsIn(bytes, run, range) ? openPackedRun(bytes, run) : null;
    if (packed !== null) {
      yield packed;
      continue;
    }
    for (const piece of piecesOf(bytes, run, range)) {
      const text = bytes.toString('latin1', piece.start, piece.end);
      const region = decodeHex(text, piece) ?? decodeBase64(text, piece);
      if (region !== null) yield region;
    }
  }
  yield* findSpacedHex(bytes, range);
};
