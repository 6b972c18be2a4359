/** What held nothing before: a table of 64-bit hashes of texts, direct mapped. */

const SLOTS: u32 = 1 << 17;
/** Longer texts are not hashed. */
let MOST: usize = 0;
let KNOWN: usize = 0, KEYS: usize = 0;
/** @param keys random bytes, 32 for each eight of a text and 32 more */
export function setKnown(known: usize, keys: usize, most: usize): void { KNOWN = known; KEYS = keys; MOST = most; }

// @ts-ignore: decorator
@inline function slotOf(hash: u64): usize { return KNOWN + (<usize>(<u32>(hash >> 40) & (SLOTS - 1)) << 3); }

export function isKnown(hash: u64): bool { return hash != 0 && load<u64>(slotOf(hash)) == hash; }
export function remember(hash: u64): void { if (hash) store<u64>(slotOf(hash), hash); }

/**
 * Hash of a text together with two numbers that say how it is read; 0 for one that is too long. Pair-multiply-shift
 * (Thorup, "High speed hashing for integers and strings", 2015, §3.3) with keys that are drawn anew for each process,
 * twice 32 bits: whoever writes a repository cannot make two texts that are taken for one.
 */
export function hashOf(from: usize, to: usize, who: u64, where: u64): u64 {
  if (to - from > MOST) return 0;
  let k = KEYS;
  let a = (load<u64>(k) + who) * (load<u64>(k, 8) + where);
  let b = (load<u64>(k, 16) + who) * (load<u64>(k, 24) + where);
  for (let p = from; p < to; p += 8) {
    k += 32;
    let block = load<u64>(p);
    // Behind the last byte of a text stands anything.
    if (p + 8 > to) block &= (<u64>1 << (<u64>(to - p) << 3)) - 1;
    const low = block & 0xffffffff, high = block >> 32;
    a += (load<u64>(k) + low) * (load<u64>(k, 8) + high);
    b += (load<u64>(k, 16) + low) * (load<u64>(k, 24) + high);
  }
  return (a & 0xffffffff00000000) | b >> 32 | 1;
}
