import { AMPERSAND, beginsEscape, escapesIn, isNamedInKey, isSoftSign } from './escape-forms.ts';
import { isOctalInKey } from './key-character.ts';
import type { FindRegions, Region, SearchRange } from './region.ts';

/** Escaped text is looked at in cells of this many bytes of the document, each reaching into the next. */
const CELL = 2 * 1024;
const MIN_LENGTH = 16;
/** What begins an escape. Names of HTML are looked for by their ampersand, octal digits by the first of them. */
const TRIGGERS: readonly Buffer[] = ['%', String.raw`\x`, String.raw`\u`, String.raw`\/`, '&#', '=3D', '=\n', '=\r\n'].map((text) => Buffer.from(text));
/** Bytes that end a stretch of escaped text: space, controls and quotes. */
const ENDS = Uint8Array.from({ length: 256 }, (_, byte) => (byte <= 32 || byte === 127 || '"\'`<>'.includes(String.fromCharCode(byte)) ? 1 : 0));

/** A soft line break belongs to the text around it, any other line end does not. */
function isEnd(bytes: Buffer, at: number): boolean {
  if (ENDS[bytes[at] as number] === 0) return false;
  if (bytes[at] === 10) return !isSoftSign(bytes, bytes[at - 1] === 13 ? at - 2 : at - 1);
  return !(bytes[at] === 13 && isSoftSign(bytes, at - 1));
}

/** Where an escape stood in a text, and what it stands for in what is decoded of it. */
interface DecodedEscape {
  readonly from: number;
  readonly to: number;
  readonly innerFrom: number;
  readonly innerTo: number;
}

/** UTF-8 bytes of a character, one sign of the text for each. */
function bytesOf(character: string): string {
  return character.length < 2 && character.charCodeAt(0) < 0x80 ? character : Buffer.from(character, 'utf8').toString('latin1');
}

/** Where in the text that stands from which byte `inner` was decoded. */
function outerOf(escapes: readonly DecodedEscape[], inner: number): number {
  const last = escapes.findLast(({ innerFrom }) => innerFrom <= inner);
  if (last === undefined) return inner;
  return inner < last.innerTo ? last.from : last.to + inner - last.innerTo;
}

function decode(bytes: Buffer, start: number, end: number): Region | null {
  const text = bytes.toString('latin1', start, end);
  const escapes: DecodedEscape[] = [];
  let plain = '';
  let copied = 0;
  let isInKey = false;
  for (const { from, to, character, isOfKey } of escapesIn(text)) {
    isInKey ||= isOfKey;
    plain += text.slice(copied, from);
    copied = to;
    const innerFrom = plain.length;
    plain += bytesOf(character);
    escapes.push({ from, to, innerFrom, innerTo: plain.length });
  }
  if (!isInKey) return null;
  const decoded = Buffer.from(plain + text.slice(copied), 'latin1');
  return { start, end, encoding: 'escapes', decoded, toOuter: (inner) => (inner < decoded.length ? start + outerOf(escapes, inner) : end), isText: true };
}

const ALWAYS = (): boolean => true;
/** What begins an escape, and whether it does where it stands. */
const BEGINNINGS: readonly (readonly [Buffer | number, (bytes: Buffer, at: number) => boolean])[] = [
  [AMPERSAND, isNamedInKey],
  [Buffer.from(String.raw`\0`), isOctalInKey],
  [Buffer.from(String.raw`\1`), isOctalInKey],
  ...TRIGGERS.map((trigger) => [trigger, ALWAYS] as const),
];

/** True where a stretch goes on over the border before `cell`: it begins in the cell before, which need not hold a trigger. */
function isCrossed(bytes: Buffer, cell: number): boolean {
  return cell > 0 && !isEnd(bytes, cell - 1) && !isEnd(bytes, cell);
}

/** Cells of the range in which a stretch with a trigger begins or goes on, by their first index. */
function cellsWithTriggers(bytes: Buffer, { from, to, base }: SearchRange): number[] {
  const cells = new Set<number>();
  for (const [trigger, isTrigger] of BEGINNINGS) {
    for (let at = bytes.indexOf(trigger, from); at >= 0 && at < to; ) {
      const cell = Math.floor((at + base) / CELL) * CELL - base;
      const isFound = isTrigger(bytes, at);
      if (isFound) cells.add(cell);
      if (isFound && isCrossed(bytes, cell)) cells.add(cell - CELL);
      at = bytes.indexOf(trigger, isFound ? cell + CELL : at + 1);
    }
  }
  return [...cells].sort((a, b) => a - b);
}

/** Start of the stretch of a cell that `at` lies in, or of the first one behind it. */
function stretchStart(bytes: Buffer, cell: number, at: number): number {
  let start = Math.max(0, cell, at);
  while (start > Math.max(0, cell) && !isEnd(bytes, start - 1)) start -= 1;
  return start;
}

/**
 * Stretches without an end that begin in a cell, or came into it, touch the range and seem to hold an escape. Others of
 * the cell belong to other ranges, or hold nothing that this one asked for.
 */
function* stretchesOf(bytes: Buffer, cell: number, { from, to }: SearchRange): Iterable<{ start: number; end: number }> {
  const limit = Math.min(bytes.length, cell + CELL, to);
  const reach = Math.min(bytes.length, cell + 2 * CELL);
  let at = stretchStart(bytes, cell, from);
  while (at < limit) {
    while (at < limit && isEnd(bytes, at)) at += 1;
    let end = at;
    let escaped = false;
    for (; end < reach && !isEnd(bytes, end); end++) escaped ||= beginsEscape(bytes, end);
    if (escaped && at < limit && end - at >= MIN_LENGTH && end > from) yield { start: at, end };
    at = end + 1;
  }
}

/** Text with percent, `\x`, `\u`, `\/`, octal, HTML (numbers and names) or quoted-printable escapes in place of characters of a key. */
export const findEscaped: FindRegions = function* find(bytes, range) {
  for (const cell of cellsWithTriggers(bytes, range)) {
    for (const { start, end } of stretchesOf(bytes, cell, range)) {
      const region = decode(bytes, start, end);
      if (region !== null) yield region;
    }
  }
};
