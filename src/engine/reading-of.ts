import { mayBeContainer, sniffContainer } from '#detect/containers/container.ts';
import { BLOCK } from '#detect/document-view.ts';
import { sniffEncoding, SNIFF_BYTES } from '#detect/encoding.ts';
import type { Core } from './core-memory.ts';
import type { DocumentState, Place } from './document-state.ts';

/** How the reference would read a document that stands in the core's memory; `plain` where only it can. */
export function readingOf({ bytes, exports }: Core, { at, length }: Place): DocumentState['reading'] {
  if (length > BLOCK) return 'plain';
  const head = (): Buffer => bytes.subarray(at, at + Math.min(length, SNIFF_BYTES));
  if (mayBeContainer(bytes, at, length) && sniffContainer(head()) !== undefined) return 'plain';
  // Most are plain, and a view of each would be made for nothing.
  if (exports.isPlain(at, length) !== 0) return 'text';
  const encoding = sniffEncoding(head());
  if (encoding === 'utf-8') return 'text';
  return encoding === 'bytes' ? 'bytes' : 'plain';
}
