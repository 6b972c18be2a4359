import { CONFIDENCES, isAtLeast, type Confidence } from '#core/severity.ts';
import type { Pair, Rule } from '#ruleset/rule.ts';
import { assignHalves, distanceOf } from './assign-halves.ts';
import { PAIR_PROOFS } from './checks/index.ts';
import type { PlacedMatch } from './placed-match.ts';

/** A match, and its other half where one stands near. */
export interface PairedMatch {
  readonly match: PlacedMatch;
  readonly partner?: PlacedMatch;
  /** True when the halves were proved to belong together. */
  readonly proven: boolean;
}

interface Found {
  readonly partner: PlacedMatch;
  readonly proven: boolean;
}

/** Matches by the id of the rule that wants them for a partner, in order of place. */
type Partners = ReadonlyMap<string, readonly PlacedMatch[]>;

function grouped(matches: readonly PlacedMatch[], keysOf: (rule: Rule) => readonly string[]): Partners {
  const groups = new Map<string, PlacedMatch[]>();
  for (const match of matches) {
    for (const key of keysOf(match.rule.rule)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [match]);
      else group.push(match);
    }
  }
  return groups;
}

/** Index of the first match that begins at or after `start`. */
function firstFrom(sorted: readonly PlacedMatch[], start: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many neighbours on each side are asked: a file that lists thousands of ids is no set of settings. */
const MAX_NEIGHBOURS = 16;

/** The neighbours of a match, nearest first, as far as `within` allows. Matches do not overlap. */
function neighbours(match: PlacedMatch, sorted: readonly PlacedMatch[], within: (other: PlacedMatch) => number): PlacedMatch[] {
  const at = firstFrom(sorted, match.start);
  return sorted
    .slice(Math.max(0, at - MAX_NEIGHBOURS), at + MAX_NEIGHBOURS)
    .filter((other) => other !== match && distanceOf(match, other) <= within(other))
    .sort((a, b) => distanceOf(match, a) - distanceOf(match, b) || a.start - b.start);
}

/** The nearest of some matches that passes a proof. */
function findProven(match: PlacedMatch, partners: readonly PlacedMatch[], { within, proof }: Pair): Found | undefined {
  const proves = PAIR_PROOFS.get(proof ?? '');
  const partner = neighbours(match, partners, () => within).find((other) => proves?.(match.value, other.value) === true);
  return partner === undefined ? undefined : { partner, proven: true };
}

/** Other halves of all matches of one rule: each its own where there are enough, and else the nearest. */
function findPartners(carriers: readonly PlacedMatch[], partners: readonly PlacedMatch[], within: (partner: PlacedMatch) => number): Map<PlacedMatch, Found> {
  const assigned = assignHalves({ carriers, partners, within });
  const found = new Map<PlacedMatch, Found>();
  for (const match of carriers) {
    const partner = assigned.get(match) ?? neighbours(match, partners, within)[0];
    if (partner !== undefined) found.set(match, { partner, proven: false });
  }
  return found;
}

/** What the matches of one rule carry along: what their rule names, and else what says of itself that it belongs to them. */
function findOthers(carriers: readonly PlacedMatch[], byRule: Partners, completing: Partners): Map<PlacedMatch, Found> {
  const [rule] = carriers.map((match) => match.rule.rule);
  const pair = rule?.pair;
  const declared = completing.get(rule?.id ?? '');
  const found = declared === undefined ? new Map<PlacedMatch, Found>() : findPartners(carriers, declared, (partner) => partner.rule.rule.completes?.within ?? 0);
  if (pair === undefined) return found;
  const named = byRule.get(pair.with) ?? [];
  if (pair.proof === undefined) return new Map([...found, ...findPartners(carriers, named, () => pair.within)]);
  for (const match of carriers) {
    const proven = findProven(match, named, pair);
    if (proven !== undefined) found.set(match, proven);
  }
  return found;
}

/** A half without its other half counts only where its rule demands a word beside it, and then it had one. */
function standsAlone(match: PlacedMatch): boolean {
  const { secrecy, near } = match.rule.rule;
  return secrecy === 'secret' || (secrecy === 'pair-half' && near?.effect === 'required');
}

function raised(confidence: Confidence): Confidence {
  return CONFIDENCES[Math.max(0, CONFIDENCES.indexOf(confidence) - 1)] ?? confidence;
}

/** How sure a pair is: a proof decides, and a key beside the identifier that is used with it is one step surer. A doubt stays a doubt. */
export function confidenceOf({ match, partner, proven }: PairedMatch): Confidence {
  if (proven) return 'high';
  const isCompleted = partner?.rule.rule.completes !== undefined && match.facts['unlikely'] === undefined;
  return isCompleted ? raised(match.confidence) : match.confidence;
}

/** The matches that others carry along, and that are told with them: identifiers that say that they complete a key, where the key is told as surely. */
function carriedAlong(joined: readonly PairedMatch[]): Set<PlacedMatch> {
  const carrying = new Set(joined.filter(({ partner }) => partner !== undefined).map(({ match }) => match));
  const carried = new Set<PlacedMatch>();
  for (const pair of joined) {
    const { partner } = pair;
    if (partner?.rule.rule.completes === undefined || carrying.has(partner)) continue;
    if (isAtLeast(confidenceOf(pair), partner.confidence)) carried.add(partner);
  }
  return carried;
}

/**
 * Joins the halves of keys. A match whose rule names a partner, or for which a partner declares itself, carries it
 * along; partners that are no secret by themselves, or that complete a key, are not reported again, and neither are halves and
 * public identifiers that found none.
 * @param matches of one document; none overlaps another
 */
export function joinPairs(matches: readonly PlacedMatch[]): PairedMatch[] {
  const sorted = [...matches].sort((a, b) => a.start - b.start);
  const byRule = grouped(sorted, (rule) => [rule.id]);
  const completing = grouped(sorted, (rule) => rule.completes?.rules ?? []);
  const others = new Map([...byRule.values()].flatMap((carriers) => [...findOthers(carriers, byRule, completing)]));
  const joined: PairedMatch[] = [];
  for (const match of matches) {
    const found = others.get(match);
    const isHalf = match.rule.rule.secrecy === 'pair-half' && found !== undefined;
    if (!isHalf && !standsAlone(match)) continue;
    joined.push(found === undefined ? { match, proven: false } : { match, ...found });
  }
  const carried = carriedAlong(joined);
  return carried.size === 0 ? joined : joined.filter(({ match }) => !carried.has(match));
}
