/** True when the first bytes (at most 8000) hold no control character but tab, line ends and escape, and no byte order mark of a wide encoding. */
export function isPlain(doc: usize, length: usize): bool {
  const end = doc + (length < 8000 ? length : 8000);
  if (length > 0 && load<u8>(doc) >= 0xfe) return false;
  let p = doc;
  const space = i8x16.splat(32), del = i8x16.splat(127);
  for (; p + 16 <= end; p += 16) {
    const v = v128.load(p);
    const odd = v128.or(i8x16.lt_u(v, space), i8x16.eq(v, del));
    if (v128.any_true(odd)) {
      const fine = v128.or(v128.or(i8x16.eq(v, i8x16.splat(10)), i8x16.eq(v, i8x16.splat(9))), v128.or(i8x16.eq(v, i8x16.splat(13)), v128.or(i8x16.eq(v, i8x16.splat(12)), i8x16.eq(v, i8x16.splat(27)))));
      if (v128.any_true(v128.andnot(odd, fine))) return false;
    }
  }
  for (; p < end; p++) {
    const c = <u32>load<u8>(p);
    if ((c < 32 && c != 9 && c != 10 && c != 12 && c != 13 && c != 27) || c == 127) return false;
  }
  return true;
}
