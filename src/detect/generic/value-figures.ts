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

/** How often each character stands in the value that is counted; emptied for each, because a new array costs more. */
const counts = new Uint16Array(256);

function entropyOf(length: number): { readonly entropy: number; readonly distinct: number } {
  let bits = 0;
  let distinct = 0;
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code] as number;
    if (count === 0) continue;
    distinct += 1;
    bits += count * Math.log2(count);
  }
  return { entropy: Math.log2(length) - bits / length, distinct: distinct / length };
}

/** Steps from one character to the next: into another class, and to a neighbour in the alphabet. Shares of the length. */
function flowOf(value: string): { readonly changes: number; readonly steps: number } {
  let changes = 0;
  let steps = 0;
  let last = value.charCodeAt(0) & 255;
  for (let at = 1; at < value.length; at++) {
    const code = value.charCodeAt(at) & 255;
    if (Math.abs(code - last) <= 1) steps += 1;
    if (CLASS[last] !== CLASS[code]) changes += 1;
    last = code;
  }
  return { changes: changes / value.length, steps: steps / value.length };
}

/** Counts what a value is made of; latin1 text of at least one character. Plain loops: every candidate comes through here. */
export function figuresOf(value: string): ValueFigures {
  const { length } = value;
  counts.fill(0);
  const inClass = new Uint16Array(4);
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at) & 255;
    const group = CLASS[code] as number;
    counts[code] = (counts[code] as number) + 1;
    inClass[group] = (inClass[group] as number) + 1;
  }
  const [symbols = 0, lower = 0, upper = 0, digits = 0] = inClass;
  const classes = Number(symbols > 0) + Number(lower > 0) + Number(upper > 0) + Number(digits > 0);
  const { changes, steps } = flowOf(value);
  const { entropy, distinct } = entropyOf(length);
  return { length, lower: lower / length, upper: upper / length, digits: digits / length, symbols: symbols / length, classes, changes, steps, entropy, distinct, spaces: counts[32] as number };
}
