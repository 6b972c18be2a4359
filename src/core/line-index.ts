import type { Position } from './span.ts';

const LF = 10;
const CR = 13;

/** Line and column at some byte of a document, as a start to count on from. Column in UTF-16 units, from 1. */
export interface LineMark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** True when the byte before was CR: a following LF ends the same line. */
  readonly afterCarriageReturn: boolean;
}

export const DOCUMENT_START: LineMark = { offset: 0, line: 1, column: 1, afterCarriageReturn: false };

/** UTF-16 units that a UTF-8 byte begins: none for continuation bytes, two for the lead of four. */
function unitsOf(byte: number): number {
  if ((byte & 0xc0) === 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

/** Line feeds in `[from, to)`: nothing else is looked at, as there may be gigabytes of them to count. */
function countLineFeeds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) count += bytes[at] === LF ? 1 : 0;
  return count;
}

/** As `advance`, of text that has no CR in it or right before it: of its last line alone the columns count. */
function advancePlain(mark: LineMark, bytes: Uint8Array, { from, to }: { readonly from: number; readonly to: number }): Pick<LineMark, 'line' | 'column'> {
  const lineFeeds = countLineFeeds(bytes, from, to);
  let column = lineFeeds === 0 ? mark.column : 1;
  const start = lineFeeds === 0 ? from : from + bytes.subarray(from, to).lastIndexOf(LF) + 1;
  for (let at = start; at < to; at++) column += unitsOf(bytes[at] as number);
  return { line: mark.line + lineFeeds, column };
}

/**
 * Counts lines and columns from one offset to a later one. LF, CRLF and CR alone end a line.
 * @param bytes UTF-8 text of which `bytes[0]` stands at document offset `base`
 */
export function advance(mark: LineMark, bytes: Uint8Array, base: number, target: number): LineMark {
  const [from, to] = [mark.offset - base, target - base];
  if (!mark.afterCarriageReturn && !bytes.subarray(from, to).includes(CR)) return { offset: target, ...advancePlain(mark, bytes, { from, to }), afterCarriageReturn: false };
  let { line, column, afterCarriageReturn } = mark;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === CR || (byte === LF && !afterCarriageReturn)) {
      line += 1;
      column = 1;
    } else if (byte !== LF) column += unitsOf(byte);
    afterCarriageReturn = byte === CR;
  }
  return { offset: target, line, column, afterCarriageReturn };
}

/** The position that a mark stands for. */
export function positionOf(mark: LineMark): Position {
  return { line: mark.line, column: mark.column };
}
