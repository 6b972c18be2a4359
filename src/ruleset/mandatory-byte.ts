import { closure, type Automaton } from './automaton.ts';
import { SET_BYTES, type ByteSet, type Until } from './gate.ts';

/** Bytes that are rare in text and stand in keys or around them; worth a scan where a pattern cannot do without. */
const RARE = [...Buffer.from('@|~#^%$')];

function without(set: ByteSet, byte: number): ByteSet {
  const rest = Uint8Array.from(set);
  rest[byte >> 3] = (rest[byte >> 3] ?? 0) & ~(1 << (byte & 7));
  return rest;
}

/** What may stand before `byte` when one goes on from `states`; undefined when the end is reached without it. */
function through(automaton: Automaton, states: ReadonlySet<number>, byte: number): ByteSet | undefined {
  const bytes = new Uint8Array(SET_BYTES);
  const seen = new Set(states);
  for (const at of seen) {
    if (at === automaton.end) return undefined;
    const step = automaton.states[at]?.step;
    if (step === undefined) continue;
    const rest = without(step.bytes, byte);
    if (rest.every((bits) => bits === 0)) continue;
    rest.forEach((bits, index) => (bytes[index] = (bytes[index] ?? 0) | bits));
    for (const next of closure(automaton, [step.to])) seen.add(next);
  }
  return bytes;
}

/** The rare byte that every match must come to from `states`, and what may stand before it; nothing where there is none. */
export function mandatoryByte(automaton: Automaton, states: ReadonlySet<number>): Until | undefined {
  for (const byte of RARE) {
    const passing = through(automaton, states, byte);
    if (passing !== undefined) return { through: passing, target: without(new Uint8Array(SET_BYTES).fill(0xff), byte).map((bits) => ~bits) };
  }
  return undefined;
}
