/** Flags of a gzip header that say what stands before the stream, or behind its name (RFC 1952 §2.3.1). */
const [HAS_EXTRA, HAS_NAME] = [4, 8];
const HEADER = 10;
/** As long as file systems allow. */
const MAX_NAME = 255;

/**
 * The name of the file that a gzip was made of, as its header gives it (RFC 1952: ISO 8859-1, up to a zero byte),
 * without folders; empty where it gives none. It is text of a stranger.
 */
export function gzipName(bytes: Buffer): string {
  const flags = bytes[3] ?? 0;
  if ((flags & HAS_NAME) === 0) return '';
  const start = HEADER + ((flags & HAS_EXTRA) === 0 || bytes.length < HEADER + 2 ? 0 : 2 + bytes.readUInt16LE(HEADER));
  const end = bytes.subarray(start, start + MAX_NAME + 1).indexOf(0);
  return end < 0 ? '' : (bytes.toString('latin1', start, start + end).split(/[/\\]/).at(-1) ?? '');
}
