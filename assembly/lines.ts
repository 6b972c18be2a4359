let column: u32 = 0;
export function columnAt(): u32 { return column; }

/** Line ends in [from, to): LF, CR, and CRLF as one; sets the column of `to` in UTF-16 units. `from` is where the last count stopped, or the document's start. */
export function countLines(doc: usize, from: usize, to: usize): u32 {
  let lines: u32 = 0, p = from;
  const lf = i8x16.splat(10), cr = i8x16.splat(13);
  for (; p + 16 <= to; p += 16) {
    const v = v128.load(p);
    const l = <u32>i8x16.bitmask(i8x16.eq(v, lf)), c = <u32>i8x16.bitmask(i8x16.eq(v, cr));
    if ((l | c) == 0) continue;
    lines += <u32>popcnt<u32>(l) + <u32>popcnt<u32>(c) - <u32>popcnt<u32>(l & (c << 1));
    if ((l & 1) && p > doc && load<u8>(p - 1) == 13) lines--;
  }
  for (; p < to; p++) {
    const c = load<u8>(p);
    if (c == 13 || (c == 10 && !(p > doc && load<u8>(p - 1) == 13))) lines++;
  }
  column = 1;
  for (p = to; p > doc; p--) {
    const c = load<u8>(p - 1);
    if (c == 10 || c == 13) break;
    if ((c & 0xc0) != 0x80) column += c >= 0xf0 ? 2 : 1;
  }
  return lines;
}
