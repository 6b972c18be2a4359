import { isUtf8 } from 'node:buffer';

/**
 * Paths in git and on POSIX systems are bytes. In text they stand as UTF-8; a byte that is not part of valid UTF-8
 * stands as `\xNN`, and a backslash that would read as such an escape stands as `\x5c`. So every path has exactly
 * one text, and `encodePath(decodePath(bytes))` gives the same bytes back. Other characters, line ends and terminal
 * escapes included, are left as they are: they are escaped where they are printed.
 */
const LITERAL_ESCAPE = /\\(?=x[0-9a-f]{2})/g;
const ESCAPE = /\\x([0-9a-f]{2})/g;

/** Text of a path. */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8').replace(LITERAL_ESCAPE, String.raw`\x5c`);
  let text = '';
  let start = 0;
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceAt(buffer, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += `${decodeValid(buffer.subarray(start, at))}\\x${(buffer[at] ?? 0).toString(16).padStart(2, '0')}`;
    at += 1;
    start = at;
  }
  return text + decodeValid(buffer.subarray(start));
}

function decodeValid(bytes: Buffer): string {
  return bytes.toString('utf8').replace(LITERAL_ESCAPE, String.raw`\x5c`);
}

/** Length of the valid UTF-8 sequence at `at`, 0 where there is none. */
function sequenceAt(bytes: Buffer, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** The bytes of a path text made by `decodePath`. */
export function encodePath(text: string): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (const match of text.matchAll(ESCAPE)) {
    pieces.push(Buffer.from(text.slice(start, match.index), 'utf8'), Buffer.from(match[1] ?? '', 'hex'));
    start = match.index + match[0].length;
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(start), 'utf8')]);
}
