import { hashTrigram, MAX_NEXT, SET_BYTES, type ByteSet, type Gate, type LeftGate } from '#ruleset/gate.ts';

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

/** Words of a gate. */
const LEFT = 0;
const COUNT = 1;
const NEXT = 2;
const RUN_SET = 12;
const RUN_LENGTH = 13;
const WITHIN = 14;
const CAP = 15;
const REST_SET = 16;
const SPAN = 17;
const FIRST_SET = 18;
const SECOND_SET = 19;
const TARGET_SET = 20;
const THROUGH_SET = 21;
const BEFORE_SET = 22;
const NO_WORD = 0xffff;
const DIGIT_BIT = 0x8000;
const MAX_WORD = 0xffff;

/** Left sides: bits of the byte classes below that may not stand there, and whether the start of a word will do. */
const CLASS = { word: 1, token: 2, base64: 4, digit: 8, lower: 16, upper: 32, escape: 64 } as const;
const STARTS_WORD = 256;

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

/** Bytes before a key in which an escape may begin that ends where the key begins. */
const MAX_ESCAPE = 6;

function leftWord(left: LeftGate | undefined): number {
  if (left === undefined) return 0;
  return (left.boundary === undefined ? 0 : CLASS[left.boundary]) | (left.startsWord ? STARTS_WORD : 0);
}

/** Numbers sets, equal ones alike. */
class SetList {
  readonly sets: ByteSet[] = [new Uint8Array(SET_BYTES).fill(0xff)];
  readonly #numbers = new Map<string, number>();

