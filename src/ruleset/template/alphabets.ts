const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

/** Alphabets by the name that templates use. */
export const ALPHABETS: ReadonlyMap<string, string> = new Map([
  ['digits', DIGITS],
  ['lower', LOWER],
  ['upper', UPPER],
  ['alpha', UPPER + LOWER],
  ['hex', `${DIGITS}abcdef`],
  ['hex-upper', `${DIGITS}ABCDEF`],
  ['alnum-lower', DIGITS + LOWER],
  ['alnum-upper', DIGITS + UPPER],
  ['base62', DIGITS + UPPER + LOWER],
  ['word', `${DIGITS}${UPPER}${LOWER}_`],
  ['base64', `${UPPER}${LOWER}${DIGITS}+/`],
  ['base64url', `${UPPER}${LOWER}${DIGITS}-_`],
  ['base58', '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'],
  ['base32', `${UPPER}234567`],
  ['base32-lower', `${LOWER}234567`],
  ['crockford32', '0123456789ABCDEFGHJKMNPQRSTVWXYZ'],
  ['bech32', 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'],
  ['bech32-upper', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'],
]);

/** The characters of a class as written inside `[ ]`: `A-Za-z0-9_.-`. */
export function charactersOf(characterClass: string): string {
  let text = '';
  for (let at = 0; at < characterClass.length; at++) {
    const from = characterClass.charCodeAt(at);
    const to = characterClass.charCodeAt(at + 2);
    if (characterClass.charAt(at + 1) !== '-' || Number.isNaN(to)) {
      text += characterClass.charAt(at);
      continue;
    }
    for (let code = from; code <= to; code++) text += String.fromCharCode(code);
    at += 2;
  }
  return text;
}
