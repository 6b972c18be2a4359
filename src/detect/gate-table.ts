import { MAX_NEXT, SET_BYTES, type ByteSet, type Gate, type LeftGate } from '#ruleset/gate.ts';
import { BEFORE_SET, CLASS, COUNT, DIGIT_BIT, GATE_REACH, GATE_WORDS, LEFT, NEXT, NO_WORD, REST_SET, RUN_SET, SPAN, STARTS_WORD, TARGET_SET, type GateTable } from './gate-layout.ts';

/** Sets of a table at most: what does not fit is told by the set that holds every byte. */
const MAX_WORD = 0xffff;

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
