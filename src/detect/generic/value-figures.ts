/** Counts over the characters of a value; shares are of its length. */
export interface ValueFigures {
  readonly length: number;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  readonly symbols: number;
  readonly classes: number;
  /** Places where the class of characters changes, as a share. */
  readonly changes: number;
  /** Shannon entropy, bits a character. */
  readonly entropy: number;
  /** Different characters, as a share. */
  readonly distinct: number;
  /** Neighbours that count up, count down or repeat, as a share. */
  readonly steps: number;
  readonly spaces: number;
}

/** 1 lower, 2 upper, 3 digit, 0 other. */
const CLASS: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => (code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 0));

function entropyOf(counts: Uint8Array | Uint16Array, length: number): { readonly entropy: number; readonly distinct: number } {
  let bits = 0;
  let distinct = 0;
  for (const count of counts) {
    if (count === 0) continue;
    distinct += 1;
    bits += count * Math.log2(count);
  }
  return { entropy: Math.log2(length) - bits / length, distinct: distinct / length };
}

/** Steps from one character to the next: into another class, and to a neighbour in the alphabet. Shares of the length. */
function flowOf(codes: readonly number[]): Pick<ValueFigures, 'changes' | 'steps'> {
  let changes = 0;
  let steps = 0;
  for (const [at, code] of codes.entries()) {
    const last = codes[at - 1];
    if (last === undefined) continue;
    if (Math.abs(code - last) <= 1) steps += 1;
    if (CLASS[last] !== CLASS[code]) changes += 1;
  }
  return { changes: changes / codes.length, steps: steps / codes.length };
}

/** Counts what a value is made of; latin1 text of at least one character. */
export function figuresOf(value: string): ValueFigures {
  const codes = Array.from({ length: value.length }, (_, at) => value.charCodeAt(at) & 255);
  const counts = new Uint16Array(256);
  const inClass = [0, 0, 0, 0];
  for (const code of codes) {
    const group = CLASS[code] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
    inClass[group] = (inClass[group] ?? 0) + 1;
  }
  const length = codes.length;
  const [symbols = 0, lower = 0, upper = 0, digits = 0] = inClass.map((count) => count / length);
  return { length, lower, upper, digits, symbols, classes: inClass.filter((count) => count > 0).length, ...flowOf(codes), ...entropyOf(counts, length), spaces: counts[32] ?? 0 };
}
