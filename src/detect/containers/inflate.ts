import { gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import type { UnpackBudget } from './container.ts';

/** Little honest text packs better than this; what is large and does is a bomb and is cut off there. */
const MAX_RATIO = 200;
/** So much is read whatever the ratio: empty columns of an export pack a thousand times. */
const MIN_LIMIT = 2 << 20;
/** Functions of their own: naming zlib's here would load it at each start. */
const UNPACK = {
  gzip: (bytes: Buffer, options: ZlibOptions): Buffer => gunzipSync(bytes, options),
  zlib: (bytes: Buffer, options: ZlibOptions): Buffer => inflateSync(bytes, options),
  raw: (bytes: Buffer, options: ZlibOptions): Buffer => inflateRawSync(bytes, options),
} as const;

/**
 * Unpacks at most what the budget and the ratio allow.
 * @returns nothing when the data is broken or wants more than it may have
 */
export function inflateWithin(packed: Buffer, format: 'gzip' | 'zlib' | 'raw', budget: UnpackBudget): Buffer | null {
  const limit = Math.min(budget.bytes, Math.max(MIN_LIMIT, packed.length * MAX_RATIO));
  budget.isExceeded ||= limit <= 0;
  if (limit <= 0) return null;
  try {
    const bytes = UNPACK[format](packed, { maxOutputLength: limit });
    budget.bytes -= bytes.length;
    return bytes;
  } catch (error) {
    // Over the limit or broken: the caller marks the container as not whole.
    budget.isExceeded ||= error instanceof RangeError;
    return null;
  }
}
