const ZERO = 0x30;

/** Characters that can be part of a key. What only ends or separates keys needs no decoding. */
const IN_KEY = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9A-Za-z+/=_.~:@!$*-]/.test(String.fromCharCode(code)) ? 1 : 0));

/** True for the code of a character that can be part of a key. */
export function isKeyCode(code: number | undefined): boolean {
  return code !== undefined && IN_KEY[code] === 1;
}

const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0));

/** True for a letter, a digit or `_`. */
export function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && IN_WORD[byte] === 1;
}

/**
 * Three octal digits of a character of a key, behind the backslash at `at` (C, JavaScript, Python, `$'…'` of shells);
 * not `\033`, which colours terminals, nor `\000`.
 */
export function isOctalInKey(bytes: Buffer, at: number): boolean {
  const [first, second, third] = [(bytes[at + 1] ?? 0) - ZERO, (bytes[at + 2] ?? 0) - ZERO, (bytes[at + 3] ?? 0) - ZERO];
  const isOctal = (first === 0 || first === 1) && second >= 0 && second < 8 && third >= 0 && third < 8;
  return isOctal && isKeyCode(first * 64 + second * 8 + third);
}
