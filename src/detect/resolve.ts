import type { Context } from '#core/context.ts';
import { CONFIDENCES, unlessDoubted } from '#core/severity.ts';
import { overlaps } from '#core/span.ts';
import { ALLOW_KIND } from './allow.ts';
import { CONTEXT_KIND, readContext } from './context/context-marker.ts';
import { isUnopened } from './decode/work-budget.ts';
import { joinPairs, type PairedMatch } from './pairs.ts';
import type { PlacedMatch } from './placed-match.ts';

/** A match that won its place, the ids of those that lost it, and its other half where one was found. */
export interface ResolvedMatch extends PairedMatch {
  readonly alsoMatched: readonly string[];
  /** The inline marker that excuses it. */
  readonly marker?: PlacedMatch;
  /** What the document says of itself. */
  readonly context?: Context;
}

/** Negative when `a` should win a place over `b`: surer proof first, then the longer, then the earlier, then the id. */
function compareClaims(a: PlacedMatch, b: PlacedMatch): number {
  return (
    weightOf(b) - weightOf(a) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    a.encoding.length - b.encoding.length ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start ||
    (a.rule.rule.id < b.rule.rule.id ? -1 : Number(a.rule.rule.id > b.rule.rule.id))
  );
}

/** What a doubt, such as a failed checksum, leaves of a rule's specificity: another proof beats it, a mere guess does not. */
const DOUBTED = 0.5;

function weightOf({ rule, facts }: PlacedMatch): number {
  return rule.rule.specificity * (facts['unlikely'] === undefined ? 1 : DOUBTED);
}

const ASSIGNED = 'assigned-secret';

interface Claim {
  winner: PlacedMatch;
  readonly losers: Set<string>;
}

/**
 * Two rules that agree on the very same text are as sure as the surer of them, and so is one that takes in the name and
 * the value which another knows for one of a secret; with a proof that fails, they are not sure.
 */
function strengthened(winner: PlacedMatch, loser: PlacedMatch): PlacedMatch {
  const isSame = loser.rule.rule.kind === ASSIGNED ? winner.start <= loser.start && winner.end >= loser.end : winner.start === loser.start && winner.end === loser.end;
  const isSurer = CONFIDENCES.indexOf(loser.confidence) < CONFIDENCES.indexOf(winner.confidence);
  return isSame && isSurer ? { ...winner, confidence: unlessDoubted(loser.confidence, winner.facts) } : winner;
}

/** Index of the first claim that ends after `start`; claims are in order and do not overlap. */
function firstEndingAfter(claims: readonly Claim[], start: number): number {
  let low = 0;
  let high = claims.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((claims[middle]?.winner.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One winner for each stretch of text; whatever overlaps a winner loses to it. In order of place. */
function settleClaims(matches: readonly PlacedMatch[]): Claim[] {
  const claims: Claim[] = [];
  for (const match of [...matches].sort(compareClaims)) {
    const index = firstEndingAfter(claims, match.start);
    const holder = claims[index];
    if (holder === undefined || !overlaps(holder.winner, match)) claims.splice(index, 0, { winner: match, losers: new Set() });
    else if (holder.winner.rule !== match.rule) {
      holder.losers.add(match.rule.rule.id);
      holder.winner = strengthened(holder.winner, match);
    }
  }
  return claims;
}

function covers(marker: PlacedMatch, match: PlacedMatch): boolean {
  const rules = (marker.facts['rules'] ?? '*').split(',').map((id) => id.trim());
  return rules.includes('*') || rules.includes(match.rule.rule.id);
}

/**
 * Finds the marker for a match: one on a line of the match, or one on the line before it that has no match
 * of its own (a comment behind one key does not excuse the key below it).
 */
function markerFinder(markers: readonly PlacedMatch[], winners: readonly PlacedMatch[]): (match: PlacedMatch) => PlacedMatch | undefined {
  const byLine = new Map(markers.map((marker) => [marker.from.line, marker]));
  const taken = new Set(winners.flatMap((winner) => [winner.from.line, winner.to.line]));
  return (match) => {
    const before = match.from.line - 1;
    const lines = [match.from.line, match.to.line, ...(taken.has(before) ? [] : [before])];
    return lines.map((line) => byLine.get(line)).find((marker) => marker !== undefined && covers(marker, match));
  };
}

/**
 * Weighs the matches of one document against each other: the most specific rule wins a stretch of text,
 * halves are joined to pairs, halves and public identifiers without a partner are dropped, inline markers
 * are laid to what they excuse. The order of `matches` does not matter. A mark that something was not opened comes last.
 */
export function resolveMatches(matches: readonly PlacedMatch[]): ResolvedMatch[] {
  const markers = matches.filter((match) => match.rule.rule.kind === ALLOW_KIND);
  const contextOf = readContext(matches.filter((match) => match.rule.rule.kind === CONTEXT_KIND));
  const claims = settleClaims(matches.filter(({ rule: { rule } }) => rule.kind !== ALLOW_KIND && rule.kind !== CONTEXT_KIND));
  const markerFor = markerFinder(markers, claims.map(({ winner }) => winner));
  const losersOf = new Map(claims.map(({ winner, losers }) => [winner, [...losers].sort()]));
  const resolved = joinPairs(claims.map(({ winner }) => winner)).map((paired) => {
    const marker = markerFor(paired.match);
    const context = contextOf(paired.match);
    const alsoMatched = losersOf.get(paired.match) ?? [];
    return { ...paired, alsoMatched, ...(marker === undefined ? {} : { marker }), ...(context === undefined ? {} : { context }) };
  });
  const [unopened] = matches.filter(isUnopened).sort((a, b) => a.start - b.start);
  return unopened === undefined ? resolved : [...resolved, { match: unopened, proven: false, alsoMatched: [] }];
}
