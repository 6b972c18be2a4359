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

/** How often each character stands in the value that is counted; all are zero between two values. */
const counts = new Uint16Array(256);
const inClass = new Uint16Array(4);

/** Takes the counts back while it sums them up. */
function entropyOf(value: string): { readonly entropy: number; readonly distinct: number } {
  const { length } = value;
  let bits = 0;
  let distinct = 0;
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at) & 255;
    const count = counts[code] as number;
    if (count === 0) continue;
    counts[code] = 0;
    distinct += 1;
    if (count > 1) bits += count * Math.log2(count);
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
  inClass.fill(0);
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at) & 255;
    const group = CLASS[code] as number;
    counts[code] = (counts[code] as number) + 1;
    inClass[group] = (inClass[group] as number) + 1;
  }
  const [symbols, lower, upper, digits] = [inClass[0] as number, inClass[1] as number, inClass[2] as number, inClass[3] as number];
  const classes = Number(symbols > 0) + Number(lower > 0) + Number(upper > 0) + Number(digits > 0);
  const spaces = counts[32] as number;
  const { changes, steps } = flowOf(value);
  const { entropy, distinct } = entropyOf(value);
  return { length, lower: lower / length, upper: upper / length, digits: digits / length, symbols: symbols / length, classes, changes, steps, entropy, distinct, spaces };
}
