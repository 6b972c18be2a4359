import { CONFIDENCES, type Confidence } from '#core/severity.ts';
import type { Rule } from '#ruleset/rule.ts';
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

function distanceOf(a: PlacedMatch, b: PlacedMatch): number {
  return a.start < b.start ? b.start - a.end : a.start - b.end;
}

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

/** The nearest match of the partner rule that lies within reach and passes the proof, if the rule names one. */
function findNamed(match: PlacedMatch, byRule: Partners): Found | undefined {
  const { pair } = match.rule.rule;
  if (pair === undefined) return undefined;
  const candidates = neighbours(match, byRule.get(pair.with) ?? [], () => pair.within);
  const proof = pair.proof === undefined ? undefined : PAIR_PROOFS.get(pair.proof);
  const partner = proof === undefined ? candidates[0] : candidates.find((other) => proof(match.value, other.value));
  if (partner !== undefined) return { partner, proven: proof !== undefined };
  return undefined;
}

/** The nearest public half that says of itself that it belongs to matches of this rule. */
function findCompleting(match: PlacedMatch, completing: Partners): Found | undefined {
  const [partner] = neighbours(match, completing.get(match.rule.rule.id) ?? [], ({ rule }) => rule.rule.completes?.within ?? 0);
  return partner === undefined ? undefined : { partner, proven: false };
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

/**
 * Joins the halves of keys. A match whose rule names a partner, or for which a partner declares itself, carries it
 * along; partners that are no secret by themselves are not reported again, and neither are halves and public
 * identifiers that found none.
 * @param matches of one document; none overlaps another
 */
export function joinPairs(matches: readonly PlacedMatch[]): PairedMatch[] {
  const sorted = [...matches].sort((a, b) => a.start - b.start);
  const byRule = grouped(sorted, (rule) => [rule.id]);
  const completing = grouped(sorted, (rule) => rule.completes?.rules ?? []);
  const joined: PairedMatch[] = [];
  for (const match of matches) {
    const found = findNamed(match, byRule) ?? findCompleting(match, completing);
    const isHalf = match.rule.rule.secrecy === 'pair-half' && found !== undefined;
    if (!isHalf && !standsAlone(match)) continue;
    joined.push(found === undefined ? { match, proven: false } : { match, ...found });
  }
  return joined;
}
