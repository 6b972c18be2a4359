/** Hash of groups of four bytes: multiplicative (Knuth, "The Art of Computer Programming", vol. 3, §6.4), of which the upper bits count. */

/** 32-bit product to the 20 bits of the bitsets. */
export const MASK_SHIFT = 12;
/** 32-bit product to the 16 bits of a chain. */
export const HEAD_SHIFT = 16;
/** 2^32 by the golden ratio: what is taken without a choice, the first that is tried, and what the others are made from. */
export const GOLDEN = 0x9e3779b1;
const TRIES = 48;

/** 32 bits of hash of a folded group. */
export function hashOfGroup(group: number, multiplier: number): number {
  return Math.imul(group, multiplier) >>> 0;
}

/** How often groups of source code that are no anchor's come to a chain, by what it takes to walk it. */
function costOf(multiplier: number, groups: ReadonlySet<number>, frequencies: ReadonlyMap<number, number>): number {
  const mask = new Set<number>();
  const chains = new Map<number, number>();
  for (const group of groups) {
    const hash = hashOfGroup(group, multiplier);
    mask.add(hash >>> MASK_SHIFT);
    chains.set(hash >>> HEAD_SHIFT, (chains.get(hash >>> HEAD_SHIFT) ?? 0) + 1);
  }
  let cost = 0;
  for (const [group, frequency] of frequencies) {
    const hash = hashOfGroup(group, multiplier);
    if (mask.has(hash >>> MASK_SHIFT)) cost += frequency * (1 + (chains.get(hash >>> HEAD_SHIFT) ?? 0));
  }
  return cost;
}

/**
 * The odd multiplier under which the groups of the anchors share least with those that stand often in source code. Takes
 * a third of a second for thousands of anchors: a choice for those who build, not for those who run.
 * @param frequencies of groups in a million bytes
 */
export function chooseMultiplier(groups: ReadonlySet<number>, frequencies: ReadonlyMap<number, number>): number {
  let best = GOLDEN;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0, multiplier = GOLDEN; i < TRIES; i += 1, multiplier = (Math.imul(multiplier, GOLDEN) | 1) >>> 0) {
    const cost = costOf(multiplier, groups, frequencies);
    if (cost < least) [best, least] = [multiplier, cost];
  }
  return best;
}
