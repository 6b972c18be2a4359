const BASE64 = 1;
const END = 2;
const QUOTE = 4;
const JOINING = 8;
const ESCAPE = 16;
const JOINT_SIGN = 32;
const BEHIND_LAST = 64;
const BEFORE_FIRST = 128;

/** Byte classes by which the core finds where encoded text may stand; they follow the decoders in `detect/decode`. */
export function byteClasses(): Uint8Array {
  const classOf = (byte: number): number => {
    const character = String.fromCharCode(byte);
    let bits = /[A-Za-z0-9+/_-]/.test(character) ? BASE64 : 0;
    if (byte <= 32 || byte === 127 || '"\'`<>'.includes(character)) bits |= END;
    if ('"\'`'.includes(character)) bits |= QUOTE;
    if (' \t\r\n+.&<>|_\\'.includes(character)) bits |= JOINING;
    if ('%\\&='.includes(character)) bits |= ESCAPE;
    if ('+.&<>| \t\n'.includes(character)) bits |= JOINT_SIGN;
    if (' \t\r\n,)]}'.includes(character)) bits |= BEHIND_LAST;
    if (' \t\r\n([{bfruBFRUL@$'.includes(character)) bits |= BEFORE_FIRST;
    return bits;
  };
  return Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));
}
