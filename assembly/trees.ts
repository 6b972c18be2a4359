import { copies, COPIES } from './delta';
import { overflowed, setOverflow } from './overflow';
import { clearSegments, pushSegment } from './segments';

/** Longest tree that is read here, in bytes; a bit map for one has an eighth of it. */
const MAX_TREE: usize = 1 << 22;

/** True when an entry that starts at offset `at` starts there in the base too, and is copied from there whole; its bit in the base is then cleared. */
// @ts-ignore: decorator
@inline function isInherited(copy: usize, at: usize, end: usize, baseBits: usize): bool {
  if (copy >= <usize>copies) return false;
  const q = COPIES + copy * 12;
  const from = <usize>load<u32>(q), to = <usize>load<u32>(q, 4), size = <usize>load<u32>(q, 8);
  if (at < to || end > to + size) return false;
  const p = at - to + from;
  const byte = <u32>load<u8>(baseBits + (p >> 3)), bit = <u32>1 << <u32>(p & 7);
  if (!(byte & bit)) return false;
  store<u8>(baseBits + (p >> 3), <u8>(byte & ~bit));
  return true;
}

/**
 * Reads the entries of a tree object, `<octal mode> SP <name> NUL <id>`. Lists those that the delta which was applied
 * last did not copy whole, as segments (start of the name, its end, mode); all of them where `baseBits` is 0.
 * @param bits gets one bit for each byte of the tree, set where an entry starts
 * @param baseBits the same of the tree's base; those of copied entries are cleared
 * @returns false when git would not take this for a tree, when it is too long, or has too many new entries
 */
export function treeEntries(doc: usize, length: usize, idBytes: usize, bits: usize, baseBits: usize): bool {
  clearSegments();
  if (length > MAX_TREE) return false;
  memory.fill(bits, 0, (length >> 3) + 1);
  const end = doc + length, before = overflowed();
  setOverflow(false);
  let copy: usize = 0;
  for (let p = doc; p < end; ) {
    const at = p - doc;
    let mode: u32 = 0, c: u32 = 0;
    while ((c = <u32>load<u8>(p++)) != 32) {
      if (c - 48 > 7 || p >= end || mode >= 1 << 24) return false;
      mode = mode << 3 | (c - 48);
    }
    const name = p;
    while (p < end && load<u8>(p)) p++;
    if (name == doc + at + 1 || p == name || p + 1 + idBytes > end) return false;
    const nul = p;
    p += 1 + idBytes;
    store<u8>(bits + (at >> 3), load<u8>(bits + (at >> 3)) | <u8>(<u32>1 << <u32>(at & 7)));
    if (baseBits) {
      while (copy < <usize>copies && <usize>load<u32>(COPIES + copy * 12, 4) + <usize>load<u32>(COPIES + copy * 12, 8) <= at) copy++;
      if (isInherited(copy, at, p - doc, baseBits)) continue;
    }
    pushSegment(doc, name, nul, mode);
  }
  const fits = !overflowed();
  setOverflow(before);
  return fits;
}

/** Lists the entries of a base tree whose bits `treeEntries` has left: those that the delta's tree does not have in the same form. As segments. */
export function goneEntries(doc: usize, length: usize, baseBits: usize): void {
  clearSegments();
  for (let block: usize = 0; block < length; block += 8) {
    for (let bits = <u32>load<u8>(baseBits + (block >> 3)); bits; bits &= bits - 1) {
      const at = doc + block + <usize>ctz<u32>(bits);
      let name = at;
      while (load<u8>(name) != 32) name++;
      let nul = ++name;
      while (load<u8>(nul)) nul++;
      pushSegment(doc, name, nul, 0);
    }
  }
}
