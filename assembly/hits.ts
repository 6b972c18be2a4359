/** Hits: sightings whose surroundings must be looked at by the rules of their anchor. */

import { holdsRest } from './anchors';
import { isTouched } from './delta';
import { passesFar } from './gate';
import { overflowed, setOverflow } from './overflow';

/** Offset, anchor, 64 bits of hash of the surroundings. */
let HITS: usize = 0, MAX_HITS: u32 = 0;
/** How far the rules of each anchor look, in bytes: behind, ahead. */
let REACHES: usize = 0;
export function setHits(list: usize, most: u32, reaches: usize): void { HITS = list; MAX_HITS = most; REACHES = reaches; }

let hits: u32 = 0;
let repeated: u32 = 0;
let isText: u32 = 0;
let DOC: usize = 0, DOC_END: usize = 0;
export function hitCount(): u32 { return hits; }
/** How the document is read: part of what decides. */
export function setText(text: u32): void { isText = text; }
/** Hits that were left out because the same surroundings held nothing before. */
export function repeatedHits(): u32 { return repeated; }

/** Hashes of surroundings in which the rules of an anchor have found nothing, direct mapped, for anchors that do not look too far. */
const KNOWN_SLOTS: u32 = 1 << 16;
let KNOWN: usize = 0, BEHIND: usize = 0, AHEAD: usize = 0, KEYS: usize = 0;
/** @param keys random bytes, 32 for each eight that are looked at and 32 more */
export function setKnown(known: usize, behind: usize, ahead: usize, keys: usize): void {
  KNOWN = known; BEHIND = behind; AHEAD = ahead; KEYS = keys;
}
/** Says that hit number `i` came to nothing. */
export function forget(i: u32): void {
  const at = HITS + (<usize>i << 4);
  const hash = load<u64>(at, 8);
  if (hash) store<u64>(KNOWN + (<usize>(<u32>(hash >> 40) & (KNOWN_SLOTS - 1)) << 3), hash);
}

/**
 * Hash of all that the rules of an anchor may see from `start`, 0 for those that look further. Pair-multiply-shift
 * (Thorup, "High speed hashing for integers and strings", 2015, §3.3) with keys that are drawn anew for each process,
 * twice 32 bits: whoever writes a repository cannot make two texts that are taken for one.
 */
function surroundings(start: usize, anchor: usize): u64 {
  const behind = <usize>load<u32>(REACHES + (anchor << 3)), ahead = <usize>load<u32>(REACHES + (anchor << 3), 4);
  if (behind > BEHIND || ahead > AHEAD) return 0;
  const from = start - DOC > behind ? start - behind : DOC;
  const to = DOC_END - start > ahead ? start + ahead : DOC_END;
  let k = KEYS;
  const who = <u64>anchor << 1 | <u64>isText, where = <u64>(start - from) << 16 | <u64>(to - start);
  let a = (load<u64>(k) + who) * (load<u64>(k, 8) + where);
  let b = (load<u64>(k, 16) + who) * (load<u64>(k, 24) + where);
  let p = from;
  for (; p < to; p += 8) {
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

function addHit(start: usize, anchor: usize): void {
  const hash = surroundings(start, anchor);
  if (hash && load<u64>(KNOWN + (<usize>(<u32>(hash >> 40) & (KNOWN_SLOTS - 1)) << 3)) == hash) { repeated++; return; }
  if (hits >= MAX_HITS) { setOverflow(true); return; }
  const at = HITS + (<usize>hits << 4);
  store<u32>(at, <u32>(start - DOC));
  store<u32>(at, <u32>anchor, 4);
  store<u64>(at, hash, 8);
  hits++;
}

/** Lists the sightings that pass the rest of their gate; of a document that a delta has made only those from which a change can be seen. */
export function listHits(doc: usize, length: usize, sightings: usize, count: u32, isWhole: bool): void {
  hits = 0;
  DOC = doc; DOC_END = doc + length;
  for (let i: u32 = 0; i < count && !overflowed(); i++) {
    const one = load<u64>(sightings + (<usize>i << 3));
    const at = <i32>one, anchor = <usize>(one >> 32 & 0xffff);
    if (!isWhole) {
      const behind = <i32>load<u32>(REACHES + (anchor << 3)), ahead = <i32>load<u32>(REACHES + (anchor << 3), 4);
      if (!isTouched(at - behind - 1, at + ahead + 1)) continue;
    }
    const start = doc + <usize>at, length = <usize>(one >> 48);
    if (start + length <= DOC_END && holdsRest(anchor, start, length) && passesFar(anchor, start, length, DOC_END)) addHit(start, anchor);
  }
}
