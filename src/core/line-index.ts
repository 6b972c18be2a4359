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

/**
 * Counts lines and columns from one offset to a later one. LF, CRLF and CR alone end a line.
 * @param bytes UTF-8 text of which `bytes[0]` stands at document offset `base`
 */
export function advance(mark: LineMark, bytes: Uint8Array, base: number, target: number): LineMark {
  let { line, column, afterCarriageReturn } = mark;
  for (let at = mark.offset - base; at < target - base; at++) {
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
