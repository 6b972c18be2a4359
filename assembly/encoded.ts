/** Where encoded text may stand: says yes too often, never no where a decoder of detect/decode would find something. */

import { classOf, isHex, nibble } from './bytes';

/** A character that can be part of a key; stretches without an escape of one are not decoded. */
export function isKeyCharacter(c: u32): bool {
  if (c - 48 < 10 || (c | 32) - 97 < 26) return true;
  return c == 43 || c == 47 || c == 61 || c == 95 || c == 46 || c == 126 || c == 58 || c == 64 || c == 33 || c == 36 || c == 42 || c == 45;
}

/** Value of `count` hex digits at `p`, at most `end`; too great a value where they are no digits. */
function hexAt(p: usize, count: u32, end: usize): u32 {
  if (p + <usize>count > end) return 0xffff;
  let value: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const c = <u32>load<u8>(p + <usize>i);
    if (!isHex(c)) return 0xffff;
    value = value << 4 | nibble(c);
  }
  return value;
}

/** An HTML reference at `p`, behind `&#`: a key character, or anything that is not plainly another. */
function isKeyReference(p: usize, end: usize): bool {
  let value: u32 = 0, digits: u32 = 0;
  const hex = p < end && load<u8>(p) == 0x78;
  const most: u32 = hex ? 5 : 6;
  for (let q = hex ? p + 1 : p; q < end && digits < most; q++, digits++) {
    const c = <u32>load<u8>(q);
    if (!(hex ? isHex(c) : c - 48 < 10)) break;
    value = hex ? value << 4 | nibble(c) : value * 10 + (c - 48);
  }
  return digits > 0 && value < 128 && isKeyCharacter(value);
}

/** A reference by name at `p`, behind `&`, that may be one of a key character: `plus`, `sol`, `equals`, `lowbar`, `UnderBar`, `period`, `colon`, `commat`, `excl`, `dollar`, `ast`, `midast`. */
function isNamedReference(p: usize, end: usize): bool {
  let letters: u32 = 0;
  while (p + <usize>letters < end && letters < 9 && (<u32>load<u8>(p + <usize>letters) | 32) - 97 < 26) letters++;
  if (letters < 3 || letters > 8 || p + <usize>letters >= end || load<u8>(p + <usize>letters) != 0x3b) return false;
  const c = <u32>load<u8>(p), d = <u32>load<u8>(p, 1);
  if (letters == 3) return (c == 0x73 && d == 0x6f) || (c == 0x61 && d == 0x73);
  if (letters == 4) return (c == 0x70 && d == 0x6c) || (c == 0x65 && d == 0x78);
  if (letters == 5) return c == 0x63 && d == 0x6f;
  if (letters == 8) return c == 0x55;
  return letters == 6 && (c == 0x65 || c == 0x6c || c == 0x70 || c == 0x63 || c == 0x64 || c == 0x6d);
}

/** The `=` of a soft line break of quoted-printable stands at `p`; an equals sign before it would be `=3D`. */
export function isSoftSign(doc: usize, p: usize): bool {
  return load<u8>(p) == 0x3d && (p == doc || load<u8>(p - 1) != 0x3d);
}

/** Three octal digits of a key's character. */
function isOctal(p: usize, end: usize): bool {
  if (p + 3 > end) return false;
  const a = <u32>load<u8>(p) - 48, b = <u32>load<u8>(p, 1) - 48, c = <u32>load<u8>(p, 2) - 48;
  return b < 8 && c < 8 && isKeyCharacter(a << 6 | b << 3 | c);
}

/** A letter, a digit or a plus sign: an escaped slash between two of them may be part of a key. */
// @ts-ignore: decorator
@inline function isBody(c: u32): bool { return (c | 32) - 97 < 26 || c - 48 < 10 || c == 43; }

/** An escape of a key's character that the decoders know begins at `p`, or a soft line break. May say yes too often, never no. */
export function isEscape(doc: usize, p: usize, end: usize): bool {
  if (p + 1 >= end) return false;
  const c = load<u8>(p), d = <u32>load<u8>(p, 1);
  if (c == 0x25) return isKeyCharacter(hexAt(p + 1, 2, end));
  if (c == 0x5c) {
    if (d == 0x78) return isKeyCharacter(hexAt(p + 2, 2, end));
    if (d == 0x2f) return p > doc && isBody(load<u8>(p - 1)) && p + 2 < end && isBody(load<u8>(p, 2));
    if (d == 0x30 || d == 0x31) return isOctal(p + 1, end);
    return d == 0x75 && isKeyCharacter(hexAt(p + (p + 2 < end && load<u8>(p, 2) == 0x7b ? 3 : 2), 4, end));
  }
  if (c == 0x26) return d == 0x23 ? isKeyReference(p + 2, end) : isNamedReference(p + 1, end);
  const f = p + 2 < end ? <u32>load<u8>(p, 2) : 0;
  return (d == 0x33 && f == 0x44) || ((d == 10 || d == 13) && isSoftSign(doc, p));
}

