const LETTERS = 3;
const BITS = 5;
const MASK = 2 ** (BITS * LETTERS) - 1;

/** The last five bits of the three characters, in either case of letters; digits and signs fall on letters, which does no harm. */
function keyOf(start: string): number {
  return [...start].reduce((key, character) => ((key << BITS) | (character.charCodeAt(0) & 31)) & MASK, 0);
}

/**
 * A guess for a pattern of alternatives: true for every text in which one of some groups of three letters stands, in
 * either case, and for few others. One step a letter, where the pattern tries each alternative at each place.
 */
export function holdsOneOf(starts: readonly string[]): (text: string) => boolean {
  const known = new Uint8Array(MASK + 1);
  for (const start of starts) known[keyOf(start)] = 1;
  return (text) => {
    let key = 0;
    let held = 0;
    for (let at = 0; at < text.length; at++) {
      key = ((key << BITS) | (text.charCodeAt(at) & 31)) & MASK;
      held |= known[key] as number;
    }
    return held !== 0;
  };
}
