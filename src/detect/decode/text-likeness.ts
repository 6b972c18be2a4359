/** Share of printable bytes from which decoded bytes are worth scanning. */
const MIN_PRINTABLE = 0.9;

const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) => ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13 ? 1 : 0));

function printableShare(bytes: Uint8Array, first: number, step: number): number {
  let printable = 0;
  let count = 0;
  for (let at = first; at < bytes.length; at += step) {
    printable += PRINTABLE[bytes[at] as number] as number;
    count += 1;
  }
  return count === 0 ? 0 : printable / count;
}

/** True for ASCII-like text and for UTF-16 of it (PowerShell wraps that in base64). UTF-8 letters count against, mildly. */
export function isMostlyText(bytes: Uint8Array): boolean {
  if (printableShare(bytes, 0, 1) >= MIN_PRINTABLE) return true;
  return bytes.length >= 16 && bytes[1] === 0 && bytes[3] === 0 && printableShare(bytes, 0, 2) >= MIN_PRINTABLE;
}
