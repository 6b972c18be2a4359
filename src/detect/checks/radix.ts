/** Digits, then capitals, then small letters. */
export const BASE62: string = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Digits, then small letters, then capitals. */
export const BASE62_LOWER: string = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Digits and small letters. */
export const BASE36: string = '0123456789abcdefghijklmnopqrstuvwxyz';
/** RFC 4648 section 6. */
export const BASE32: string = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A number below 2^53 in the given digits, padded on the left with the digit for zero. */
export function toDigits(value: number, digits: string, length: number): string {
  const base = digits.length;
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) text = digits.charAt(rest % base) + text;
  return text.padStart(length, digits.charAt(0));
}

/** RFC 4648 base32 text without padding → bytes, or nothing where a character is foreign. */
export function decodeBase32(text: string): Buffer | undefined {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of text) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >>> bits) & 0xff;
    }
  }
  return bytes;
}

/** Bytes → RFC 4648 base32 without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >>> bits) & 31);
    }
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31);
}
