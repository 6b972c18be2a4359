import type { AST } from '@eslint-community/regexpp';
import { SET_BYTES, type ByteSet } from './gate.ts';
import { parsePattern } from './pattern-width.ts';

interface State {
  /** Bytes that lead on, and where to; absent for a state that is only passed through. */
  readonly step?: { readonly bytes: ByteSet; readonly to: number };
  readonly free: readonly number[];
}

/** A nondeterministic automaton over bytes (Thompson's construction) that accepts at least what a pattern does. */
export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
  readonly end: number;
}

/** Copies of a repeated element; what is repeated oftener goes round. Only the first bytes of a match are asked for. */
const MAX_COPIES = 24;
/** Patterns that need more states are not looked at. */
const MAX_STATES = 6000;

const known = new Map<string, ByteSet>();

/** The latin1 characters that a pattern of one character accepts, as the regex engine itself has it. */
export function bytesOf(raw: string, ignoreCase: boolean): ByteSet {
  const key = `${ignoreCase ? 'i' : ''}/${raw}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const regex = new RegExp(`^(?:${raw})$`, ignoreCase ? 'i' : '');
  const set = new Uint8Array(SET_BYTES);
  for (let byte = 0; byte < 256; byte++) {
    if (regex.test(String.fromCharCode(byte))) set[byte >> 3] = (set[byte >> 3] ?? 0) | (1 << (byte & 7));
  }
  known.set(key, set);
  return set;
}

class Builder {
  readonly states: { step?: { bytes: ByteSet; to: number }; free: number[] }[] = [];
  readonly #ignoreCase: boolean;

  constructor(ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase;
  }

  /** A new state from which `to` is reached for nothing. */
  pass(to: readonly number[]): number {
    if (this.states.length >= MAX_STATES) throw new RangeError('the pattern has too many states');
    return this.states.push({ free: [...to] }) - 1;
  }

  /** States for an element; gives its first one. They are made from the back: `next` is what follows. */
  element(element: AST.Element, next: number): number {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.alternatives(element.alternatives, next);
      case 'Quantifier':
        return this.#repeated(element, next);
      case 'Assertion':
        return next;
      case 'Backreference':
        throw new RangeError('backreferences have no automaton');
      default: {
        const at = this.pass([]);
        const state = this.states[at];
        if (state !== undefined) state.step = { bytes: bytesOf(element.raw, this.#ignoreCase), to: next };
        return at;
      }
    }
  }

  alternatives(alternatives: readonly AST.Alternative[], next: number): number {
    return this.pass(alternatives.map(({ elements }) => elements.reduceRight((to, element) => this.element(element, to), next)));
  }

  #repeated({ element, min, max }: AST.Quantifier, next: number): number {
    let at = next;
    if (max > MAX_COPIES) {
      const loop = this.pass([next]);
      this.states[loop]?.free.push(this.element(element, loop));
      at = loop;
    } else {
      for (let copy = min; copy < max; copy++) at = this.pass([next, this.element(element, at)]);
    }
    for (let copy = 0; copy < Math.min(min, MAX_COPIES); copy++) at = this.element(element, at);
    return at;
  }
}

/**
 * The automaton of a pattern, up to a few dozen bytes into a match exact, then too generous.
 * @throws RangeError when the pattern has none of a sensible size
 */
export function automatonOf(pattern: string, ignoreCase: boolean): Automaton {
  const builder = new Builder(ignoreCase);
  const end = builder.pass([]);
  const start = builder.alternatives(parsePattern(pattern).alternatives, end);
  return { states: builder.states, start, end };
}

/** The automaton of one element of a pattern. @throws RangeError as `automatonOf` */
export function partAutomaton(element: AST.Element, ignoreCase: boolean): Automaton {
  const builder = new Builder(ignoreCase);
  const end = builder.pass([]);
  const start = builder.element(element, end);
  return { states: builder.states, start, end };
}

/** All states that `from` are or lead to for nothing. */
export function closure({ states }: Automaton, from: Iterable<number>): Set<number> {
  const all = new Set(from);
  for (const at of all) for (const to of states[at]?.free ?? []) all.add(to);
  return all;
}

function has(set: ByteSet, byte: number): boolean {
  return (((set[byte >> 3] ?? 0) >> (byte & 7)) & 1) !== 0;
}

/** Where one of `bytes` leads from `states`. */
export function stepOn(automaton: Automaton, states: ReadonlySet<number>, bytes: readonly number[]): Set<number> {
  const next: number[] = [];
  for (const at of states) {
    const step = automaton.states[at]?.step;
    if (step !== undefined && bytes.some((byte) => has(step.bytes, byte))) next.push(step.to);
  }
  return closure(automaton, next);
}

/** Every byte that leads on from `states`, and where they lead together. */
export function stepAll(automaton: Automaton, states: ReadonlySet<number>): { readonly bytes: ByteSet; readonly states: Set<number> } {
  const bytes = new Uint8Array(SET_BYTES);
  const next: number[] = [];
  for (const at of states) {
    const step = automaton.states[at]?.step;
    if (step === undefined) continue;
    next.push(step.to);
    step.bytes.forEach((bits, index) => (bytes[index] = (bytes[index] ?? 0) | bits));
  }
  return { bytes, states: closure(automaton, next) };
}
