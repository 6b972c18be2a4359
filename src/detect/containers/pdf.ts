import { takeEntry, type Entry, type UnpackBudget, type Unpacked } from './container.ts';
import { inflateWithin } from './inflate.ts';
import { textOfPage } from './pdf-text.ts';

/* ISO 32000-1 7.3.8: `<< dictionary >> stream`, a line end, data, `endstream`. */
const STREAM = Buffer.from('stream');
const END_STREAM = Buffer.from('endstream');
/** A dictionary that names a filter is not longer. */
const DICTIONARY = 1_024;
const NEWLINE = 10;
const RETURN = 13;

/** Where the data begins behind the word at `at`; -1 where that word is no start of a stream. */
function dataStart(bytes: Buffer, at: number): number {
  const next = at + STREAM.length;
  if (bytes[next] === NEWLINE) return next + 1;
  return bytes[next] === RETURN && bytes[next + 1] === NEWLINE ? next + 2 : -1;
}

/** The dictionary before a stream: what stands between the last `obj` and the word `stream`. */
function dictionaryBefore(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', Math.max(0, at - DICTIONARY), at);
  return text.slice(text.lastIndexOf('obj') + 1);
}

/**
 * Reads the deflated streams of a PDF: the text of pages, in the order in which they show it, and streams of objects
 * as they are. Other filters hold pictures and fonts. An encrypted file, and a stream that is broken, leave it not whole.
 */
export function unpackPdf(bytes: Buffer, budget: UnpackBudget): Unpacked {
  const entries: Entry[] = [];
  let isWhole = !bytes.includes('/Encrypt');
  for (let at = bytes.indexOf(STREAM); at >= 0; ) {
    const start = dataStart(bytes, at);
    const end = start < 0 ? -1 : bytes.indexOf(END_STREAM, start);
    if (end < 0) {
      at = bytes.indexOf(STREAM, at + STREAM.length);
      continue;
    }
    if (/\/(?:FlateDecode|Fl)\b/.test(dictionaryBefore(bytes, at))) {
      if (!takeEntry(budget)) return { entries, isWhole: false };
      const inner = inflateWithin(bytes.subarray(start, end), 'zlib', budget);
      if (inner !== null) entries.push({ name: `stream at ${start}`, bytes: textOfPage(inner) ?? inner });
      isWhole &&= inner !== null;
    }
    at = bytes.indexOf(STREAM, end + END_STREAM.length);
  }
  return { entries, isWhole };
}
