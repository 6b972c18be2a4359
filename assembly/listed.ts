/** Where literals of a program may be joined: says yes too often, never no where detect/decode would join some. */

import { classOf } from './bytes';
import { isKeyCharacter } from './encoded';

/** A letter, a digit or `_`. */
// @ts-ignore: decorator
@inline function isWord(c: u32): bool { return (c | 32) - 97 < 26 || c - 48 < 10 || c == 95; }

/** A byte beside a joint that may belong to a key, or of an empty literal. */
function mayBeKey(c: u32): bool { return isKeyCharacter(c) || c == 34 || c == 39 || c == 96; }

/** What may stand before the opening quote of a literal, as in `@"` and `b"`. */
// @ts-ignore: decorator
@inline function isLetterOfLiteral(c: u32): bool {
  const l = c | 32;
  return l == 98 || l == 102 || l == 114 || l == 117 || c == 76 || c == 64 || c == 36;
}

/** A quote at `p` closes a literal that another may follow: signs that join, then a quote. */
export function isJoint(p: usize, end: usize): bool {
  let q = p + 1, sign: u32 = 0;
  const limit = p + 80 < end ? p + 80 : end;
  // Nothing between two literals; in texts two quotes mostly stand for one, or for an empty literal.
  if (q < end && load<u8>(q) == load<u8>(p)) return q + 1 < end && isWord(load<u8>(p - 1)) && isWord(load<u8>(q, 1));
  while (q < limit) { const c = classOf(q); if (!(c & 8)) break; sign |= c; q++; }
  for (let letters = 0; letters < 2 && q < limit && isLetterOfLiteral(load<u8>(q)); letters++) q++;
  return q < limit && (sign & 32) != 0 && (classOf(q) & 4) != 0 && mayBeKey(load<u8>(p - 1)) && mayBeKey(load<u8>(q, 1));
}

/** Ends of `join`, `concat`, `implode` and `paste0`, whatever their case. */
const JOIN: u32 = 0x6e696f6a, CONCAT: u32 = 0x7461636e, IMPLODE: u32 = 0x65646f6c, PASTE0: u32 = 0x30657473;
/** The beginning of `concat`. */
const CONC: u32 = 0x636e6f63;
/** The end of `string`. */
const RING: u32 = 0x676e6972;
/** Between a word and a bracket, a type or the end of a line behind it, at most. */
const MOST_BETWEEN: usize = 80;
/** Blanks and brackets between a literal and what is called on its list, and between a word and its first literal, at most. */
const BLANKS: usize = 512;

/** A word that joins lists ends before `p`. */
function endsWord(doc: usize, p: usize): bool {
  if (p < doc + 4) return false;
  const w = load<u32>(p - 4) | 0x20202020;
  return w == JOIN || w == CONCAT || w == IMPLODE || w == PASTE0;
}

/** Such a word ends before `p`, on its line and not far away. Where bytes before `low` would decide, it may. */
function isWordNear(low: usize, doc: usize, p: usize): bool {
  for (let q = p; p - q <= MOST_BETWEEN; q--) {
    if (q < low + 4) return low != doc || endsWord(doc, q);
    if (endsWord(doc, q)) return true;
    if (load<u8>(q - 1) == 10) return false;
  }
  return false;
}

// @ts-ignore: decorator
@inline function isSpace(c: u32): bool { return c == 32 || c == 9 || c == 10 || c == 13; }
// @ts-ignore: decorator
@inline function isOpening(c: u32): bool { return c == 40 || c == 91 || c == 123; }
// @ts-ignore: decorator
@inline function isClosing(c: u32): bool { return c == 41 || c == 93 || c == 125; }

/** The quote at `p` opens the first literal behind a word that joins what follows. */
export function isListed(doc: usize, p: usize): bool {
  let q = p;
  for (let letters = 0; letters < 2 && q > doc && isLetterOfLiteral(load<u8>(q - 1)); letters++) q--;
  const low = q > doc + BLANKS ? q - BLANKS : doc, last = q;
  while (q > low && (isSpace(load<u8>(q - 1)) || isOpening(load<u8>(q - 1)))) q--;
  if (q == low || q == last) return false;
  const c = <u32>load<u8>(q - 1);
  // Most calls are of another word. The end of a field's name, an exclamation mark or a type may stand between.
  if ((c | 32) == 110) return endsWord(doc, q) && joinsWithNothing(doc, q - 4, p);
  if ((c | 32) == 116 || (c | 32) == 101 || c == 48) return endsWord(doc, q);
  if (c == 58) return endsWord(doc, nameEnd(low, q - 1));
  if (c == 33) return endsWord(doc, q - 1);
  if (q < doc + 4 || q == last) return false;
  return (c == 103 ? (load<u32>(q - 4) | 0x20202020) == RING : c == 93 && load<u8>(q - 2) == 91) && isWordNear(doc, doc, q);
}

