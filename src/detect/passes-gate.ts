import { hashTrigram } from '#ruleset/gate.ts';
import { BEFORE_SET, CAP, CLASS, COUNT, DIGIT_BIT, FIRST_SET, GATE_REACH, GATE_WORDS, isIn, LEFT, LEFT_CLASSES, NEXT, NO_WORD, REST_SET, RUN_LENGTH, RUN_SET, SECOND_SET, SPAN, STARTS_WORD, TARGET_SET, THROUGH_SET, WITHIN, type GateTable } from './gate-layout.ts';

/** Bytes before a key in which an escape may begin that ends where the key begins. */
const MAX_ESCAPE = 6;

/** True when the gate of an anchor lets a byte stand right behind it; true where there is no gate. */
export function mayFollow(table: GateTable | undefined, anchor: number, byte: number): boolean {
  const gate = anchor * GATE_WORDS;
  if (table === undefined || gate >= table.gates.length || table.gates[gate + COUNT] === 0) return true;
  return isIn(table.sets, table.gates[gate + NEXT] as number, byte);
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
