import type { Region, SearchRange } from './region.ts';
import { isMostlyText } from './text-likeness.ts';

/** Fewer bytes hold no key worth the look. */
const MIN_BYTES = 16;
/** Longest run that is looked at: what is longer is a file of its own that somebody wrote as numbers. */
const MAX_RUN = 12 * 1024;
/** Bytes that are looked at, one in so many: the shortest run, of 35 characters, holds three of them wherever it begins. */
const STEP = 11;

const IN_RUN = 1;
const DIGIT = 2;
/** Hex digits, and what stands between them. The fast engine knows the same (assembly/encoded.ts). */
const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[0-9A-Fa-f]/.test(character)) return IN_RUN | DIGIT;
  return ' :,x'.includes(character) ? IN_RUN : 0;
});
/** Groups of one, two or four bytes, with or without `0x`, with the same kind of sign between them: `41 4b`, `41:4B`, `0x41, 0x4b`, `414b 4941`. */
const GROUPS = /(?<![0-9A-Fa-fx])(?:0x)?(?:[0-9A-Fa-f]{2}){1,4}(?:[ :,]{1,3}(?:0x)?(?:[0-9A-Fa-f]{2}){1,4}){3,4095}(?![0-9A-Fa-fx])/g;
/** Before the groups of a dump stands where they are from. */
const OFFSET = /^[0-9A-Fa-f]{4,16}(?:: {0,2}| {2,3})(?=[0-9A-Fa-f])/;
const DIGITS = /(?<!0(?=x))[0-9A-Fa-f]{2}/g;

function regionOf(start: number, text: string): Region | null {
  const skipped = OFFSET.exec(text)?.[0].length ?? 0;
  const pairs = [...text.slice(skipped).matchAll(DIGITS)];
  if (pairs.length < MIN_BYTES) return null;
  const decoded = Buffer.from(pairs.map(([digits]) => digits).join(''), 'hex');
  if (!isMostlyText(decoded)) return null;
  const outer = pairs.map(({ index }) => start + skipped + index);
  const end = start + text.length;
  return { start: outer[0] ?? start, end, encoding: 'hex', decoded, toOuter: (inner) => outer[inner] ?? end, isText: true };
}

/** Zero beyond the end. */
function classAt(bytes: Buffer, at: number): number {
  return CLASS[bytes[at] ?? 0] as number;
}

/** The run of hex digits and signs around `at`, or nothing where it is longer than may be. */
function runAround(bytes: Buffer, at: number): { start: number; end: number; isShort: boolean } {
  let start = at;
  while (start > 0 && at - start <= MAX_RUN && classAt(bytes, start - 1) !== 0) start -= 1;
  let end = at + 1;
  while (end < bytes.length && end - at <= MAX_RUN && classAt(bytes, end) !== 0) end += 1;
  return { start, end, isShort: at - start <= MAX_RUN && end - at <= MAX_RUN && end - start <= MAX_RUN };
}

/** Hex digits and signs at `at` and behind it, and not the spaces alone that begin a line. The nearest are asked first: in words one of them says no. */
function mayBeRun(bytes: Buffer, at: number): boolean {
  const first = classAt(bytes, at);
  if (first === 0) return false;
  const second = classAt(bytes, at + 1);
  const third = classAt(bytes, at + 2);
  return (first & second & third & IN_RUN) !== 0 && ((first | second | third) & DIGIT) !== 0 && (classAt(bytes, at + STEP) & classAt(bytes, at + 2 * STEP) & IN_RUN) !== 0;
}

/** Bytes in hex with a space, colon or comma between them, on one line. A region belongs to the range that holds the first byte of its run. */
export function* findSpacedHex(bytes: Buffer, { from, to }: SearchRange): Iterable<Region> {
  for (let at = from; at < to + MAX_RUN && at < bytes.length; at += STEP) {
    if (!mayBeRun(bytes, at)) {
      if (at >= to) return;
      continue;
    }
    const { start, end, isShort } = runAround(bytes, at);
    if (start >= to) return;
    if (isShort && start >= from && end - start > MIN_BYTES * 2) {
      for (const match of bytes.toString('latin1', start, end).matchAll(GROUPS)) {
        const region = regionOf(start + match.index, match[0]);
        if (region !== null) yield region;
      }
    }
    at = end - 1;
  }
}
