/** Characters of a preview that stand for the hidden part, whatever its length. */
const HIDDEN = '****';
const MAX_SHOWN = 6;

/**
 * A preview that is safe to print: the rule's own literal prefix (never more than six characters of
 * it, and never when it is all there is) and a fixed-width mask. The secret part of a key is not
 * shown at all, and the width does not tell its length.
 * @param text the raw key
 * @param publicPrefix the part of `text` that is the same in every key of its kind, e.g. `ghp_`
 */
export function maskPreview(text: string, publicPrefix: string): string {
  const shown = text.startsWith(publicPrefix) ? publicPrefix.slice(0, MAX_SHOWN) : '';
  return text.length >= shown.length + 8 ? `${shown}${HIDDEN}` : HIDDEN;
}
