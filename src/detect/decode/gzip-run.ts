import { gunzipSync } from 'node:zlib';
import type { Region } from './region.ts';
import type { Run } from './runs.ts';
import { isMostlyText } from './text-likeness.ts';

/** The magic of gzip (RFC 1952) and its only method, in base64: releases of Helm, user data of machines, compressed settings. */
const MAGIC = 'H4sI';
/** The same in base64 once more: Kubernetes writes each value of a Secret in base64, and Helm gives it one already. */
const MAGIC_AGAIN = 'SDRzS';
/**
 * Characters of a run that are read: a Secret holds 1 MiB, which is a third more in base64. Of a longer one this much is
 * read, and the rest is told.
 */
export const LONGEST_PACKED: number = 3 * 512 * 1024;
/** Settings and manifests pack five to twenty times; what wants more than this is not read, and told. */
const MAX_RATIO = 32;
const MIN_LIMIT = 1024;
/** Unpacked bytes of one run: releases of 1 MiB come to 4 to 8. */
const MAX_UNPACKED = 16 * 1024 * 1024;
/** `Z_SYNC_FLUSH`: a stream that is cut gives what it has. */
const GIVE_WHAT_THERE_IS = 2;
/** Bytes by which text is told from what else is packed: of the stream, of what comes out of them at most, and of those the ones that are looked at. */
const HEAD = 768;
const MAX_HEAD_UNPACKED = 1 << 20;
const PROBE = 512;
/** Characters of a run that is packed within: all of base64. */
const PROBE_AGAIN = 128;
const ONLY_BASE64 = /^[A-Za-z0-9+/_-]+=*\s*$/;

/** Base64 of gzip, as a run or in lines. */
interface PackedText {
  readonly text: string;
  /** Where it stands. */
  readonly run: Run;
  /** Place of one of its characters. */
  readonly placeOf: (character: number) => number;
  /** True where it goes on, beyond what may be read. */
  readonly isCut: boolean;
}

/** True where a run of base64 begins as gzip does, or as base64 of it does. */
export function isPackedAt(bytes: Buffer, at: number): boolean {
  // Most runs are turned away by their first two letters.
  const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  if (pair === 0x4834) return bytes.toString('latin1', at, at + MAGIC.length) === MAGIC;
  return pair === 0x5344 && bytes.toString('latin1', at, at + MAGIC_AGAIN.length) === MAGIC_AGAIN;
}

function gunzip(packed: Buffer, maxOutputLength: number): Buffer | 'too-large' | null {
  try {
    return gunzipSync(packed, { maxOutputLength, finishFlush: GIVE_WHAT_THERE_IS });
  } catch (error) {
    // Larger than it may be: told. Damaged: no gzip.
    return error instanceof RangeError ? 'too-large' : null;
  }
}

/** False for what is no gzip, and for packed pictures and programs; true for a bomb, whose start is as large as it can be. */
function holdsText(packed: Buffer): boolean {
  const head = gunzip(packed.subarray(0, HEAD), MAX_HEAD_UNPACKED);
  return head === 'too-large' || (head !== null && isMostlyText(head.subarray(0, PROBE)));
}

/** Text that was packed and then written in base64; nothing of it, and a sign, where that is more than it may be. */
function unzip({ text, run, placeOf, isCut }: PackedText): Region | null {
  if (!text.startsWith(MAGIC)) return null;
  const packed = Buffer.from(text, 'base64');
  if (!holdsText(packed)) return null;
  const result = gunzip(packed, Math.min(MAX_UNPACKED, Math.max(MIN_LIMIT, packed.length * MAX_RATIO)));
  if (result === null) return null;
  const isTooLarge = result === 'too-large';
  const decoded = isTooLarge ? Buffer.alloc(0) : result;
  // Which character a byte came of is not known: one as far into the text as the byte is into what came of it.
  const share = text.length / Math.max(1, decoded.length);
  return { ...run, encoding: 'base64+gzip', decoded, toOuter: (inner) => placeOf(Math.floor(inner * share)), isText: true, ...(isTooLarge || isCut ? { isCut: true } : {}) };
}

function decodeAgain({ text, run, placeOf, isCut }: PackedText): Region | null {
  if (!text.startsWith(MAGIC_AGAIN)) return null;
  if (!ONLY_BASE64.test(Buffer.from(text.slice(0, PROBE_AGAIN), 'base64').toString('latin1'))) return null;
  const decoded = Buffer.from(text, 'base64');
  return { ...run, encoding: 'base64', decoded, toOuter: (inner) => placeOf(Math.floor(inner / 3) * 4), isText: true, ...(isCut ? { isCut: true } : {}) };
}

/** What was packed and written in base64, or that base64 where it was written in base64 again. */
export function openPacked(packed: PackedText): Region | null {
  return unzip(packed) ?? decodeAgain(packed);
}

/** A run that begins as gzip does, or as base64 of it does, read in one piece however long it is. */
export function openPackedRun(bytes: Buffer, run: Run): Region | null {
  if (!isPackedAt(bytes, run.start)) return null;
  const end = Math.min(run.end, run.start + LONGEST_PACKED);
  const text = bytes.toString('latin1', run.start, end);
  return openPacked({ text, run: { start: run.start, end }, placeOf: (character) => run.start + character, isCut: end < run.end });
}
