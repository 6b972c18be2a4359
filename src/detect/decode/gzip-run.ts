import { gunzipSync } from 'node:zlib';
import type { Region } from './region.ts';
import type { Run } from './runs.ts';
import { isMostlyText } from './text-likeness.ts';

/** The magic of gzip (RFC 1952) and its only method, in base64: releases of Helm, user data of machines, compressed settings. */
const MAGIC = 'H4sI';
/** Settings and manifests pack five to twenty times; what wants more than this is not read, and told. */
const MAX_RATIO = 32;
const MIN_LIMIT = 1024;
/** `Z_SYNC_FLUSH`: a stream that is cut gives what it has. */
const GIVE_WHAT_THERE_IS = 2;
const PROBE = 512;

/** What the gzip holds; nothing of it, and a sign, where that is more than it may be. */
function inflated(packed: Buffer): { readonly bytes: Buffer; readonly isCut?: true } | null {
  const limit = Math.max(MIN_LIMIT, packed.length * MAX_RATIO);
  try {
    return { bytes: gunzipSync(packed, { maxOutputLength: limit, finishFlush: GIVE_WHAT_THERE_IS }) };
  } catch (error) {
    // Larger than it may be: told. Damaged: no gzip.
    return error instanceof RangeError ? { bytes: Buffer.alloc(0), isCut: true } : null;
  }
}

/** Text that was packed and then written in base64. Of a run that is cut into pieces (16 KiB and more) the first one is read; the others are no text, as all base64 of what is packed. */
export function unzipRun(text: string, { start, end }: Run): Region | null {
  if (!text.startsWith(MAGIC)) return null;
  const result = inflated(Buffer.from(text, 'base64'));
  if (result === null) return null;
  const { bytes: decoded, ...rest } = result;
  if (decoded.length > 0 && !isMostlyText(decoded.subarray(0, PROBE))) return null;
  return { start, end, encoding: 'base64+gzip', decoded, toOuter: () => start, isText: true, ...rest };
}