/** Where the name ends whose colon stands at `p`. */
function nameEnd(low: usize, p: usize): usize {
  let q = p;
  while (q > low && (load<u8>(q - 1) == 32 || load<u8>(q - 1) == 9)) q--;
  return q > low && (classOf(q - 1) & 4) != 0 ? q - 1 : q;
}

/** `join` at `word` and the literal at `p` behind it may put nothing between the parts: `"".join(["a"`, `-join ("a"`, `join("", `. */
function joinsWithNothing(doc: usize, word: usize, p: usize): bool {
  if (word > doc && load<u8>(word - 1) == 45) return true;
  if (word > doc + 2 && (classOf(word - 2) & 4) && load<u8>(word - 3) == load<u8>(word - 2)) return true;
  if (load<u8>(p, 1) != load<u8>(p)) return false;
  let q = p + 2;
  while (load<u8>(q) == 32 || load<u8>(q) == 9) q++;
  return load<u8>(q) == 44;
}

/** The quote at `p` closes the last literal of a list, that is joined with nothing between: `]` and `.join("")`, `.joined()`, `.concat()`. */
export function isLast(p: usize, end: usize): bool {
  let q = p + 1;
  const limit = p + BLANKS < end ? p + BLANKS : end;
  while (q < limit && isSpace(load<u8>(q))) q++;
  if (q < limit && load<u8>(q) == 44) { q++; while (q < limit && isSpace(load<u8>(q))) q++; }
  while (q < limit && (isClosing(load<u8>(q)) || isSpace(load<u8>(q)))) q++;
  if (q + 1 >= end) return false;
  const c = <u32>load<u8>(q);
  if ((c != 46 && c != 45) || q + 5 > end) return false;
  const called = load<u32>(q + 1) | 0x20202020;
  if (called == CONC) return true;
  if (called != JOIN) return false;
  // `.join(", ")` is most of what is met.
  q += 5;
  while (q < end && (load<u8>(q) == 32 || load<u8>(q) == 9)) q++;
  if (q >= end || load<u8>(q) != 40) return true;
  q++;
  while (q < end && (load<u8>(q) == 32 || load<u8>(q) == 9)) q++;
  return q + 1 < end && (classOf(q) & 4) != 0 && load<u8>(q, 1) == load<u8>(q);
}

/**
 * What ends before `p`, a line's end, may go on behind it as a list: a bracket of one, or a comma behind a literal that
 * stands on its line alone and may be part of a key, or is empty. Where bytes before `low` would decide, it may.
 */
export function mayGoOn(low: usize, doc: usize, p: usize): bool {
  let q = p;
  while (q > low && (load<u8>(q - 1) == 32 || load<u8>(q - 1) == 9 || load<u8>(q - 1) == 13)) q--;
  if (q <= low) return low != doc;
  const c = <u32>load<u8>(q - 1);
  if (isOpening(c)) return isWordNear(low, doc, q - 1);
  if (c != 44) return false;
  q--;
  while (q > low && (load<u8>(q - 1) == 32 || load<u8>(q - 1) == 9)) q--;
  if (q <= low) return low != doc;
  const quote = load<u8>(q - 1);
  if (!(classOf(q - 1) & 4)) return false;
  const close = q - 1;
  q = close;
  while (q > low && load<u8>(q - 1) != quote && isKeyCharacter(load<u8>(q - 1))) q--;
  if (q <= low) return low != doc;
  if (load<u8>(q - 1) != quote) return false;
  if (q == close) return true;
  q--;
  for (let letters = 0; letters < 2 && q > low && isLetterOfLiteral(load<u8>(q - 1)); letters++) q--;
  while (q > low && (load<u8>(q - 1) == 32 || load<u8>(q - 1) == 9)) q--;
  return q <= low || load<u8>(q - 1) == 10;
}