  numberOf(set: ByteSet): number {
    const key = Buffer.from(set).toString('latin1');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.sets.length > MAX_WORD ? 0 : this.sets.push(set) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** True when the gate of an anchor lets a byte stand right behind it; true where there is no gate. */
export function mayFollow(table: GateTable | undefined, anchor: number, byte: number): boolean {
  const gate = anchor * GATE_WORDS;
  if (table === undefined || gate >= table.gates.length || table.gates[gate + COUNT] === 0) return true;
  return isIn(table.sets, table.gates[gate + NEXT] as number, byte);
}

/** The gates of another table's anchors, by their numbers there; an anchor that is new (-1) has an open one. */
export function pickGates(table: GateTable, numbers: readonly number[]): GateTable {
  const gates = new Uint16Array(numbers.length * GATE_WORDS);
  for (const [index, number] of numbers.entries()) {
    const from = number * GATE_WORDS;
    if (number >= 0 && from < table.gates.length) gates.set(table.gates.subarray(from, from + GATE_WORDS), index * GATE_WORDS);
    else gates[index * GATE_WORDS + SPAN] = NO_WORD;
  }
  return { gates, sets: table.sets };
}

/** Lays out gates, one for each anchor, in the order of the anchors. */
export function layGates(gates: readonly Gate[]): GateTable {
  const words = new Uint16Array(gates.length * GATE_WORDS);
  const list = new SetList();
  for (const [index, { left, next, run, keyWord, until, before }] of gates.entries()) {
    const gate = words.subarray(index * GATE_WORDS, (index + 1) * GATE_WORDS);
    gate[LEFT] = leftWord(left);
    gate[COUNT] = Math.min(next.length, MAX_NEXT);
    gate.set(next.slice(0, MAX_NEXT).map((set) => list.numberOf(set)), NEXT);
    gate[SPAN] = NO_WORD;
    if (keyWord !== undefined) gate.set([list.numberOf(keyWord.rest), keyWord.span, list.numberOf(keyWord.first), list.numberOf(keyWord.second)], REST_SET);
    if (before !== undefined) gate[BEFORE_SET] = list.numberOf(before);
    if (until !== undefined) gate.set([list.numberOf(until.target), list.numberOf(until.through)], TARGET_SET);
    if (run === undefined || run.within + run.length > GATE_REACH) continue;
    gate.set([list.numberOf(run.bytes), run.length | (run.needsDigit ? DIGIT_BIT : 0), run.within, Math.min(run.cap, GATE_REACH)], RUN_SET);
  }
  return { gates: words, sets: Buffer.concat(list.sets) };
}

function isIn(sets: Uint8Array, set: number, byte: number): boolean {
  return (((sets[set * SET_BYTES + (byte >> 3)] as number) >> (byte & 7)) & 1) !== 0;
}

function passesLeft(left: number, bytes: Uint8Array, at: number): boolean {
  if (left === 0 || at === 0) return true;
  const before = LEFT_CLASSES[bytes[at - 1] as number] as number;
  if ((left & STARTS_WORD) !== 0) {
    if ((before & CLASS.word) === 0) return true;
    if ((before & CLASS.upper) === 0 && ((LEFT_CLASSES[bytes[at] as number] as number) & CLASS.upper) !== 0) return true;
  }
  const boundary = left & (CLASS.word | CLASS.token | CLASS.base64);
  if (boundary === 0) return false;
  if ((before & boundary) === 0) return true;
  for (let back = 2; back <= MAX_ESCAPE && back <= at; back++) {
    if (((LEFT_CLASSES[bytes[at - back] as number] as number) & CLASS.escape) !== 0) return true;
  }
  return false;
}

function passesRun({ gates, sets }: GateTable, gate: number, place: { readonly bytes: Uint8Array; readonly at: number }): boolean {
  const length = (gates[gate + RUN_LENGTH] as number) & ~DIGIT_BIT;
  if (length === 0) return true;
  const needsDigit = ((gates[gate + RUN_LENGTH] as number) & DIGIT_BIT) !== 0;
  const set = gates[gate + RUN_SET] as number;
  const { bytes, at } = place;
  const last = at + (gates[gate + WITHIN] as number);
  const end = Math.min(bytes.length, at + (gates[gate + CAP] as number));
  let start = at;
  let hasDigit = !needsDigit;
  for (let i = at; i < end; i++) {
    const byte = bytes[i] as number;
    if (!isIn(sets, set, byte)) {
      if (i >= last) return false;
      start = i + 1;
      hasDigit = !needsDigit;
      continue;
    }
    hasDigit ||= ((LEFT_CLASSES[byte] as number) & CLASS.digit) !== 0;
    if (hasDigit && i + 1 - start >= length) return true;
  }
  // What goes on beyond the gate's reach may still hold its digit there.
  return end < bytes.length && end - start >= length;
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte | 32 : byte;
}

/** @param from index behind the anchor */
function passesKeyWord({ gates, sets }: GateTable, gate: number, { bytes, from }: { readonly bytes: Uint8Array; readonly from: number }): boolean {
  const span = gates[gate + SPAN] as number;
  if (span === NO_WORD) return true;
  const [rest, first, second] = [gates[gate + REST_SET] as number, gates[gate + FIRST_SET] as number, gates[gate + SECOND_SET] as number];
  const last = Math.min(from + span, bytes.length - 3);
  for (let at = from; at <= last; at++) {
    const [a, b] = hashTrigram(lower(bytes[at] as number), lower(bytes[at + 1] as number), lower(bytes[at + 2] as number));
    if (isIn(sets, first, a) && isIn(sets, second, b)) return true;
    if (!isIn(sets, rest, bytes[at] as number)) return false;
  }
  return false;
}

/** @param place where the anchor starts, and the index behind it */
function passesUntil({ gates, sets }: GateTable, gate: number, { bytes, at, from }: { readonly bytes: Uint8Array; readonly at: number; readonly from: number }): boolean {
  const target = gates[gate + TARGET_SET] as number;
  if (target === 0) return true;
  const through = gates[gate + THROUGH_SET] as number;
  const end = Math.min(bytes.length, at + GATE_REACH);
  for (let i = from; i < end; i++) {
    const byte = bytes[i] as number;
    if (isIn(sets, target, byte)) return true;
    if (!isIn(sets, through, byte)) return false;
  }
  // It may still come beyond the gate's reach.
  return end < bytes.length;
}

/**
 * Asks the gate of an anchor that stands at `at`. False only where none of its rules can match; true where there are no
 * gates. `bytes` hold everything around the anchor that a rule may look at.
 */
export function passesGate(table: GateTable, hit: { readonly anchor: number; readonly length: number }, place: { readonly bytes: Uint8Array; readonly at: number }): boolean {
  const { gates, sets } = table;
  const gate = hit.anchor * GATE_WORDS;
  if (gate >= gates.length) return true;
  const { bytes, at } = place;
  const before = gates[gate + BEFORE_SET] as number;
  if (before !== 0 && (at === 0 || !isIn(sets, before, bytes[at - 1] as number))) return false;
  const count = gates[gate + COUNT] as number;
  const from = at + hit.length;
  if (from + count > bytes.length) return false;
  for (let i = 0; i < count; i++) {
    if (!isIn(sets, gates[gate + NEXT + i] as number, bytes[from + i] as number)) return false;
  }
  return passesLeft(gates[gate + LEFT] as number, bytes, at) && passesUntil(table, gate, { bytes, at, from }) && passesKeyWord(table, gate, { bytes, from }) && passesRun(table, gate, place);
}
