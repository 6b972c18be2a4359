/** Hits: sightings whose surroundings must be looked at by the rules of their anchor. */

import { holdsRest } from './anchors';
import { isTouched } from './delta';
import { passesFar } from './gate';
import { hashOf, isKnown, remember } from './known';
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

/** Says that hit number `i` came to nothing. */
export function forget(i: u32): void { remember(load<u64>(HITS + (<usize>i << 4), 8)); }

/** Hash of all that the rules of an anchor may see from `start`; 0 where they look far. */
function surroundings(start: usize, anchor: usize): u64 {
  const behind = <usize>load<u32>(REACHES + (anchor << 3)), ahead = <usize>load<u32>(REACHES + (anchor << 3), 4);
  const from = start - DOC > behind ? start - behind : DOC;
  const to = DOC_END - start > ahead ? start + ahead : DOC_END;
  return hashOf(from, to, <u64>anchor << 1 | <u64>isText, <u64>(start - from) << 32 | <u64>(to - start));
}

function addHit(start: usize, anchor: usize): void {
  const hash = surroundings(start, anchor);
  if (isKnown(hash)) { repeated++; return; }
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
