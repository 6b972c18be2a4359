import { PAIR_PROOFS } from './checks/index.ts';
import type { PlacedMatch } from './placed-match.ts';

/** A match, and its other half where one stands near. */
export interface PairedMatch {
  readonly match: PlacedMatch;
  readonly partner?: PlacedMatch;
  /** True when the halves were proved to belong together. */
  readonly proven: boolean;
}

function distanceOf(a: PlacedMatch, b: PlacedMatch): number {
  return a.start < b.start ? b.start - a.end : a.start - b.end;
}

/** The nearest match of the partner rule that lies within reach and passes the proof, if the rule names one. */
function findPartner(match: PlacedMatch, all: readonly PlacedMatch[]): { partner: PlacedMatch; proven: boolean } | undefined {
  const { pair } = match.rule.rule;
  if (pair === undefined) return undefined;
  const candidates = all
    .filter((other) => other.rule.rule.id === pair.with && distanceOf(match, other) <= pair.within)
    .sort((a, b) => distanceOf(match, a) - distanceOf(match, b) || a.start - b.start);
  const proof = pair.proof === undefined ? undefined : PAIR_PROOFS.get(pair.proof);
  const [nearest] = candidates;
  if (proof === undefined || nearest === undefined) return nearest === undefined ? undefined : { partner: nearest, proven: false };
  const partner = candidates.find((other) => proof(match.value, other.value));
  return partner === undefined ? undefined : { partner, proven: true };
}

/** A half without its other half counts only where its rule demands a word beside it, and then it had one. */
function standsAlone(match: PlacedMatch): boolean {
  const { secrecy, near } = match.rule.rule;
  return secrecy === 'secret' || (secrecy === 'pair-half' && near?.effect === 'required');
}

/**
 * Joins the halves of keys. A match whose rule names a partner carries it along; partners that are no secret
 * by themselves are not reported again, and neither are halves and public identifiers that found none.
 */
export function joinPairs(matches: readonly PlacedMatch[]): PairedMatch[] {
  const joined: PairedMatch[] = [];
  for (const match of matches) {
    const found = findPartner(match, matches);
    const isHalf = match.rule.rule.secrecy === 'pair-half' && found !== undefined;
    if (!isHalf && !standsAlone(match)) continue;
    joined.push(found === undefined ? { match, proven: false } : { match, ...found });
  }
  return joined;
}
