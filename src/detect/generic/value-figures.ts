/**
 * Counts over the characters of a value, in the order in which they are written; shares are of its length. `changes` are
 * places where the class of characters changes (a share), `entropy` is Shannon's in bits a character, `distinct` the
 * different characters (a share), `steps` neighbours that count up, count down or repeat (a share).
 */
export const FIGURES = ['length', 'lower', 'upper', 'digits', 'symbols', 'classes', 'changes', 'entropy', 'distinct', 'steps', 'spaces'] as const;

/** 1 lower, 2 upper, 3 digit, 0 other. */
const CLASS: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => (code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 0));

/** How often each character stands in the value that is counted; all are zero between two values. */
const counts = new Uint16Array(256);
const inClass = new Uint16Array(4);

/** n × log2 n. */
const BITS_OF: Float64Array = Float64Array.from({ length: 256 }, (_, count) => (count > 1 ? count * Math.log2(count) : 0));

/** Writes entropy and distinct characters to the places 7 and 8. Takes the counts back while it sums them up. */
function writeEntropy(value: string, into: Float64Array): void {
  const { length } = value;
  let bits = 0;
  let distinct = 0;
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at) & 255;
    const count = counts[code] as number;
    if (count === 0) continue;
    counts[code] = 0;
    distinct += 1;
    if (count > 1) bits += count < 256 ? (BITS_OF[count] as number) : count * Math.log2(count);
  }
  into[7] = Math.log2(length) - bits / length;
  into[8] = distinct / length;
}

function writeClasses(length: number, into: Float64Array): void {
  const [symbols, lower, upper, digits] = [inClass[0] as number, inClass[1] as number, inClass[2] as number, inClass[3] as number];
  into[0] = length;
  into[1] = lower / length;
  into[2] = upper / length;
  into[3] = digits / length;
  into[4] = symbols / length;
  into[5] = Number(symbols > 0) + Number(lower > 0) + Number(upper > 0) + Number(digits > 0);
}

/**
 * Counts what a value is made of, latin1 text of at least one character, and writes it to the first places of `into` in
 * the order of `FIGURES`. Plain loops and no object: every candidate comes through here, and numbers that are returned
 * are numbers to be collected.
 */
export function writeFigures(value: string, into: Float64Array): void {
  const { length } = value;
  let changes = 0;
  let steps = 0;
  let last = value.charCodeAt(0) & 255;
  inClass.fill(0);
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at) & 255;
    const group = CLASS[code] as number;
    counts[code] = (counts[code] as number) + 1;
    inClass[group] = (inClass[group] as number) + 1;
    if (at > 0 && Math.abs(code - last) <= 1) steps += 1;
    if (CLASS[last] !== group) changes += 1;
    last = code;
  }
  writeClasses(length, into);
  into[6] = changes / length;
  into[9] = steps / length;
  into[10] = counts[32] as number;
  writeEntropy(value, into);
}