/** Six bits of a base64 character, standard or for URLs. */
// @ts-ignore: decorator
@inline function sextet(c: u32): u32 {
  return c - 65 < 26 ? c - 65 : c - 97 < 26 ? c - 71 : c - 48 < 10 ? c + 4 : c == 43 || c == 45 ? 62 : 63;
}
// @ts-ignore: decorator
@inline function isPrintable(b: u32): u32 { return b - 32 < 95 || b == 9 || b == 10 || b == 13 ? 1 : 0; }

/** The decoders want nine in ten bytes printable; this lets a little more than the tenth be others, so that it never says no too often. */
const OTHERS: u32 = 15, OF: u32 = 100;
const PROBE: usize = 128;

/** Text in base64 at one of its four alignments, judged on the first characters, as the decoder does. */
function looksBase64(from: usize, to: usize, shift: usize): bool {
  const start = from + shift;
  const stop = start + PROBE < to ? start + PROBE : to;
  if (start + 4 > stop) return true;
  let left = <i32>(<u32>(stop - start >> 2) * 3 * OTHERS / OF);
  for (let p = start; p + 4 <= stop; p += 4) {
    const w = sextet(load<u8>(p)) << 18 | sextet(load<u8>(p, 1)) << 12 | sextet(load<u8>(p, 2)) << 6 | sextet(load<u8>(p, 3));
    const a = w >> 16, b = (w >> 8) & 255, c = w & 255;
    // UTF-16 in base64
    if (p == start && b == 0) return true;
    left -= <i32>(3 - isPrintable(a) - isPrintable(b) - isPrintable(c));
    if (left < 0) return false;
  }
  return true;
}
/** Text in hex; a run of 32 digits and more may hold at least two other bytes, so that its second byte is always looked at. */
function looksHex(from: usize, to: usize, shift: usize): bool {
  const start = from + shift;
  if (start + 2 > to) return true;
  let left = <i32>(<u32>(to - start >> 1) * OTHERS / OF);
  for (let p = start; p + 2 <= to; p += 2) {
    const b = nibble(load<u8>(p)) << 4 | nibble(load<u8>(p, 1));
    if (p == start + 2 && b == 0) return true;
    left -= <i32>(1 - isPrintable(b));
    if (left < 0) return false;
  }
  return true;
}

/** Runs that are longer are cut into pieces by the decoder and are always given to it. */
const LONG_RUN: usize = 4096;

/** `H4sI`: gzip in base64. */
const GZIP: u32 = 0x49733448;

/** A run of 32 or more base64 characters may decode to text. */
export function mayDecode(from: usize, to: usize): bool {
  if (to - from > LONG_RUN || load<u32>(from) == GZIP) return true;
  let hex = true;
  for (let p = from; p < to && hex; p++) hex = isHex(load<u8>(p));
  if (hex && (looksHex(from, to, 0) || looksHex(from, to, 1))) return true;
  return looksBase64(from, to, 0) || looksBase64(from, to, 1) || looksBase64(from, to, 2) || looksBase64(from, to, 3);
}

/** A hex digit, or what stands between bytes that are written in hex: space, colon, comma, and the `x` of `0x`. */
export function isSpacedByte(c: u32): bool { return isHex(c) || c == 32 || c == 58 || c == 44 || c == 120; }

/** The decoder asks for sixteen bytes, nine in ten of them printable, or of every second one in UTF-16. */
const LEAST_SPELLED: u32 = 7;

/** A run of hex digits and signs may spell text: enough pairs of digits, read from where digits begin, are printable. */
export function maySpell(from: usize, to: usize): bool {
  let printable: u32 = 0;
  for (let p = from; p + 1 < to; ) {
    const a = <u32>load<u8>(p), b = <u32>load<u8>(p, 1);
    if (!isHex(a)) { p++; continue; }
    if (!isHex(b)) { p++; continue; }
    printable += isPrintable(nibble(a) << 4 | nibble(b));
    if (printable >= LEAST_SPELLED) return true;
    p += 2;
  }
  return false;
}
