import { SET_BYTES } from '#ruleset/gate.ts';

/**
 * The gates of a table's anchors, laid out for the filters, in TypeScript and in WebAssembly alike. A gate is 23 words:
 * how its left side is judged, number of sets behind the anchor, those sets (10), set of the run, least length of the
 * run (bit 15: with a digit), greatest distance of its start, and of its end, from the start of the anchor; then the set
 * of what may stand before a word for keys, how much of it (65535: no such word), and the sets of the words' two hashes;
 * last the set of a byte that must come (0: none), and the set of what may stand before it; and the
 * set of a byte that must stand right before the anchor (0: any, or none).
 */
export interface GateTable {
  readonly gates: Uint16Array;
  /** Sets of bytes, 32 bytes each; the first holds every byte. */
  readonly sets: Uint8Array;
}

export const GATE_WORDS = 23;
/**
 * Farthest that a gate looks ahead of its anchor's first byte. The history engine asks gates anew where a change is no
 * farther away than this, so it must not exceed that engine's own reach.
 */
export const GATE_REACH = 416;
export const NO_GATES: GateTable = { gates: new Uint16Array(), sets: new Uint8Array() };

/** Words of a gate, by their place in it. */
export const LEFT = 0;
export const COUNT = 1;
export const NEXT = 2;
export const RUN_SET = 12;
export const RUN_LENGTH = 13;
export const WITHIN = 14;
export const CAP = 15;
export const REST_SET = 16;
export const SPAN = 17;
export const FIRST_SET = 18;
export const SECOND_SET = 19;
export const TARGET_SET = 20;
export const THROUGH_SET = 21;
export const BEFORE_SET = 22;
export const NO_WORD = 0xffff;
export const DIGIT_BIT = 0x8000;

/** Left sides: bits of the byte classes below that may not stand there, and whether the start of a word will do. */
export const CLASS = { word: 1, token: 2, base64: 4, digit: 8, lower: 16, upper: 32, escape: 64 } as const;
export const STARTS_WORD = 256;

/** Classes of each byte, as bits. */
export const LEFT_CLASSES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  let bits = /[0-9A-Za-z]/.test(character) ? CLASS.word | CLASS.token | CLASS.base64 : 0;
  if (/[-_]/.test(character)) bits |= CLASS.token | CLASS.base64;
  if (/[+/]/.test(character)) bits |= CLASS.base64;
  if (/[0-9]/.test(character)) bits |= CLASS.digit;
  if (/[a-z]/.test(character)) bits |= CLASS.lower;
  if (/[A-Z]/.test(character)) bits |= CLASS.upper;
  return '\\%\u001b'.includes(character) ? bits | CLASS.escape : bits;
});

/** True where a set, by its number, holds a byte. */
export function isIn(sets: Uint8Array, set: number, byte: number): boolean {
  return (((sets[set * SET_BYTES + (byte >> 3)] as number) >> (byte & 7)) & 1) !== 0;
}
